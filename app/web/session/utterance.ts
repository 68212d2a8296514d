// SPDX-License-Identifier: Apache-2.0

import { encodeS16le, pcmMs } from '#core/pcm'
import { CAPTURE_RATE } from '../audio/capture.ts'
import type { VoiceSocket } from '../socket/voice-socket.ts'

/** The server takes 12 MB, which is a little over six minutes. */
export const LONGEST_UTTERANCE_MS = 5 * 60_000

/** What was heard of the reply that somebody speaks into. */
export interface HeardOfReply {
  readonly turnId: string
  readonly playedMs: number
}

/** One utterance on its way to the server, while it is spoken. */
export class Utterance {
  readonly #socket: Pick<VoiceSocket, 'send' | 'sendAudio'>
  readonly #interrupted: HeardOfReply | null
  #bytes = 0

  /**
   * @param interrupted the reply it was spoken into, if any: it ends there, unless this proves to be a cough
   */
  constructor(socket: Pick<VoiceSocket, 'send' | 'sendAudio'>, interrupted: HeardOfReply | null) {
    this.#socket = socket
    this.#interrupted = interrupted
  }

  /** Sends 16 kHz samples. False once it is as long as an utterance may be. */
  push(frame: Float32Array): boolean {
    if (this.#bytes === 0) {
      const { turnId, playedMs } = this.#interrupted ?? {}
      this.#socket.send({
        type: 'audio_begin',
        format: 'pcm_s16le',
        sample_rate: CAPTURE_RATE,
        ...(turnId === undefined ? {} : { turn_id: turnId }),
        ...(playedMs === undefined ? {} : { played_ms: playedMs }),
      })
    }
    const bytes = encodeS16le(frame)
    this.#bytes += bytes.byteLength
    this.#socket.sendAudio(bytes)
    return pcmMs(this.#bytes, CAPTURE_RATE) < LONGEST_UTTERANCE_MS
  }

  /** It is over. False if nothing had been heard yet, and so nothing was asked. */
  end(): boolean {
    if (this.#bytes > 0) this.#socket.send({ type: 'audio_end' })
    else this.#interrupt()
    return this.#bytes > 0
  }

  /** Throws it away. */
  cancel(): void {
    if (this.#bytes > 0) this.#socket.send({ type: 'audio_cancel' })
    else this.#interrupt()
  }

  /** The reply was silenced for an utterance that never came, so it ends as if by a key. */
  #interrupt(): void {
    if (this.#interrupted === null) return
    const { turnId, playedMs } = this.#interrupted
    this.#socket.send({ type: 'interrupt', turn_id: turnId, played_ms: playedMs })
  }
}
