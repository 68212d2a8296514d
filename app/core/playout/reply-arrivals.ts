// SPDX-License-Identifier: Apache-2.0

import { ArrivalLine } from './arrival-line.ts'

/** Speech that follows within this belongs to the same arrival: a block of the audio thread at 24 kHz, and a little. */
const SAME_ARRIVAL_MS = 6

/**
 * But no arrival lasts longer. A burst comes as many frames, which a busy main thread hands over in 10 to 50 ms; taken
 * apart it looks like a fast server that stalls after each burst, and every burst would be a gap.
 */
const LONGEST_ARRIVAL_MS = 60

/**
 * What comes within this may be one burst, made before the clock started: two bursts of 200 ms, a usual size, begin less
 * than this apart down to gen-x 0.7.
 */
export const ONE_BURST_MS = 300

/** How the speech of one reply arrives: its line, how much there is, and the wait that it needs. Allocates nothing once made. */
export class ReplyArrivals {
  readonly line = new ArrivalLine()
  #receivedMs = 0
  #firstAt = 0
  /** When the newest arrival began, and when the newest piece of it came. */
  #lastAt = Number.NEGATIVE_INFINITY
  #lastSeenAt = Number.NEGATIVE_INFINITY
  #neededMs = 0
  /** Of this stretch of {@link ONE_BURST_MS}, and of the one before it. */
  #slowest = 0
  #slowestBefore = 0
  #stretchAt = 0

  /** Speech so far. */
  get receivedMs(): number {
    return this.#receivedMs
  }

  /** W* of what has arrived so far: the wait after the first speech with which nothing of it stutters. */
  get neededMs(): number {
    return this.#neededMs
  }

  /** From the first arrival to the newest. */
  get elapsedMs(): number {
    return this.#receivedMs === 0 ? 0 : this.#lastAt - this.#firstAt
  }

  /**
   * Milliseconds to make one millisecond of speech, from the first arrival to the latest of the last bursts: time over
   * speech there was, where that was worst lately. A burst taken apart looks fast to the line, but not to this.
   */
  get slowestPace(): number {
    return Math.max(this.#slowest, this.#slowestBefore)
  }

  /** Whether a piece that comes now is more than the rest of the newest arrival. */
  isNew(atMs: number): boolean {
    return atMs - this.#lastSeenAt >= SAME_ARRIVAL_MS || atMs - this.#lastAt >= LONGEST_ARRIVAL_MS
  }

  /** @param isHeldBack it tells the listener's pace and not the server's, so that the line leaves it out */
  arrived(audioMs: number, atMs: number, isHeldBack: boolean): void {
    if (this.isNew(atMs)) {
      if (this.#receivedMs === 0) this.#firstAt = atMs
      this.#lastAt = atMs
      this.#neededMs = Math.max(this.#neededMs, this.elapsedMs - this.#receivedMs)
      this.#compare()
      if (isHeldBack) this.line.interrupt()
      else this.line.add(this.#receivedMs, atMs - this.#firstAt)
    }
    this.#lastSeenAt = atMs
    this.#receivedMs += audioMs
  }

  #compare(): void {
    if (this.elapsedMs - this.#stretchAt >= ONE_BURST_MS) {
      this.#stretchAt = this.elapsedMs
      this.#slowestBefore = this.#slowest
      this.#slowest = 0
    }
    if (this.#receivedMs > 0) this.#slowest = Math.max(this.#slowest, this.elapsedMs / this.#receivedMs)
  }

  /** A reply begins. The line is the caller's to reset. */
  begin(): void {
    this.#receivedMs = 0
    this.#lastAt = Number.NEGATIVE_INFINITY
    this.#lastSeenAt = Number.NEGATIVE_INFINITY
    this.#neededMs = 0
    this.#slowest = this.#slowestBefore = this.#stretchAt = 0
  }
}
