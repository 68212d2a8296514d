// SPDX-License-Identifier: Apache-2.0
import { costPerFrame, doubt, TOO_DOUBTFUL } from './doubt.ts'
import type { Automaton } from './grammar/automaton.ts'
import { costOf } from './grammar/likelihood.ts'
import { type HeardWord, loadEngine, Search } from './search.ts'
import { type OtherReading, SecondReading } from './second-reading.ts'

export interface Heard {
  readonly words: readonly HeardWord[]
  /** Where a quantity may also have been another. */
  readonly otherwise: readonly OtherReading[]
}

const NOTHING: Heard = { words: [], otherwise: [] }

const FILLERS = new Set(['um', 'uh', 'hmm'])

/**
 * Most phone models followed at a time (pocketsphinx `maxhmmpf`). Half of its pruned search is spent on paths that never
 * win: at 6,000 the word errors are those of 30,000.
 */
const MAX_ACTIVE = 6_000

/** -ln of the probability that nothing is said at all. */
const NOTHING_SAID_COST = 0.5

/** SoundSwallower with the shop's phrases. Runs in a worker, for it blocks. */
export class ShopListener {
  readonly #phrases: Automaton
  readonly #search: Search
  readonly #secondReading: SecondReading

  private constructor(phrases: Automaton, search: Search, secondReading: SecondReading) {
    this.#phrases = phrases
    this.#search = search
    this.#secondReading = secondReading
  }

  /** Loads the acoustic model and the phrases: 0.3–0.5 s. @throws Error when a word has no pronunciation. */
  static async load(phrases: Automaton): Promise<ShopListener> {
    const engine = await loadEngine()
    const search = await Search.load(engine, { maxhmmpf: MAX_ACTIVE })
    const again = await Search.load(engine)
    const words = new Set(phrases.arcs.flat().map(({ word }) => word))
    search.teach(words)
    again.teach(words)
    search.listenFor({ ...phrases, jumps: [...phrases.jumps, { from: 0, to: 1, cost: NOTHING_SAID_COST }] })
    return new ShopListener(phrases, search, new SecondReading(again))
  }

  /** One utterance of up to about 20 s; no words when it is rather noise than anything one would say. */
  hear(samples: Float32Array): Heard {
    const path = this.#search.hear(samples)
    if (path === null || path.words.length === 0) return NOTHING
    const said = path.words.map(({ word }) => word)
    const wordsCost = costOf(this.#phrases, said, path.complete)
    const hypothesis = { samples, words: path.words, pathScore: path.score, wordsCost }
    if (doubt(hypothesis) > TOO_DOUBTFUL) return NOTHING
    const words = path.words.filter(({ word }) => !FILLERS.has(word))
    return { words, otherwise: this.#secondReading.of(samples, words, costPerFrame(hypothesis)) }
  }
}
