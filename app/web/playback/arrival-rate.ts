// SPDX-License-Identifier: Apache-2.0

import { SEND_LEAD } from '#core/credit'

/** A rate over less time than this is noise: frames arrive in bunches. */
const MEASURABLE_MS = 200

/** The first burst was made before the clock started: what comes within this time counts as one burst. */
const FIRST_BURST_MS = 60

/** With this much speech in hand the server holds the stream to the listener's pace, which says nothing of the model. */
const HELD_BACK_MS = SEND_LEAD.leadMs - 500

/**
 * gen-x of a reply while it arrives, as this end of the wire can tell it: audio received after the first burst ÷ time
 * since that burst. Once the server holds the stream back, that tells nothing more: then it is what the server says it
 * measured at the model, or the last value.
 */
export class ArrivalRate {
  #firstAtMs: number | null = null
  #fromMs = 0
  #audioMs = 0
  #genX: number | null = null
  #measured: number | null = null
  #isHeldBack = false

  /** @param inHandMs speech received and not yet heard, this piece included */
  received(audioMs: number, inHandMs: number, atMs: number): void {
    this.#firstAtMs ??= atMs
    if (atMs - this.#firstAtMs < FIRST_BURST_MS) {
      this.#fromMs = atMs
      return
    }
    this.#audioMs += audioMs
    const elapsedMs = atMs - this.#fromMs
    this.#isHeldBack = inHandMs > HELD_BACK_MS && this.#genX !== null
    if (elapsedMs >= MEASURABLE_MS && !this.#isHeldBack) this.#genX = this.#audioMs / elapsedMs
  }

  /** What the server measured at the model so far. It counts once the stream is held back. */
  measured(genX: number): void {
    this.#measured = genX
  }

  /** Null while too little has come to tell. */
  get genX(): number | null {
    return this.#isHeldBack ? (this.#measured ?? this.#genX) : this.#genX
  }
}
