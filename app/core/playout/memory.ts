// SPDX-License-Identifier: Apache-2.0

import type { ArrivalLine } from './arrival-line.ts'

/** Stalls of up to this long are ridden out by a player that knows nothing yet: the facts' 200 to 700 ms, nearly all. */
export const STALL_ALLOWANCE_MS = 600
/** With each reply without a stall the allowance halves, down to a frame and a half of a 25 Hz codec. */
const LEAST_ALLOWANCE_MS = 60
const ALLOWANCE_KEPT = 0.5

/** What was late once stays in mind for about ten replies. */
const LATENESS_KEPT = 0.9
/** The latest of a few arrivals is not the latest of all. */
const LATENESS_MARGIN = 1.2
/** How much longer than it ever was needed a wait is made: the longest of a few is not the longest of all. */
const WAIT_MARGIN = 1.7

/** Of an unknown server: as fast as real time, give or take a half, on time within a frame. */
const UNKNOWN_PACE = 1
const UNKNOWN_PACE_ERROR = 0.5
const UNKNOWN_SCATTER_MS = 20
/** How much a server's pace changes from one reply to the next. */
const KNOWN_PACE_ERROR = 0.05

/** Length of a reply whose text is still being written: the shop's mean is 9.4 s. */
const TYPICAL_REPLY_MS = 10_000

/** Arrivals from which a reply teaches anything. */
const ARRIVALS_TO_LEARN = 8

/** How much the newest reply counts beside all earlier ones. */
const NEWEST = 0.5

/** What a listener's earlier replies say about the next one: same server, same network, same load. */
export class PlayoutMemory {
  #replies = 0
  #pace = UNKNOWN_PACE
  #scatterMs = UNKNOWN_SCATTER_MS
  #latenessMs = 0
  #waitMs = 0
  #allowanceMs = STALL_ALLOWANCE_MS
  #typicalMs = TYPICAL_REPLY_MS

  /** The longest lateness behind the line in recent replies, with a margin. */
  get latenessMs(): number {
    return this.#latenessMs
  }

  /** How long after its first speech a recent reply, made faster than real time, ought to have started, with a margin. */
  get waitMs(): number {
    return this.#waitMs
  }

  /** Stall to be prepared for although none like it was seen. */
  get allowanceMs(): number {
    return this.#allowanceMs
  }

  get typicalMs(): number {
    return this.#typicalMs
  }

  /** Lets a line expect what the earlier replies were like. */
  prepare(line: ArrivalLine): void {
    line.reset(this.#pace, this.#replies === 0 ? UNKNOWN_PACE_ERROR : KNOWN_PACE_ERROR, this.#scatterMs)
  }

  /**
   * @param line of a reply that is over, or was cut off
   * @param neededMs the wait after its first speech with which it would not have stuttered so far (W*)
   */
  learn(line: ArrivalLine, receivedMs: number, neededMs: number): void {
    if (line.arrivals < ARRIVALS_TO_LEARN) return
    const newest = this.#replies === 0 ? 1 : NEWEST
    this.#replies++
    this.#pace += newest * (line.pace - this.#pace)
    this.#scatterMs += newest * (line.scatterMs - this.#scatterMs)
    this.#typicalMs += NEWEST * (receivedMs - this.#typicalMs)
    this.#latenessMs = Math.max(line.latestMs * LATENESS_MARGIN, this.#latenessMs * LATENESS_KEPT)
    this.#allowanceMs = Math.max(LEAST_ALLOWANCE_MS, this.#allowanceMs * ALLOWANCE_KEPT)
    this.#waitMs = Math.max(line.pace < 1 ? neededMs * WAIT_MARGIN : 0, this.#waitMs * LATENESS_KEPT)
  }
}
