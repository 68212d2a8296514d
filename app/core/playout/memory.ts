// SPDX-License-Identifier: Apache-2.0

import type { ArrivalLine } from './arrival-line.ts'
import type { Delivery } from './delivery.ts'
import type { ReplyArrivals } from './reply-arrivals.ts'

/** Stalls of up to this long are ridden out by a player that knows nothing yet: the facts' 200 to 700 ms, nearly all. */
export const STALL_ALLOWANCE_MS = 600
/** With each reply without a stall the allowance halves, down to a frame and a half of a 25 Hz codec. */
const LEAST_ALLOWANCE_MS = 60
const ALLOWANCE_KEPT = 0.5

/** What was late once stays in mind for about five replies. */
const LATENESS_KEPT = 0.75
/** The latest of a few arrivals is not the latest of all. */
const LATENESS_MARGIN = 1.1
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

/** gen-x 1,000: what comes all at once has no pace. */
const FASTEST_PACE = 1e-3

/** What earlier replies say about the next one: same server, same network, same load. */
export class PlayoutMemory {
  #replies = 0
  #pace = UNKNOWN_PACE
  #scatterMs = UNKNOWN_SCATTER_MS
  #lateMs = 0
  #neededMs = 0
  #typicalMs = TYPICAL_REPLY_MS

  /** Replies it stands on. */
  get replies(): number {
    return this.#replies
  }

  /** The longest lateness behind the line in recent replies, with a margin. */
  get latenessMs(): number {
    return this.#lateMs * LATENESS_MARGIN
  }

  /** How long after its first speech a recent reply, made faster than real time, ought to have started, with a margin. */
  get waitMs(): number {
    return this.#neededMs * WAIT_MARGIN
  }

  /** Stall to be prepared for although none like it was seen. */
  get allowanceMs(): number {
    return Math.max(LEAST_ALLOWANCE_MS, STALL_ALLOWANCE_MS * ALLOWANCE_KEPT ** this.#replies)
  }

  get typicalMs(): number {
    return this.#typicalMs
  }

  /** What may be told to a player that knows nothing; null before the first reply. */
  get delivery(): Delivery | null {
    if (this.#replies === 0) return null
    return {
      replies: this.#replies,
      genX: 1 / Math.max(this.#pace, FASTEST_PACE),
      jitterMs: this.#scatterMs,
      lateMs: this.#lateMs,
      wStarMs: this.#neededMs,
    }
  }

  /** Lets a line expect what the earlier replies were like. */
  prepare(line: ArrivalLine): void {
    line.reset(this.#pace, this.#replies === 0 ? UNKNOWN_PACE_ERROR : KNOWN_PACE_ERROR, this.#scatterMs)
  }

  /** Takes over what somebody else learnt of the same server; of two opinions, the worse. */
  believe({ replies, genX, jitterMs, lateMs, wStarMs }: Delivery): void {
    const isOwn = this.#replies > 0
    this.#pace = isOwn ? Math.max(this.#pace, 1 / genX) : 1 / genX
    this.#scatterMs = isOwn ? Math.max(this.#scatterMs, jitterMs) : jitterMs
    this.#lateMs = Math.max(this.#lateMs, lateMs)
    this.#neededMs = Math.max(this.#neededMs, wStarMs)
    this.#replies = Math.max(this.#replies, replies)
  }

  /** Forgets everything: the next reply comes from another server, or at another pace. */
  forget(): void {
    this.#replies = 0
    this.#pace = UNKNOWN_PACE
    this.#scatterMs = UNKNOWN_SCATTER_MS
    this.#lateMs = 0
    this.#neededMs = 0
    this.#typicalMs = TYPICAL_REPLY_MS
  }

  /** Learns from a reply that is over, or was cut off. */
  learn({ line, receivedMs, neededMs }: ReplyArrivals): void {
    if (line.arrivals < ARRIVALS_TO_LEARN) return
    const newest = this.#replies === 0 ? 1 : NEWEST
    this.#replies++
    this.#pace += newest * (line.pace - this.#pace)
    this.#scatterMs += newest * (line.scatterMs - this.#scatterMs)
    this.#typicalMs += NEWEST * (receivedMs - this.#typicalMs)
    this.#lateMs = Math.max(line.latestMs, this.#lateMs * LATENESS_KEPT)
    this.#neededMs = Math.max(line.pace < 1 ? neededMs : 0, this.#neededMs * LATENESS_KEPT)
  }
}
