// SPDX-License-Identifier: Apache-2.0

import { Resampler } from '#core/resample'

/** What the speech models hear. */
export const CAPTURE_RATE = 16_000

/** Samples of one frame on the wire: 20 ms. */
export const FRAME_SAMPLES = (CAPTURE_RATE * 20) / 1000

/** The most samples one render block may have (a context's `renderQuantumSize` is 128 unless asked otherwise). */
const LARGEST_BLOCK = 4096

/**
 * The audio thread's half of the microphone: turns blocks at the device's rate into 20 ms frames of 16 kHz samples.
 * All its memory is made here, none in `feed`.
 */
export class Capture {
  readonly #resampler: Resampler
  readonly #resampled: Float32Array
  /** The frame being filled; also the one handed to `onFrame`, so the receiver copies it. */
  readonly #frame = new Float32Array(FRAME_SAMPLES)
  readonly #onFrame: (frame: Float32Array) => void
  #filled = 0

  /**
   * @param deviceRate of the blocks that come in, in Hz
   * @param onFrame called during `feed` with memory that is used again afterwards
   */
  constructor(deviceRate: number, onFrame: (frame: Float32Array) => void) {
    this.#resampler = new Resampler(deviceRate, CAPTURE_RATE)
    this.#resampled = new Float32Array(this.#resampler.outputBound(LARGEST_BLOCK))
    this.#onFrame = onFrame
  }

  /** Takes one block from the microphone. */
  feed(block: Float32Array): void {
    const count = this.#resampler.processInto(block, this.#resampled)
    for (let i = 0; i < count; i++) {
      this.#frame[this.#filled++] = this.#resampled[i] ?? 0
      if (this.#filled === FRAME_SAMPLES) {
        this.#filled = 0
        this.#onFrame(this.#frame)
      }
    }
  }
}
