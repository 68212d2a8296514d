// SPDX-License-Identifier: Apache-2.0

import { type Timeline, TimelineRecorder, ttfaMs, ttfbMs } from '#core/gen-x'
import { pcmMs } from '#core/pcm'
import type { ReplyLength } from '#core/reply-length'

/** One sentence of a reply on its way through the synthesiser. Times are `performance.now()`. */
export class SpokenSentence {
  #askedAt = 0
  #lastAt = 0
  #bytes = 0
  #sampleRate = 0
  #isWhole = false
  #recorder: TimelineRecorder | null = null

  readonly #length: ReplyLength

  /** @param length of what this voice says; it learns from this sentence */
  constructor(
    readonly text: string,
    length: ReplyLength,
  ) {
    this.#length = length
  }

  /** Measured when whole; before that, the longer of what there is and what the text promises. */
  get audioMs(): number {
    return this.#isWhole ? this.producedMs : Math.max(this.producedMs, this.#length.sentenceMs(this.text))
  }

  get producedMs(): number {
    return this.#bytes === 0 ? 0 : pcmMs(this.#bytes, this.#sampleRate)
  }

  /** From the request to the last chunk, without the time in which nobody took chunks. */
  get busyMs(): number {
    return this.#recorder === null ? 0 : this.#lastAt - this.#askedAt
  }

  /** How its speech arrived, as the model delivered it; null before any did. */
  get timeline(): Timeline | null {
    return this.#recorder?.timeline() ?? null
  }

  get ttfbMs(): number | null {
    return this.timeline === null ? null : ttfbMs(this.timeline)
  }

  get ttfaMs(): number | null {
    return this.timeline === null ? null : ttfaMs(this.timeline)
  }

  asked(now: number): void {
    this.#askedAt = now
  }

  /** @param idleMs how long so far nobody took chunks: the model's clock stood still */
  received(chunk: Uint8Array, sampleRate: number, now: number, idleMs: number): void {
    this.#recorder ??= new TimelineRecorder(this.#askedAt, sampleRate)
    this.#sampleRate = sampleRate
    this.#bytes += chunk.byteLength
    this.#lastAt = now - idleMs
    this.#recorder.received(chunk, this.#lastAt)
  }

  /** No more speech of this sentence comes. */
  end(): void {
    this.#isWhole = true
  }

  /** All that the model has to say of it has come. */
  complete(): void {
    this.#length.measured(this.text, this.producedMs)
  }
}
