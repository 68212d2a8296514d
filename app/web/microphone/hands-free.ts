// SPDX-License-Identifier: Apache-2.0

import { VOICE_FRAME, VOICE_FRAME_MS, VoiceActivity } from '#core/voice-activity'
import { PreRoll } from './pre-roll.ts'

/**
 * What is kept from before the first vowel was heard: the consonants in front of it, a soft first syllable, a breath.
 * Flite's "What pizzas" needs 520 ms: its "what" is whispered.
 */
export const PRE_ROLL_MS = 600

/** Frames kept: the pre-roll, and what it may take to notice a voice over a reply. */
const KEPT = Math.ceil(PRE_ROLL_MS / VOICE_FRAME_MS) + 30

export interface HandsFreeEvents {
  /** Somebody began to speak. What was said so far follows as frames. */
  onBegin(): void
  /** 20 ms of the utterance. The memory is used again afterwards. */
  onFrame(frame: Float32Array): void
  /** They are done. */
  onEnd(): void
}

/** Whether a frame belongs to speech, however that is found out. */
export type VoiceDetector = Pick<VoiceActivity, 'push' | 'reset'>

/** Cuts what an open microphone hears into utterances, each with its pre-roll. */
export class HandsFree {
  readonly #events: HandsFreeEvents
  #voice: VoiceDetector
  readonly #preRoll = new PreRoll(KEPT, VOICE_FRAME)
  #speaking = false

  constructor(events: HandsFreeEvents, voice: VoiceDetector = new VoiceActivity()) {
    this.#events = events
    this.#voice = voice
  }

  /**
   * Takes the next frame.
   * @param played root mean square of what the loudspeaker plays, 0 to 1
   */
  push(frame: Float32Array, played: number): void {
    const event = this.#voice.push(frame, played)
    if (this.#speaking) {
      this.#events.onFrame(frame)
      if (event.type !== 'end') return
      this.#speaking = false
      this.#events.onEnd()
      return
    }
    this.#preRoll.push(frame)
    if (event.type !== 'begin') return
    this.#speaking = true
    this.#events.onBegin()
    this.#preRoll.forEachOfLast(event.frames + PRE_ROLL_MS / VOICE_FRAME_MS, (kept) => this.#events.onFrame(kept))
    this.#preRoll.clear()
  }

  /** Lets another detector decide from here on. */
  listenWith(voice: VoiceDetector): void {
    this.drop()
    this.#voice = voice
  }

  /** The utterance was ended or thrown away by somebody else. */
  drop(): void {
    this.#speaking = false
    this.#voice.reset()
    this.#preRoll.clear()
  }
}
