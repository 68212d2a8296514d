// SPDX-License-Identifier: Apache-2.0

import { ReplyLength } from '#core/reply-length'

/** Voices kept in mind; a voice that is pushed out is learnt again from its next sentences. */
const MAX_VOICES = 64

/** How long each voice takes to say something, learnt from all that is said on this server. */
export class VoiceLengths {
  readonly #byVoice = new Map<string, ReplyLength>()

  /** @param voice undefined is the model's own */
  of(voice: string | undefined): ReplyLength {
    const name = voice ?? ''
    const length = this.#byVoice.get(name) ?? new ReplyLength()
    this.#byVoice.delete(name)
    this.#byVoice.set(name, length)
    for (const oldest of this.#byVoice.keys()) {
      if (this.#byVoice.size <= MAX_VOICES) break
      this.#byVoice.delete(oldest)
    }
    return length
  }
}
