// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel } from '../../app/core/contract/index.ts'
import { shown } from '../../app/core/gen-x/index.ts'
import { isLate } from './load.ts'
import { percent, time } from './words.ts'

/** The numbers of a load as people read them; medians, but for what is named otherwise. */
export interface LevelCells {
  readonly n: string
  readonly ttfb: string
  readonly ttfa: string
  readonly ttfaP95: string
  readonly total: string
  readonly stream: string
  readonly windowP5: string
  readonly wStarP95: string
  readonly throughput: string
  /** Share of replies whose worst gap stays within a limit, for a listener who waits the chosen prebuffer. */
  within(limitMs: number): string
}

export function levelCells({ summary }: GenXLevel, prebufferMs: number): LevelCells {
  return {
    n: String(summary.measured),
    ttfb: time(summary.ttfbMs.p50),
    ttfa: time(summary.ttfaMs.p50),
    ttfaP95: time(summary.ttfaMs.p95),
    total: shown(summary.genXTotal.p50),
    stream: shown(summary.genXStream.p50),
    windowP5: shown(summary.genXWindow.p5),
    wStarP95: time(summary.wStarMs.p95),
    throughput: shown(summary.throughput),
    within(limitMs) {
      const share = summary.continuity.find((of) => of.prebufferMs === prebufferMs && of.limitMs === limitMs)
      return percent(share?.value ?? null)
    },
  }
}

/** In words, how far the tool itself was late to the requests of a load; null when it was not. */
export function lateness({ discarded, requests }: GenXLevel): string | null {
  const late = requests.filter(isLate)
  const again = `${discarded} of ${discarded + requests.length} requests were asked again, because this tool was late to notice what came`
  const off = `${late.length} of ${requests.length} requests may be off by up to ${time(Math.max(...late.map(({ lateMs }) => lateMs)))}, for the same reason`
  if (late.length > 0) return `${again}; ${off}`
  return discarded > 0 ? again : null
}
