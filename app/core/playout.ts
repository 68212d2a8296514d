// SPDX-License-Identifier: Apache-2.0

/** What is known of a reply's speech while it arrives. */
export interface ReplyArrival {
  /** Speech received so far. */
  readonly receivedMs: number
  /** Since the first of it arrived. */
  readonly elapsedMs: number
  /** Estimated length of the whole reply, as the server says it. */
  readonly expectedMs: number
  /** True when nothing more will come. */
  readonly final: boolean
}

/**
 * How much speech must be waiting before playback starts, or starts again after an underrun, in milliseconds.
 * A pure function of what has arrived, asked again whenever more arrives.
 */
export type PlayoutRule = (arrival: ReplyArrival) => number

/**
 * Five frames of 20 ms: enough for a busy main thread and a loopback or workshop network to deliver the next frame,
 * and below what a listener feels as a pause.
 */
export const FIXED_PREBUFFER_MS = 100

// #region playout-fixed
/** The simplest rule: always the same reserve, or the whole reply when that is shorter. */
export function fixedPrebuffer(reserveMs: number = FIXED_PREBUFFER_MS): PlayoutRule {
  return ({ receivedMs, final }) => (final ? Math.min(reserveMs, receivedMs) : reserveMs)
}
// #endregion playout-fixed
