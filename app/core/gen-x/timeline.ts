// SPDX-License-Identifier: Apache-2.0

/** A piece of speech as it arrived. */
export interface TimelineChunk {
  /** On any clock, as long as it is one and does not go back. */
  readonly atMs: number
  /** 1 or more. */
  readonly samples: number
}

/** How the speech of one request arrived: all that gen-x, prebuffers and stalls can be computed from. */
export interface Timeline {
  /** On the chunks' clock. */
  readonly requestedAtMs: number
  /** Hertz. */
  readonly sampleRate: number
  /** In the order of their arrival; empty when nothing came. */
  readonly chunks: readonly TimelineChunk[]
  /** Index in the stream of the first sample that can be heard; null when all was silent, or nobody listened. */
  readonly firstAudibleSample: number | null
}

/** How long some samples sound. */
export function samplesMs(samples: number, sampleRate: number): number {
  return (samples / sampleRate) * 1_000
}

/** Speech of a whole timeline. */
export function audioMs({ chunks, sampleRate }: Timeline): number {
  return samplesMs(
    chunks.reduce((sum, chunk) => sum + chunk.samples, 0),
    sampleRate,
  )
}

/**
 * Loudness of the first sample that counts as audible: 1 % of full scale, −40 dB. The dithered silence before a
 * synthesiser's first sound stays below it.
 */
export const AUDIBLE = 0.01 * 0x8000

/** Index of the first audible sample of mono s16le, -1 when there is none. */
export function firstAudible(pcm: Uint8Array): number {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
  for (let i = 0; i * 2 + 1 < pcm.byteLength; i++) {
    if (Math.abs(view.getInt16(i * 2, true)) >= AUDIBLE) return i
  }
  return -1
}

/** Writes a timeline down while speech arrives. Time comes in with each call. */
export class TimelineRecorder {
  readonly #requestedAtMs: number
  readonly #sampleRate: number
  readonly #chunks: TimelineChunk[] = []
  #samples = 0
  #firstAudibleSample: number | null = null

  constructor(requestedAtMs: number, sampleRate: number) {
    this.#requestedAtMs = requestedAtMs
    this.#sampleRate = sampleRate
  }

  /** @param pcm mono s16le, whole samples */
  received(pcm: Uint8Array, atMs: number): void {
    const samples = Math.floor(pcm.byteLength / 2)
    if (samples === 0) return
    if (this.#firstAudibleSample === null) {
      const at = firstAudible(pcm)
      if (at >= 0) this.#firstAudibleSample = this.#samples + at
    }
    this.#chunks.push({ atMs, samples })
    this.#samples += samples
  }

  /** What has arrived so far. */
  timeline(): Timeline {
    return {
      requestedAtMs: this.#requestedAtMs,
      sampleRate: this.#sampleRate,
      chunks: [...this.#chunks],
      firstAudibleSample: this.#firstAudibleSample,
    }
  }
}
