// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import createModule, { type Decoder, type SoundSwallowerModule } from 'soundswallower'
import type { Automaton } from './grammar/automaton.ts'
import { PRONUNCIATIONS } from './grammar/pronunciations.ts'
import { setNetwork } from './search-network.ts'

/** Hertz; the decoder must be told, or it takes 16 kHz for 8 and misunderstands without a word. */
export const LISTENING_RATE = 16_000

/** One recognised word. */
export interface HeardWord {
  readonly word: string
  /** Seconds since the first sample. */
  readonly start: number
  readonly end: number
}

export interface Heard {
  readonly words: readonly HeardWord[]
}

const FILLERS = new Set(['um', 'uh', 'hmm'])

/**
 * Most phone models followed at a time (pocketsphinx `maxhmmpf`). Half of its pruned search is spent on paths that never
 * win: at 6,000 the word errors are those of 30,000.
 */
const MAX_ACTIVE = 6_000

/** SoundSwallower with the shop's phrases. Runs in a worker, for it blocks. */
export class ShopListener {
  readonly #decoder: Decoder

  private constructor(decoder: Decoder) {
    this.#decoder = decoder
  }

  /** Loads the acoustic model and the phrases: 0.3–0.5 s. @throws Error when a word has no pronunciation. */
  static async load(phrases: Automaton): Promise<ShopListener> {
    const modelBase = `${dirname(createRequire(import.meta.url).resolve('soundswallower'))}/model/`
    const settings: Partial<SoundSwallowerModule> & { readonly modelBase: string } = { modelBase }
    const others = new Set(process.listeners('uncaughtException'))
    const engine = await createModule(settings)
    // The engine's own listener answers any error of this thread by printing its whole minified source.
    for (const listener of process.listeners('uncaughtException'))
      if (!others.has(listener)) process.off('uncaughtException', listener)
    const decoder = new engine.Decoder({ loglevel: 'FATAL', samprate: LISTENING_RATE, maxhmmpf: MAX_ACTIVE })
    await decoder.initialize()
    teach(decoder, new Set(phrases.arcs.flat().map(({ word }) => word)))
    setNetwork(engine, decoder, phrases)
    return new ShopListener(decoder)
  }

  /** One utterance of up to about 20 s, heard as a whole: its loudness is levelled over all of it, which saves a fifth of the errors. */
  hear(samples: Float32Array): Heard {
    const decoder = this.#decoder
    decoder.start()
    decoder.process_audio(samples, false, true)
    // What stops in the middle of a phrase has no final result, only this one.
    const unfinished = decoder.get_text() === '' ? [] : alignedWords(decoder)
    decoder.stop()
    const words = decoder.get_text() === '' ? unfinished : alignedWords(decoder)
    return { words: words.filter(({ word }) => !FILLERS.has(word)) }
  }
}

function alignedWords(decoder: Decoder): HeardWord[] {
  return (decoder.get_alignment().w ?? []).flatMap(({ t, b, d }) => {
    const word = t.replace(/\(\d+\)$/, '')
    return /^[a-z]/.test(word) ? [{ word, start: b, end: b + d }] : []
  })
}

/** Adds the pronunciations that the dictionary lacks. */
function teach(decoder: Decoder, words: ReadonlySet<string>): void {
  for (const word of words) {
    const known: string | null = decoder.lookup_word(word)
    const ours = PRONUNCIATIONS[word] ?? []
    if (known === null && ours.length === 0)
      throw new Error(`No pronunciation for "${word}": add it to grammar/pronunciations.ts`)
    const offset = known === null ? 1 : 2
    ours.forEach((sounds, index) => {
      const variant = index + offset
      decoder.add_words([variant === 1 ? word : `${word}(${variant})`, sounds])
    })
  }
}
