// SPDX-License-Identifier: Apache-2.0

/** One sentence of a reply, in the order spoken. */
export interface SpokenSentence {
  readonly text: string
  /** How long the sentence is when spoken whole, in milliseconds: measured, or estimated while it is being made. */
  readonly audioMs: number
}

/**
 * What a listener heard of a reply: whole heard sentences exactly, and of the sentence the listener was in, the words
 * that fit its share of the duration.
 *
 * @param playedMs rendered milliseconds since the reply's first sample
 */
export function heardText(sentences: Iterable<SpokenSentence>, playedMs: number): string {
  const heard: string[] = []
  let startMs = 0
  for (const { text, audioMs } of sentences) {
    const intoMs = playedMs - startMs
    if (intoMs <= 0) break
    const words = intoMs >= audioMs ? text : wholeWords(text, intoMs / audioMs)
    if (words !== '') heard.push(words)
    startMs += audioMs
  }
  return heard.join(' ')
}

/**
 * Where a reply goes on after it was silenced by mistake: with the sentence the listener was in, from its beginning.
 *
 * @param toleranceMs a sentence this close to its end was heard whole
 */
export function splitHeard<Sentence extends SpokenSentence>(
  sentences: readonly Sentence[],
  playedMs: number,
  toleranceMs: number,
): { readonly heard: readonly Sentence[]; readonly rest: readonly Sentence[] } {
  let endMs = 0
  const at = sentences.findIndex(({ audioMs }) => {
    endMs += audioMs
    return playedMs < endMs - toleranceMs
  })
  return at < 0 ? { heard: sentences, rest: [] } : { heard: sentences.slice(0, at), rest: sentences.slice(at) }
}

/** The words that lie whole within the first `share` (0 to 1) of a text. */
export function wholeWords(text: string, share: number): string {
  const reach = text.length * share
  let end = 0
  for (const word of text.matchAll(/\S+/gu)) {
    const wordEnd = word.index + word[0].length
    if (wordEnd > reach) break
    end = wordEnd
  }
  return text.slice(0, end)
}
