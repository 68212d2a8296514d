// SPDX-License-Identifier: Apache-2.0

import type { ListenerPosition } from '#core/credit'

/**
 * Where the listener is in one reply. A client that reports its playhead is believed; of one that never did, the server
 * assumes real-time playback from the first frame, standing still whenever nothing was left to play.
 */
export class Playhead implements ListenerPosition {
  #playedMs = 0
  #at = 0
  #progressAt = 0

  /** @param reports asked each time, because a client may report for the first time in the middle of a reply */
  constructor(readonly reports: () => boolean) {}

  get playedMs(): number {
    return this.#playedMs
  }

  /** A client whose player waits for a reserve reports that it has played nothing; of others nothing is known. */
  get hasStarted(): boolean {
    return this.#playedMs > 0 || !this.reports()
  }

  /** When it last moved. */
  get progressAt(): number {
    return this.#progressAt
  }

  /** The first frame leaves. */
  begin(now: number): void {
    this.#at = now
    this.#progressAt = now
  }

  /** The client says where it is. */
  report(playedMs: number, now: number): void {
    if (playedMs !== this.#playedMs) this.#progressAt = now
    this.#playedMs = playedMs
  }

  /** Time passes; `sentMs` of the reply have left so far. */
  assume(sentMs: number, now: number): void {
    const elapsedMs = now - this.#at
    this.#at = now
    if (this.reports()) return
    const playedMs = Math.min(sentMs, this.#playedMs + elapsedMs)
    if (playedMs !== this.#playedMs) this.#progressAt = now
    this.#playedMs = playedMs
  }
}
