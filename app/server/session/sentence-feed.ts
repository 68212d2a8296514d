// SPDX-License-Identifier: Apache-2.0

import { SentenceSplitter } from '#core/sentences'

/**
 * Feeds the synthesiser while the agent still writes: the listener hears the first sentence when the model has written
 * the second one's first token, not when it has written all.
 */
export class SentenceFeed {
  readonly #splitter = new SentenceSplitter()
  readonly #speak: (sentence: string) => void
  #writer: string | null = null

  /** @param speak called with each sentence, in order */
  constructor(speak: (sentence: string) => void) {
    this.#speak = speak
  }

  // #region speak-while-thinking
  /** Takes the next piece of the reply and speaks every sentence that is complete with it. */
  write(writer: string, text: string): void {
    if (this.#writer !== null && this.#writer !== writer) this.end()
    this.#writer = writer
    for (const sentence of this.#splitter.push(text)) this.#speak(sentence)
  }

  /** The reply, or one agent's part of it, is over: speaks what is left. */
  end(): void {
    for (const sentence of this.#splitter.flush()) this.#speak(sentence)
  }
  // #endregion speak-while-thinking
}
