// SPDX-License-Identifier: Apache-2.0
import { SentenceSplitter } from '#core/sentences'

/** One piece of speech that is made at a time, and the silence behind it. */
export interface Phrase {
  readonly text: string
  readonly pauseMs: number
}

/** Behind a full stop, within a reply and at its end: Flite leaves 70–190 ms, people 200–300 ms. */
const SENTENCE_PAUSE_MS = 220
/** Behind a comma. */
const CLAUSE_PAUSE_MS = 110
/** A first clause shorter than this would sound chopped off, and saves nothing. */
const MIN_FIRST_CLAUSE = 18
/** Sentences shorter than this are spoken whole: one intonation, and made in under 100 ms. */
const MIN_SENTENCE_TO_SPLIT = 48
/** Longest phrase in characters, about 8 s of speech; bounds the work of one job. */
const MAX_PHRASE = 120

/**
 * Cuts a text into phrases at sentence ends, so that the first is spoken while the next is made. A long sentence is cut
 * at its commas too, where a speaker would breathe anyway; only the very first phrase is cut for speed alone.
 */
export function splitPhrases(text: string): Phrase[] {
  const splitter = new SentenceSplitter()
  const sentences = [...splitter.push(text), ...splitter.flush()]
  return sentences.flatMap((sentence, index) => {
    const clauses = splitSentence(sentence, index === 0)
    return clauses.map((clause, place) => ({
      text: clause,
      pauseMs: place === clauses.length - 1 ? SENTENCE_PAUSE_MS : /[,;:–—)]$/.test(clause) ? CLAUSE_PAUSE_MS : 0,
    }))
  })
}

function splitSentence(sentence: string, isFirst: boolean): string[] {
  const clauses: string[] = []
  let rest = sentence
  if (isFirst && sentence.length >= MIN_SENTENCE_TO_SPLIT) {
    const cut = clauseEnds(sentence).find((end) => end >= MIN_FIRST_CLAUSE && sentence.length - end >= MIN_FIRST_CLAUSE)
    if (cut !== undefined) {
      clauses.push(sentence.slice(0, cut).trim())
      rest = sentence.slice(cut).trim()
    }
  }
  while (rest.length > MAX_PHRASE) {
    const cut = clauseEnds(rest).findLast((end) => end <= MAX_PHRASE && end >= MIN_FIRST_CLAUSE) ?? wordEnd(rest)
    clauses.push(rest.slice(0, cut).trim())
    rest = rest.slice(cut).trim()
  }
  return [...clauses, rest].filter((clause) => clause !== '')
}

/** Indices just behind each comma (or the like) that a space follows. */
function clauseEnds(text: string): number[] {
  return [...text.matchAll(/[,;:–—](?=\s)/g)].map((match) => match.index + 1)
}

function wordEnd(text: string): number {
  const space = text.lastIndexOf(' ', MAX_PHRASE)
  return space > 0 ? space : MAX_PHRASE
}
