// SPDX-License-Identifier: Apache-2.0

import { ArrivalLine } from './arrival-line.ts'
import { PlayoutMemory, STALL_ALLOWANCE_MS } from './memory.ts'
import type { Playout } from './playout.ts'

/** The pace is taken this many standard errors slower than measured: the lower confidence bound of gen-x. */
const CONFIDENCE = 2

/** Speech to come may be this much longer than its text lets expect: the estimate's standard deviation, and a half. */
const LENGTH_ERROR = 0.06

/** Jitter kept in reserve, in standard deviations: lognormal lateness has a long tail. */
const JITTER_DEVIATIONS = 3

/**
 * A fast server makes good for a stall that comes late: the surplus of this share of the speech to come counts as if it
 * were there. Chosen on other seeds than the benchmark's: 0.1 to 0.25 trade underruns for delay evenly.
 */
const SURPLUS_TRUSTED = 0.2

/** Speech that follows within this belongs to the same arrival: a block of the audio thread at 24 kHz, and a little. */
const SAME_ARRIVAL_MS = 6

/**
 * But no arrival lasts longer. A burst comes as many frames, which a busy main thread hands over in 10 to 50 ms; taken
 * apart it looks like a fast server that stalls after each burst, and every burst would be a gap.
 */
const LONGEST_ARRIVAL_MS = 60

/**
 * With this much waiting, the server holds back on purpose (it is at most four seconds ahead of the listener), so that
 * arrivals tell the listener's pace, not the server's; with half of it, they are the server's again.
 */
const SATED_MS = 3_000

/**
 * Starts when speech will not run out: what waits must cover what the server will fall behind until the end.
 *
 * Slower than real time, that is `R·(1−ĝ)/ĝ`: R the speech still to come by the server's estimate, ĝ the lower confidence
 * bound of gen-x from the {@link ArrivalLine}; and a stall that may still come. Faster than real time, it is jitter and
 * stalls only, less the surplus that will soon be there. What earlier replies were like is kept in {@link PlayoutMemory}.
 */
export class AdaptivePlayout implements Playout {
  readonly #memory = new PlayoutMemory()
  readonly #line = new ArrivalLine()
  #expectedMs = 0
  #isFinal = false
  #receivedMs = 0
  #firstAt = 0
  /** When the newest arrival began, and when the newest piece of it came. */
  #lastAt = Number.NEGATIVE_INFINITY
  #lastSeenAt = Number.NEGATIVE_INFINITY
  #isPlaying = false
  #isSated = false
  /** W* of what has arrived so far. */
  #neededMs = 0

  constructor() {
    this.#memory.prepare(this.#line)
  }

  begin(): void {
    this.#memory.learn(this.#line, this.#receivedMs, this.#neededMs)
    this.#memory.prepare(this.#line)
    this.#expectedMs = 0
    this.#isFinal = false
    this.#receivedMs = 0
    this.#lastAt = Number.NEGATIVE_INFINITY
    this.#lastSeenAt = Number.NEGATIVE_INFINITY
    this.#isPlaying = false
    this.#isSated = false
    this.#neededMs = 0
  }

  expect(expectedMs: number, isFinal: boolean): void {
    this.#expectedMs = expectedMs
    this.#isFinal = isFinal
  }

  arrived(audioMs: number, atMs: number, bufferedMs: number): void {
    const isSameArrival = atMs - this.#lastSeenAt < SAME_ARRIVAL_MS && atMs - this.#lastAt < LONGEST_ARRIVAL_MS
    this.#lastSeenAt = atMs
    if (!isSameArrival) {
      if (this.#receivedMs === 0) this.#firstAt = atMs
      this.#lastAt = atMs
      const elapsedMs = atMs - this.#firstAt
      this.#neededMs = Math.max(this.#neededMs, elapsedMs - this.#receivedMs)
      this.#observe(elapsedMs, bufferedMs)
    }
    this.#receivedMs += audioMs
  }

  #observe(elapsedMs: number, bufferedMs: number): void {
    this.#isSated = this.#isPlaying && bufferedMs > (this.#isSated ? SATED_MS / 2 : SATED_MS)
    if (this.#isSated) this.#line.interrupt()
    else this.#line.add(this.#receivedMs, elapsedMs)
  }

  // #region playout-rule
  mayStart(bufferedMs: number): boolean {
    const hasWaited = this.#lastAt - this.#firstAt >= this.#memory.waitMs
    this.#isPlaying = hasWaited && bufferedMs >= this.reserveMs
    return this.#isPlaying
  }

  /** Speech that must be waiting before playback starts. */
  get reserveMs(): number {
    const { pace, paceError, scatterMs } = this.#line
    const knownMs = Math.max(0, this.#expectedMs - this.#receivedMs)
    const lostPerMs = pace + CONFIDENCE * paceError - 1
    if (lostPerMs > 0) {
      const unwrittenMs = this.#isFinal ? 0 : this.#memory.typicalMs - this.#receivedMs
      const toComeMs = Math.max(knownMs, unwrittenMs) * (1 + LENGTH_ERROR)
      return Math.max(STALL_ALLOWANCE_MS + scatterMs, this.#memory.latenessMs) + toComeMs * lostPerMs
    }
    const surplusMs = SURPLUS_TRUSTED * knownMs * -lostPerMs
    return Math.max(JITTER_DEVIATIONS * scatterMs, this.#memory.latenessMs, this.#memory.allowanceMs - surplusMs)
  }
  // #endregion playout-rule
}
