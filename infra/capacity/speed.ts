// SPDX-License-Identifier: Apache-2.0
import { type GenXReport, REFERENCE_GPUS } from '@kit/app/contract'
import type { GpuModel, Slice } from '#gpu'
import type { Model } from '#workshop'

/** How fast one replica works, and how that is known. */
export interface Speed {
  /** Seconds of conversation done in a second, per lane; of text to speech: gen-x. */
  readonly perLane: number
  /** Requests one replica does side by side. */
  readonly lanes: number
  readonly known: 'measured' | 'published' | 'assumed'
  /** Who says so, in words. */
  readonly source: string
}

/** Below it a listener hears gaps. */
const REAL_TIME = 1

/**
 * What a gen-x report says of a slice: the closed-loop load that produces the most speech among those that may be
 * believed and are carried (95 % of the replies without a gap, the first sound in time: see docs/gen-x.md).
 * A text says why it says nothing.
 */
export function measuredSpeed(report: GenXReport): Speed | string {
  const { listeners } = report.capacity
  const words = `the report '${report.label}' of ${report.measuredAt.slice(0, 10)}`
  if (listeners === null || listeners === 0)
    return `${words} carries no listener: nobody would hear a reply without gaps`
  const [best] = report.levels
    .flatMap(({ load, voided, summary }) => {
      const perLane = summary.genXStream.p50 ?? summary.genXTotal.p50
      if (load.loop !== 'closed' || voided !== null || perLane === null || perLane < REAL_TIME) return []
      return load.concurrency <= listeners ? [{ perLane, lanes: load.concurrency }] : []
    })
    .sort((a, b) => b.perLane * b.lanes - a.perLane * a.lanes)
  return best === undefined
    ? `${words} has no load that may be believed`
    : { ...best, known: 'measured', source: words }
}

/** The speed of text to speech on a slice: published where it is, otherwise what the workshop assumes. A text refuses. */
export function knownSpeed(gpu: GpuModel, slice: Slice, model: Model): Speed | string {
  const id = gpu.published[slice.profile]
  const reference = REFERENCE_GPUS.find((published) => published.id === id)
  if (reference === undefined) return assumedSpeed(model)
  const { low } = reference.genX
  if (low < REAL_TIME) return `${reference.gpu} speaks at gen-x ${low}, slower than real time: listeners hear gaps`
  return { perLane: low, lanes: 1, known: 'published', source: `${reference.gpu}: ${reference.source}` }
}

/** What the workshop file says, or its defaults. */
export function assumedSpeed({ speed, lanes }: Model): Speed {
  return { perLane: speed, lanes, known: 'assumed', source: 'an assumption of the workshop file, not measured' }
}
