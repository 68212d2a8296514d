// SPDX-License-Identifier: Apache-2.0

import { pcmMs } from '#core/pcm'

/**
 * Loudness of the first sample that counts as audible: 1 % of full scale, −40 dB. Flite's and Higgs' leading silence
 * is dithered below it.
 */
const AUDIBLE = 0.01 * 0x8000

/** Characters per second of ordinary speech, and the pause around a sentence. Only until the sentence has been made. */
const CHARACTERS_PER_S = 15
const PAUSE_MS = 200

/** How long a text will be when spoken, roughly. */
export function estimateSpeechMs(text: string): number {
  return Math.round(PAUSE_MS + (text.length / CHARACTERS_PER_S) * 1_000)
}

/** One sentence of a reply on its way through the synthesiser. Times are `performance.now()`. */
export class SpokenSentence {
  #bytes = 0
  #sampleRate = 0
  #isWhole = false
  #askedAt: number | null = null
  #firstByteAt: number | null = null
  #audibleMs: number | null = null
  #busyMs = 0

  constructor(readonly text: string) {}

  /** Measured when whole; before that, the longer of what there is and what the text promises. */
  get audioMs(): number {
    return this.#isWhole ? this.producedMs : Math.max(this.producedMs, estimateSpeechMs(this.text))
  }

  get producedMs(): number {
    return this.#bytes === 0 ? 0 : pcmMs(this.#bytes, this.#sampleRate)
  }

  /** From the request to the last chunk, without the time in which nobody took chunks. */
  get busyMs(): number {
    return this.#busyMs
  }

  get ttfbMs(): number | null {
    return this.#askedAt === null || this.#firstByteAt === null ? null : this.#firstByteAt - this.#askedAt
  }

  /** To the first audible sample: when its chunk was there and the silence before it had been played. */
  get ttfaMs(): number | null {
    return this.#audibleMs
  }

  asked(now: number): void {
    this.#askedAt = now
  }

  received(chunk: Uint8Array, sampleRate: number, now: number, idleMs: number): void {
    const askedAt = this.#askedAt ?? now
    this.#sampleRate = sampleRate
    this.#firstByteAt ??= now
    if (this.#audibleMs === null) {
      const at = firstAudible(chunk)
      if (at !== null) {
        const silenceMs = pcmMs(this.#bytes + at, sampleRate)
        this.#audibleMs = Math.max(now - askedAt, this.#firstByteAt - askedAt + silenceMs)
      }
    }
    this.#bytes += chunk.byteLength
    this.#busyMs = now - askedAt - idleMs
  }

  /** No more speech of this sentence comes. */
  end(): void {
    this.#isWhole = true
  }
}

/** Byte offset of the first audible sample. */
function firstAudible(chunk: Uint8Array): number | null {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  for (let at = 0; at + 1 < chunk.byteLength; at += 2) {
    if (Math.abs(view.getInt16(at, true)) >= AUDIBLE) return at
  }
  return null
}
