// SPDX-License-Identifier: Apache-2.0

import type { ListenerPosition } from '#core/credit'

/**
 * Where the listener is in one reply. A client that reports its playhead is believed; of one that never did, the server
 * assumes real-time playback from the first frame, standing still whenever nothing was left to play.
 */
export class Playhead {
  readonly #reports: () => boolean
  #playedMs = 0
  #begunAt: number | null = null
  #at = 0
  #progressAt = 0

  /** @param reports asked each time, because a client may report for the first time in the middle of a reply */
  constructor(reports: () => boolean) {
    this.#reports = reports
  }

  get playedMs(): number {
    return this.#playedMs
  }

  /** For how long it has not moved. */
  quietMs(now: number): number {
    return now - this.#progressAt
  }

  position(now: number): ListenerPosition {
    const isWaiting = this.#begunAt !== null && this.#playedMs === 0 && this.#reports()
    return { playedMs: this.#playedMs, waitedMs: isWaiting ? now - (this.#begunAt ?? now) : 0 }
  }

  /** The first frame leaves. */
  begin(now: number): void {
    this.#begunAt = now
    this.#at = now
    this.#progressAt = now
  }

  /** The client says where it is. */
  report(playedMs: number, now: number): void {
    this.#moveTo(playedMs, now)
  }

  /** Time passes; `sentMs` of the reply have left so far. */
  assume(sentMs: number, now: number): void {
    const elapsedMs = now - this.#at
    this.#at = now
    if (!this.#reports()) this.#moveTo(Math.min(sentMs, this.#playedMs + elapsedMs), now)
  }

  #moveTo(playedMs: number, now: number): void {
    if (playedMs !== this.#playedMs) this.#progressAt = now
    this.#playedMs = playedMs
  }
}
