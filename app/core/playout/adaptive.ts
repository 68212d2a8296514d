// SPDX-License-Identifier: Apache-2.0

import type { Delivery } from './delivery.ts'
import { PlayoutMemory, STALL_ALLOWANCE_MS } from './memory.ts'
import type { Playout } from './playout.ts'
import { ONE_BURST_MS, ReplyArrivals } from './reply-arrivals.ts'

/** The pace is taken this many standard errors slower than measured: the lower confidence bound of gen-x. */
const CONFIDENCE = 2

/** Speech to come may be this much longer than its text lets expect: the estimate's standard deviation, and a half. */
const LENGTH_ERROR = 0.06

/** Jitter kept in reserve, in standard deviations: lognormal lateness has a long tail. */
const JITTER_DEVIATIONS = 2.5

/**
 * A fast server makes good for a stall that comes late: the surplus of this share of the speech to come counts as if it
 * were there. Chosen on other seeds than the benchmark's: 0.1 to 0.25 trade underruns for delay evenly.
 */
const SURPLUS_TRUSTED = 0.2

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
  readonly #reply = new ReplyArrivals()
  #expectedMs = 0
  #isFinal = false
  #isPlaying = false
  #isSated = false

  constructor() {
    this.#memory.prepare(this.#reply.line)
  }

  begin(delivery: Delivery | null): void {
    this.#memory.learn(this.#reply)
    if (delivery !== null) this.#memory.believe(delivery)
    this.#reply.begin()
    this.#memory.prepare(this.#reply.line)
    this.#expectedMs = 0
    this.#isFinal = false
    this.#isPlaying = false
    this.#isSated = false
  }

  forget(): void {
    this.#memory.forget()
    this.#reply.begin()
    this.#memory.prepare(this.#reply.line)
  }

  expect(expectedMs: number, isFinal: boolean): void {
    this.#expectedMs = expectedMs
    this.#isFinal = isFinal
  }

  arrived(audioMs: number, atMs: number, bufferedMs: number): void {
    if (this.#reply.isNew(atMs)) {
      this.#isSated = this.#isPlaying && bufferedMs > (this.#isSated ? SATED_MS / 2 : SATED_MS)
    }
    this.#reply.arrived(audioMs, atMs, this.#isSated)
  }

  // #region playout-rule
  mayStart(bufferedMs: number): boolean {
    const leastMs = this.#isStranger ? ONE_BURST_MS : this.#memory.waitMs
    this.#isPlaying = this.#reply.elapsedMs >= leastMs && bufferedMs >= this.reserveMs
    return this.#isPlaying
  }

  /** Speech that must be waiting before playback starts. */
  get reserveMs(): number {
    const { line, receivedMs } = this.#reply
    const knownMs = Math.max(0, this.#expectedMs - receivedMs)
    const lostPerMs = this.#slowestLikelyPace - 1
    if (lostPerMs > 0) {
      const unwrittenMs = this.#isFinal ? 0 : this.#memory.typicalMs - receivedMs
      const toComeMs = Math.max(knownMs, unwrittenMs) * (1 + LENGTH_ERROR)
      return Math.max(STALL_ALLOWANCE_MS + line.scatterMs, this.#memory.latenessMs) + toComeMs * lostPerMs
    }
    const surplusMs = SURPLUS_TRUSTED * knownMs * -lostPerMs
    return Math.max(JITTER_DEVIATIONS * line.scatterMs, this.#memory.latenessMs, this.#memory.allowanceMs - surplusMs)
  }
  // #endregion playout-rule

  /** Milliseconds to make one of speech: 1 ÷ ĝ. A stranger who seems fast must have been so over more than a burst. */
  get #slowestLikelyPace(): number {
    const { line, slowestPace } = this.#reply
    const likely = line.pace + CONFIDENCE * line.paceError
    return this.#isStranger && likely < 1 ? Math.max(likely, slowestPace) : likely
  }

  /** Nothing was heard of this server before, and nothing was told. */
  get #isStranger(): boolean {
    return this.#memory.replies === 0
  }
}
