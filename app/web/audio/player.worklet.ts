// SPDX-License-Identifier: Apache-2.0

import { AdaptivePlayout } from '#core/playout'
import { allocateRing, Ring } from '#core/ring'
import { Player } from './player.ts'
import { PortReceiver } from './port-receiver.ts'

/** Shared memory with a ring in it, or null when there is none to share; then the ring holds this many samples. */
interface PlayerOptions {
  readonly storage: ArrayBufferLike | null
  readonly samples: number
}

/** Samples of one render block, unless a context asks otherwise; nobody here does. */
const BLOCK = 128

/** Connects {@link Player} to Web Audio, and to the page by a ring in shared memory or else by the port. */
class PlayerProcessor extends AudioWorkletProcessor {
  readonly #player: Player
  readonly #receiver: PortReceiver | null

  constructor({ processorOptions: { storage, samples } }: { readonly processorOptions: PlayerOptions }) {
    super()
    const ring = new Ring(storage ?? allocateRing(samples, { shared: false }))
    this.#player = new Player(ring, sampleRate, new AdaptivePlayout())
    if (storage !== null) {
      this.#receiver = null
      return
    }
    const receiver = new PortReceiver(ring, (report) => this.port.postMessage(report), sampleRate / BLOCK)
    this.port.onmessage = ({ data }) => receiver.receive(data)
    this.#receiver = receiver
  }

  override process(_inputs: unknown, outputs: readonly (readonly Float32Array[])[]): boolean {
    const output = outputs[0]?.[0]
    if (output !== undefined) this.#player.render(output, currentFrame)
    this.#receiver?.rendered()
    return true
  }
}

registerProcessor('player', PlayerProcessor)
