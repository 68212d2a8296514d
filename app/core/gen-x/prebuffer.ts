// SPDX-License-Identifier: Apache-2.0

import { samplesMs, type Timeline } from './timeline.ts'

/** What a listener hears who starts some time after the first chunk and plays on whenever there is something to play. */
export interface Replay {
  /** Gaps heard. */
  readonly count: number
  readonly totalMs: number
  readonly worstMs: number
}

/** Shorter than half a sample at 8 kHz is rounding, not a gap. */
const ROUNDING_MS = 0.05

// #region minimal-prebuffer
/**
 * The exact shortest wait after the first chunk with which nothing stutters: `max_i (t_i − t_0 − Σ_{j<i} d_j)`, with
 * `t_i` the arrival and `d_i` the length of chunk i. Null when nothing arrived.
 */
export function wStarMs({ chunks, sampleRate }: Timeline): number | null {
  const [first] = chunks
  if (first === undefined) return null
  let needed = 0
  let samples = 0
  for (const chunk of chunks) {
    needed = Math.max(needed, chunk.atMs - first.atMs - samplesMs(samples, sampleRate))
    samples += chunk.samples
  }
  return needed
}
// #endregion minimal-prebuffer

// #region underrun-replay
/** Plays a timeline, starting `waitMs` after its first chunk. Null when nothing arrived. */
export function replay({ chunks, sampleRate }: Timeline, waitMs: number): Replay | null {
  const [first] = chunks
  if (first === undefined) return null
  let wantedAt = first.atMs + waitMs
  let count = 0
  let totalMs = 0
  let worstMs = 0
  for (const chunk of chunks) {
    const stallMs = chunk.atMs - wantedAt
    if (stallMs > ROUNDING_MS) {
      count++
      totalMs += stallMs
      worstMs = Math.max(worstMs, stallMs)
      wantedAt = chunk.atMs
    }
    wantedAt += samplesMs(chunk.samples, sampleRate)
  }
  return { count, totalMs, worstMs }
}
// #endregion underrun-replay

/** A share of requests, with how many it is a share of. */
export interface Share {
  /** 0 to 1; null when nothing was measured. */
  readonly value: number | null
  readonly n: number
  /** Requests without a measurement: failed ones, and such without speech. They are in no share, and fail a gate. */
  readonly unmeasured: number
}

/** Worst gaps that are told apart, in milliseconds: hardly heard, heard, a stutter. As SGLang-Omni's C50, C100, C200. */
export const CONTINUITY_LIMITS_MS = [50, 100, 200] as const

/** Share of requests whose worst gap is at most `limitMs` for a listener who waits `waitMs`: C50, C100, C200. */
export function continuity(timelines: readonly Timeline[], waitMs: number, limitMs: number): Share {
  const worst = timelines.map((timeline) => replay(timeline, waitMs)?.worstMs ?? null)
  const measured = worst.filter((value) => value !== null)
  const fine = measured.filter((value) => value <= limitMs).length
  return {
    value: measured.length === 0 ? null : fine / measured.length,
    n: measured.length,
    unmeasured: worst.length - measured.length,
  }
}
