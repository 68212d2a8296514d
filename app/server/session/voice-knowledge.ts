// SPDX-License-Identifier: Apache-2.0

import { PlayoutMemory } from '#core/playout'
import { ReplyLength } from '#core/reply-length'
import type { SynthesisOptions } from '#speech'
import { LatelyUsed } from './lately-used.ts'

/** What one voice is known to be like. */
export interface KnownVoice {
  /** How long it takes to say something. */
  readonly length: ReplyLength
  /** How its speech lately arrived from the model. */
  readonly delivery: PlayoutMemory
}

/** What this server has learnt of the text-to-speech model, from all that it said to anybody. */
export class VoiceKnowledge {
  readonly #lengths = new LatelyUsed(() => new ReplyLength())
  readonly #deliveries = new LatelyUsed(() => new PlayoutMemory())

  /** Lengths are each voice's own; the pace is the model's, and may be set by its options. */
  of({ voice = '', extraBody = {} }: SynthesisOptions): KnownVoice {
    const options = Object.entries(extraBody).sort(([a], [b]) => (a < b ? -1 : 1))
    return { length: this.#lengths.of(voice), delivery: this.#deliveries.of(JSON.stringify(options)) }
  }
}
