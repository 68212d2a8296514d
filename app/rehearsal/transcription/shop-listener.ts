// SPDX-License-Identifier: Apache-2.0
import type { SoundSwallowerModule } from 'soundswallower'
import { costPerFrame, doubt, TOO_DOUBTFUL } from './doubt.ts'
import type { Automaton } from './grammar/automaton.ts'
import { costOf } from './grammar/likelihood.ts'
import { type HeardWord, loadEngine, Search } from './search.ts'
import { type OtherReading, SecondReading } from './second-reading.ts'
import { slowed, slowingFor } from './vocal-tract.ts'

export interface Heard {
  readonly words: readonly HeardWord[]
  /** Where a quantity may also have been another. */
  readonly otherwise: readonly OtherReading[]
}

const NOTHING: Heard = { words: [], otherwise: [] }

const FILLERS = new Set(['um', 'uh', 'hmm'])

/**
 * What the search follows, by pocketsphinx's names. Its own beams (1e-48, words 7e-29) are for language models that weigh
 * less than this grammar: "I'm all set" was dropped halfway, though in the end nothing explains its sound better. On 120
 * compositions that are in no benchmark wider ones leave half of the errors, for half as much time again. At most 6,000
 * phone models at a time: of what more would follow, hardly any ever wins.
 */
const PRUNING = { beam: 1e-56, pbeam: 1e-56, wbeam: 1e-48, maxhmmpf: 6_000 } as const

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
    const search = await Search.load(engine, PRUNING)
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
    const slowing = slowingFor(samples)
    const { words, otherwise } = this.#hearSlowed(slowed(samples, slowing))
    return {
      words: words.map(({ word, start, end }) => ({ word, start: start / slowing, end: end / slowing })),
      otherwise,
    }
  }

  #hearSlowed(samples: Float32Array): Heard {
    const path = this.#search.hear(samples)
    if (path === null || path.words.length === 0) return NOTHING
    const said = path.words.map(({ word }) => word)
    const wordsCost = costOf(this.#phrases, said, path.complete)
    const sounds = this.#search.countSounds(said)
    const hypothesis = { samples, words: path.words, sounds, pathScore: path.score, wordsCost }
    if (doubt(hypothesis) > TOO_DOUBTFUL) return NOTHING
    const words = path.words.filter(({ word }) => !FILLERS.has(word))
    return { words, otherwise: this.#secondReading?.of(samples, words, costPerFrame(hypothesis)) ?? [] }
  }
}

function wordsOf(phrases: Automaton): ReadonlySet<string> {
  return new Set(phrases.arcs.flat().map(({ word }) => word))
}
