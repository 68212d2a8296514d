// SPDX-License-Identifier: Apache-2.0
import type { GenXRequest, GenXSummary } from '../../app/core/contract/index.ts'
import {
  CONTINUITY_LIMITS_MS,
  continuity,
  distribution,
  type GenXMeasurement,
  genXWindow,
  replay,
  throughput,
} from '../../app/core/gen-x/index.ts'
import { timelineOf } from './measure-request.ts'

/** What a listener is promised. */
export interface Promised {
  /** Wait between the first chunk and playback. */
  readonly prebufferMs: number
  /** Longest time to the first sound. */
  readonly ttfaLimitMs: number
}

/** Waits that gaps are counted for, beside the chosen one. 300 is what the published demo waits, whatever the GPU. */
export const PREBUFFERS_MS = [0, 100, 300, 500] as const

/** The numbers of one load. */
export function summarise(
  requests: readonly GenXRequest[],
  { prebufferMs, ttfaLimitMs }: Promised,
  full: { readonly fromMs: number; readonly untilMs: number },
): GenXSummary {
  const good = requests.filter(({ ok }) => ok)
  const timelines = good.map(timelineOf)
  const failed = requests.length - good.length
  const spread = (key: keyof Omit<GenXMeasurement, 'genXWindow'>) => distribution(good.map((request) => request[key]))
  const waits = [...new Set([...PREBUFFERS_MS, prebufferMs])].sort((a, b) => a - b)
  return {
    measured: good.length,
    failed,
    ttfbMs: spread('ttfbMs'),
    ttfaMs: spread('ttfaMs'),
    genXTotal: spread('genXTotal'),
    genXStream: spread('genXStream'),
    genXWindow: genXWindow(...timelines),
    wStarMs: spread('wStarMs'),
    throughput: throughput(timelines, full.fromMs, full.untilMs),
    continuity: waits.flatMap((waitMs) =>
      CONTINUITY_LIMITS_MS.map((limitMs) => {
        const share = continuity(timelines, waitMs, limitMs)
        return { prebufferMs: waitMs, limitMs, ...share, unmeasured: share.unmeasured + failed }
      }),
    ),
    smooth: good.filter((request) => isSmooth(request, prebufferMs, ttfaLimitMs)).length,
  }
}

function isSmooth(request: GenXRequest, prebufferMs: number, ttfaLimitMs: number): boolean {
  const heard = replay(timelineOf(request), prebufferMs)
  return heard !== null && heard.count === 0 && request.ttfaMs !== null && request.ttfaMs <= ttfaLimitMs
}
