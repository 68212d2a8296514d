// SPDX-License-Identifier: Apache-2.0
import type { SoundSwallowerModule } from 'soundswallower'
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
  readonly #engine: SoundSwallowerModule
  readonly #phrases: Automaton
  readonly #search: Search
  #secondReading: SecondReading | null = null

  private constructor(engine: SoundSwallowerModule, phrases: Automaton, search: Search) {
    this.#engine = engine
    this.#phrases = phrases
    this.#search = search
  }

  /** Loads the acoustic model and the phrases: 0.3–0.5 s. @throws Error when a word has no pronunciation. */
  static async load(phrases: Automaton): Promise<ShopListener> {
    const engine = await loadEngine()
    const search = await Search.load(engine, { maxhmmpf: MAX_ACTIVE })
    search.teach(wordsOf(phrases))
    search.listenFor({ ...phrases, jumps: [...phrases.jumps, { from: 0, to: 1, cost: NOTHING_SAID_COST }] })
    return new ShopListener(engine, phrases, search)
  }

  /** From then on quantities are heard twice. Another 0.2 s, which nobody who wants to be heard should wait for. */
  async prepareSecondReading(): Promise<void> {
    const search = await Search.load(this.#engine)
    search.teach(wordsOf(this.#phrases))
    this.#secondReading = new SecondReading(search)
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
    return { words, otherwise: this.#secondReading?.of(samples, words, costPerFrame(hypothesis)) ?? [] }
  }
}

function wordsOf(phrases: Automaton): ReadonlySet<string> {
  return new Set(phrases.arcs.flat().map(({ word }) => word))
}
