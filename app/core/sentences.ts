// SPDX-License-Identifier: Apache-2.0

import { findBoundary } from './sentence-boundary.ts'
import { speakable } from './speakable.ts'

/**
 * Cuts a stream of reply tokens into speakable sentences, so that speech begins while the model still writes.
 *
 * A sentence leaves as soon as it is certain that it has ended, which takes at most one token of look-ahead after the
 * full stop. What comes out is plain text for a synthesiser: markdown and emoji are gone, white space is single, and a
 * line with nothing to say in it is dropped. The result does not depend on how the text was cut into pushes.
 */
export class SentenceSplitter {
  /** Text of sentences that have not ended yet. Never longer than one sentence and its look-ahead after a call. */
  #pending = ''

  // #region sentence-splitter
  /** Takes the next piece of the reply, of any length, and gives back the sentences that are now complete. */
  push(text: string): string[] {
    this.#pending += text
    return this.#takeSentences(false)
  }

  /** The reply is over: gives back what is left, and starts afresh. */
  flush(): string[] {
    const sentences = this.#takeSentences(true)
    const rest = speakable(this.#pending)
    this.#pending = ''
    return rest === '' ? sentences : [...sentences, rest]
  }

  #takeSentences(isLast: boolean): string[] {
    const sentences: string[] = []
    let start = 0
    for (;;) {
      const end = findBoundary(this.#pending, start, isLast)
      if (end === null) break
      const sentence = speakable(this.#pending.slice(start, end))
      if (sentence !== '') sentences.push(sentence)
      start = end
    }
    this.#pending = this.#pending.slice(start)
    return sentences
  }
  // #endregion sentence-splitter
}
