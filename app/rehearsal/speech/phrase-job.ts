// SPDX-License-Identifier: Apache-2.0

/** Hertz, of everything this model says. The rate of Higgs and of OpenAI's `pcm`. */
export const SAMPLE_RATE = 24_000

/** What a synthesis worker is asked for; it answers with mono s16le at {@link SAMPLE_RATE}. */
export interface PhraseJob {
  readonly text: string
  readonly voice: string
  readonly gain: number
  /** 1 is the voice's own. */
  readonly speed: number
  /** Silence behind the phrase. */
  readonly pauseMs: number
}
