// SPDX-License-Identifier: Apache-2.0

import { encodeS16le } from '#core/pcm'
import { CAPTURE_RATE } from '../audio/capture.ts'
import type { Microphone } from '../microphone/microphone.ts'
import type { VoiceSocket } from '../socket/voice-socket.ts'

/** One utterance, from the first frame that the microphone gives to the word that it is over. */
export class Utterance {
  readonly #socket: VoiceSocket
  readonly #microphone: Microphone
  #frames = 0
  #level = 0
  #over = false

  constructor(socket: VoiceSocket, microphone: Microphone) {
    this.#socket = socket
    this.#microphone = microphone
  }

  /** How loud it is right now, 0 to 1. */
  get level(): number {
    return this.#level
  }

  /**
   * Streams what is said. Resolves when the microphone is open; throws `MicrophoneError`.
   * @param onLost the microphone went away meanwhile
   */
  async begin(onLost: () => void): Promise<void> {
    await this.#microphone.open((frame) => this.#send(frame), onLost)
    // Somebody changed their mind while the browser was asking for permission.
    if (this.#over) this.#microphone.close()
  }

  /** Ends it. False if nothing had been heard yet, and so nothing was asked. */
  end(): boolean {
    this.#close()
    if (this.#frames > 0) this.#socket.send({ type: 'audio_end' })
    return this.#frames > 0
  }

  /** Throws it away. */
  cancel(): void {
    this.#close()
    if (this.#frames > 0) this.#socket.send({ type: 'audio_cancel' })
  }

  #send(frame: Float32Array): void {
    if (this.#over) return
    if (this.#frames === 0) {
      this.#socket.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: CAPTURE_RATE })
    }
    this.#frames++
    this.#level = loudness(frame)
    this.#socket.sendAudio(encodeS16le(frame))
  }

  #close(): void {
    this.#over = true
    this.#level = 0
    this.#microphone.close()
  }
}

/** Root mean square. */
function loudness(frame: Float32Array): number {
  return Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length)
}
