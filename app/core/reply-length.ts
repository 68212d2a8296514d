// SPDX-License-Identifier: Apache-2.0

import { spokenForm } from './spoken-form.ts'

/**
 * What a sentence costs whatever it says (the pause behind it), and what each character of its spoken form costs, in
 * milliseconds: least squares over 1,090 sentences of the shop spoken by Flite's `slt`; `awb` gives 335 and 57.
 * People and neural voices speak 10 to 20 % faster, which two or three measured sentences correct.
 */
export const FLITE_PACE = { sentenceMs: 335, characterMs: 55.3 } as const

/** How far another voice may be off, as standard deviations: its pauses by half, its rate by a fifth. */
const SENTENCE_SD_MS = 150
const CHARACTER_SD_MS = 11

/** Standard deviation of one sentence around the line, as a share of its length; 0.10 to 0.11 was measured. */
const SENTENCE_SCATTER = 0.11

/** With each sentence the earlier ones count a little less: a listener may change how fast a voice speaks. */
const FORGETTING = 1.03

/** A sentence further off than this many deviations counts as one this far off: a model may babble or swallow words. */
const OUTLIER = 3

/**
 * How long a text will be when it is spoken: affine in the length of its spoken form, and corrected by every sentence
 * that was measured. (A Kalman filter of two numbers: the estimate starts at {@link FLITE_PACE} and trusts a voice's own
 * sentences more with each of them.) One of these per voice.
 */
export class ReplyLength {
  #sentenceMs: number = FLITE_PACE.sentenceMs
  #characterMs: number = FLITE_PACE.characterMs
  /** Covariance of the two: how sure they are. */
  #varSentence = SENTENCE_SD_MS ** 2
  #varCharacter = CHARACTER_SD_MS ** 2
  #covariance = 0

  // #region reply-length
  /** Milliseconds that one sentence will sound; 0 for one without words. */
  sentenceMs(sentence: string): number {
    const characters = spokenForm(sentence).length
    return characters === 0 ? 0 : Math.max(0, this.#sentenceMs + this.#characterMs * characters)
  }
  // #endregion reply-length

  /** Learns from a sentence that was spoken whole. */
  measured(sentence: string, audioMs: number): void {
    const characters = spokenForm(sentence).length
    if (characters === 0 || !(audioMs > 0)) return
    const expectedMs = this.sentenceMs(sentence)
    const towardsSentence = this.#varSentence + this.#covariance * characters
    const towardsCharacter = this.#covariance + this.#varCharacter * characters
    const variance = towardsSentence + towardsCharacter * characters + (SENTENCE_SCATTER * expectedMs) ** 2
    const most = OUTLIER * Math.sqrt(variance)
    const surprise = Math.max(-most, Math.min(most, audioMs - expectedMs)) / variance
    this.#sentenceMs += towardsSentence * surprise
    this.#characterMs += towardsCharacter * surprise
    this.#varSentence = forget(this.#varSentence - towardsSentence ** 2 / variance, SENTENCE_SD_MS)
    this.#varCharacter = forget(this.#varCharacter - towardsCharacter ** 2 / variance, CHARACTER_SD_MS)
    this.#covariance -= (towardsSentence * towardsCharacter) / variance
  }
}

/** A variance that has grown, but never above what it was before anything was measured. */
function forget(variance: number, mostDeviation: number): number {
  return Math.min(variance * FORGETTING, mostDeviation ** 2)
}
