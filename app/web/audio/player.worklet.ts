// SPDX-License-Identifier: Apache-2.0

import { Ring } from '#core/ring'
import { Player } from './player.ts'

/** Connects {@link Player} to Web Audio. */
class PlayerProcessor extends AudioWorkletProcessor {
  readonly #player: Player

  constructor({ processorOptions }: { readonly processorOptions: { readonly storage: ArrayBufferLike } }) {
    super()
    this.#player = new Player(new Ring(processorOptions.storage), sampleRate)
  }

  override process(_inputs: unknown, outputs: readonly (readonly Float32Array[])[]): boolean {
    const output = outputs[0]?.[0]
    if (output !== undefined) this.#player.render(output, currentFrame)
    return true
  }
}

registerProcessor('player', PlayerProcessor)
