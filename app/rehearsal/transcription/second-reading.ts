// SPDX-License-Identifier: Apache-2.0
import { MENU } from '#core/menu'
import type { Automaton } from './grammar/automaton.ts'
import { spokenForms } from './grammar/menu-rules.ts'
import { numberWords } from './grammar/numbers.ts'
import { type HeardWord, LISTENING_RATE, type Search } from './search.ts'

/** Another word that may have been said instead of one that was heard. */
export interface OtherReading {
  /** Index of the word. */
  readonly at: number
  readonly word: string
}

/** Quantities that are one word. */
const QUANTITIES = Array.from({ length: MENU.maxQuantity }, (_, index) => numberWords(index + 1)).filter(
  (words) => words !== '' && !words.includes(' '),
)

const firstWords = (entries: readonly { readonly name: string; readonly aliases: readonly string[] }[]) =>
  new Set(entries.flatMap((entry) => spokenForms(entry).flatMap((said) => said.split(' ').slice(0, 1))))

const ORDERED = firstWords([...MENU.sizes, ...MENU.pizzas])
const STREETS = firstWords(MENU.streets)
const NUMBERS = new Set([...Array.from({ length: 99 }, (_, index) => numberWords(index + 1)), 'hundred', 'oh'])

/** Sound heard again on either side, s: word boundaries are a matter of opinion. */
const MARGIN_S = 0.05

/** More numbers than this in one utterance are not looked at again: it would be felt. */
const MOST_CHECKED = 3

/**
 * How much better the word that was heard must explain the sound than the next best, per frame and in units of what the
 * sound is explained at in general: noise makes all explanations bad, and their differences random.
 * Calibrated by `scripts/bench/alternatives.ts`.
 */
export const CLEAR_ADVANTAGE = 0.5

/** Hears the quantities of an utterance again, each with its two neighbours: as it was heard, and as any other. */
export class SecondReading {
  readonly #search: Search

  /** @param search one of its own: what it listens for changes with each question. */
  constructor(search: Search) {
    this.#search = search
  }

  /**
   * @param costPerFrame how badly the whole utterance was explained (see `costPerFrame` in doubt.ts)
   * @returns the readings that are about as good as what was heard
   */
  of(samples: Float32Array, words: readonly HeardWord[], costPerFrame: number): OtherReading[] {
    return quantitiesIn(words.map(({ word }) => word))
      .slice(0, MOST_CHECKED)
      .flatMap((at) => {
        const other = this.#nextBest(samples, words, at)
        return other && other.advantage < CLEAR_ADVANTAGE * Math.max(1, costPerFrame) ? [{ at, word: other.word }] : []
      })
  }

  #nextBest(samples: Float32Array, words: readonly HeardWord[], at: number): Advantage | null {
    const slot = words[at]
    const near = words.slice(Math.max(0, at - 1), at + 2)
    const [first] = near
    const last = near.at(-1)
    if (!slot || !first || !last) return null
    const start = Math.max(0, Math.round((first.start - MARGIN_S) * LISTENING_RATE))
    const sound = samples.slice(start, Math.round((last.end + MARGIN_S) * LISTENING_RATE))
    const frames = Math.max(1, (slot.end - slot.start) * 100)
    const others = QUANTITIES.filter((word) => word !== slot.word)
    const asHeard = this.#hear(
      sound,
      near.map((word) => [word.word]),
    )
    const otherwise = this.#hear(
      sound,
      near.map((word) => (word === slot ? others : [word.word])),
    )
    if (!otherwise?.complete) return null
    const word = otherwise.words[near.indexOf(slot)]?.word
    // What was heard may not be found again in so short a stretch: then nothing speaks for it.
    const advantage = asHeard?.complete ? (asHeard.score - otherwise.score) / frames : 0
    return word === undefined ? null : { word, advantage }
  }

  #hear(sound: Float32Array, choices: readonly (readonly string[])[]) {
    this.#search.listenFor(inARow(choices))
    return this.#search.hear(sound)
  }
}

interface Advantage {
  readonly word: string
  /** Of the heard word over it, per frame. */
  readonly advantage: number
}

/** Indices of the words that say how many pizzas: no house numbers, no "the other one". */
export function quantitiesIn(words: readonly string[]): number[] {
  return words.flatMap((word, at) => {
    const before = words[at - 1] ?? ''
    const after = words[at + 1] ?? ''
    if (!QUANTITIES.includes(word) || NUMBERS.has(before) || NUMBERS.has(after)) return []
    if (STREETS.has(after)) return []
    return word === 'one' && !ORDERED.has(after) ? [] : [at]
  })
}

/** A network that says one of each of the choices, in this order, all equally likely. */
function inARow(choices: readonly (readonly string[])[]): Automaton {
  const state = (index: number) => (index === 0 ? 0 : index === choices.length ? 1 : index + 1)
  const arcs: { word: string; to: number; cost: number }[][] = Array.from({ length: choices.length + 1 }, () => [])
  for (const [index, words] of choices.entries())
    arcs[state(index)] = words.map((word) => ({ word, to: state(index + 1), cost: 0 }))
  return { arcs, jumps: [] }
}
