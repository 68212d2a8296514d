// SPDX-License-Identifier: Apache-2.0

import { samplesNeeded } from './percentile.ts'

/** One load of a sweep: so many listeners at once, and how it went for them. */
export interface SweepLevel {
  readonly concurrency: number
  /** Audio seconds per second over all of them; null when it could not be told. */
  readonly throughput: number | null
  /** Requests asked for, and how many of them were heard without a gap, and their first sound in time. */
  readonly requests: number
  readonly smooth: number
}

/** What a sweep says about a slice. */
export interface SweepResult {
  /** Listeners a slice carries; 0 when not even the lightest load, null when there were too few requests to tell. */
  readonly listeners: number | null
  /** The load above which more listeners hardly bring more speech; null when the sweep did not get there. */
  readonly knee: number | null
}

/** A load is carried when this share of its requests is smooth. */
export const SMOOTH_SHARE = 0.95

/** Below this share of what proportional growth would bring, more load is waiting in a queue. */
const KNEE_GAIN = 0.5

/** Reads a sweep from its lightest load up. A load that is carried above one that is not was luck, and does not count. */
export function readSweep(levels: readonly SweepLevel[]): SweepResult {
  const ordered = [...levels].sort((a, b) => a.concurrency - b.concurrency)
  return { listeners: listenersOf(ordered), knee: kneeOf(ordered) }
}

function listenersOf(ordered: readonly SweepLevel[]): number | null {
  let carried = 0
  for (const [index, { concurrency, requests, smooth }] of ordered.entries()) {
    if (requests < samplesNeeded(SMOOTH_SHARE)) return index === 0 ? null : carried
    if (smooth / requests < SMOOTH_SHARE) return carried
    carried = concurrency
  }
  return ordered.length === 0 ? null : carried
}

function kneeOf(ordered: readonly SweepLevel[]): number | null {
  for (const [index, level] of ordered.entries()) {
    const before = ordered[index - 1]
    if (before === undefined || before.throughput === null || level.throughput === null) continue
    const load = level.concurrency / before.concurrency - 1
    const gain = level.throughput / before.throughput - 1
    if (load > 0 && gain < load * KNEE_GAIN) return before.concurrency
  }
  return null
}
