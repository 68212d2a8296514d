// SPDX-License-Identifier: Apache-2.0

import type { Delivery } from './delivery.ts'
import type { Playout } from './playout.ts'

/** Something that happens to a player while a reply arrives: speech, or a new estimate of the reply's length. */
export interface PlayoutEvent {
  readonly atMs: number
  /** 0: only the estimate has changed. */
  readonly audioMs: number
  readonly expectedMs: number
  /** The reply's text is complete, so that the estimate is of all of it. */
  readonly isFinal: boolean
}

/** What a listener hears of one reply. */
export interface Heard {
  /** From the first speech to the first sound of it; null when there was none. */
  readonly startMs: number | null
  /** Gaps within the reply. */
  readonly underruns: number
  readonly stalledMs: number
}

/** Shorter than half a sample at 8 kHz is rounding, not a gap. */
const ROUNDING_MS = 0.05

/**
 * Plays a reply the way the player does: events in the order of their time, and nothing more after the last.
 * @param delivery what the server told with it
 */
export function listen(playout: Playout, events: readonly PlayoutEvent[], delivery: Delivery | null = null): Heard {
  let startMs: number | null = null
  let firstMs: number | null = null
  let underruns = 0
  let stalledMs = 0
  let waiting = true
  /** Waiting: speech that is there. Playing: when the speech that is there will have been played. */
  let bufferedMs = 0
  let dryAt = 0
  const last = events.length - 1
  playout.begin(delivery)
  for (const [index, { atMs, audioMs, expectedMs, isFinal }] of events.entries()) {
    if (!waiting && audioMs > 0 && atMs - dryAt > ROUNDING_MS) {
      waiting = true
      bufferedMs = 0
      underruns++
    }
    playout.expect(expectedMs, isFinal)
    if (audioMs > 0) {
      firstMs ??= atMs
      playout.arrived(audioMs, atMs, audioMs + (waiting ? bufferedMs : dryAt - atMs))
    }
    if (!waiting) {
      dryAt += audioMs
      continue
    }
    bufferedMs += audioMs
    if (bufferedMs === 0 || !(index === last || playout.mayStart(bufferedMs))) continue
    waiting = false
    if (startMs === null) startMs = atMs - (firstMs ?? atMs)
    else stalledMs += atMs - dryAt
    dryAt = atMs + bufferedMs
  }
  return { startMs, underruns, stalledMs }
}
