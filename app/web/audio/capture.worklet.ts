// SPDX-License-Identifier: Apache-2.0

import { Capture } from './capture.ts'

/**
 * Connects {@link Capture} to Web Audio and posts each frame to the page. Posting copies the frame, outside of
 * JavaScript's heap, so nothing is left for the garbage collector of the audio thread.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #capture = new Capture(sampleRate, (frame) => this.port.postMessage(frame))

  override process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const block = inputs[0]?.[0]
    if (block !== undefined) this.#capture.feed(block)
    return true
  }
}

registerProcessor('capture', CaptureProcessor)
