// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import createModule, { type Decoder, type SoundSwallowerModule } from 'soundswallower'
import type { Automaton } from './grammar/automaton.ts'
import { PRONUNCIATIONS } from './grammar/pronunciations.ts'
import { pathScore, setNetwork } from './search-network.ts'

/** Hertz; the decoder must be told, or it takes 16 kHz for 8 and misunderstands without a word. */
export const LISTENING_RATE = 16_000

/** One recognised word. */
export interface HeardWord {
  readonly word: string
  /** Seconds since the first sample. */
  readonly start: number
  readonly end: number
}

/** The best way through a network. */
export interface Path {
  readonly words: readonly HeardWord[]
  /** ln of its probability in units of the engine, sound and grammar together. */
  readonly score: number
  /** Whether it came to an end of the network: what stops in the middle of a phrase does not. */
  readonly complete: boolean
}

/** Settings of pocketsphinx by its own names. */
export type SearchSettings = Readonly<Record<string, number | string | boolean>>

/** The engine, compiled; several searches can run in one. */
export async function loadEngine(): Promise<SoundSwallowerModule> {
  const modelBase = `${dirname(createRequire(import.meta.url).resolve('soundswallower'))}/model/`
  const settings: Partial<SoundSwallowerModule> & { readonly modelBase: string } = { modelBase }
  const others = new Set(process.listeners('uncaughtException'))
  const engine = await createModule(settings)
  // The engine's own listener answers any error of this thread by printing its whole minified source.
  for (const listener of process.listeners('uncaughtException'))
    if (!others.has(listener)) process.off('uncaughtException', listener)
  return engine
}

/** SoundSwallower's decoder with an acoustic model of its own. Blocks while it hears. */
export class Search {
  readonly #engine: SoundSwallowerModule
  readonly #decoder: Decoder

  private constructor(engine: SoundSwallowerModule, decoder: Decoder) {
    this.#engine = engine
    this.#decoder = decoder
  }

  static async load(engine: SoundSwallowerModule, settings: SearchSettings = {}): Promise<Search> {
    const decoder = new engine.Decoder({ loglevel: 'FATAL', samprate: LISTENING_RATE, ...settings })
    await decoder.initialize()
    return new Search(engine, decoder)
  }

  /** Adds the pronunciations that the dictionary lacks. @throws Error when a word has none. */
  teach(words: Iterable<string>): void {
    for (const word of words) {
      const known: string | null = this.#decoder.lookup_word(word)
      const ours = PRONUNCIATIONS[word] ?? []
      if (known === null && ours.length === 0)
        throw new Error(`No pronunciation for "${word}": add it to grammar/pronunciations.ts`)
      for (const sounds of ours) this.#decoder.add_words([this.#freeVariant(word), sounds])
    }
  }

  /** The dictionary calls them `word`, `word(2)`, `word(3)`. */
  #freeVariant(word: string): string {
    const known = (variant: string): string | null => this.#decoder.lookup_word(variant)
    for (let variant = word, number = 2; ; variant = `${word}(${number++})`) if (known(variant) === null) return variant
  }

  /** How many sounds it takes to say these words. */
  countSounds(words: readonly string[]): number {
    return words.reduce((sum, word) => {
      const sounds: string | null = this.#decoder.lookup_word(word)
      return sum + (sounds ?? '').split(' ').length
    }, 0)
  }

  /** From now on hears what the network says, of words it has been taught or knows. */
  listenFor(network: Automaton): void {
    setNetwork(this.#engine, this.#decoder, network)
  }

  /** One utterance of up to about 20 s, heard as a whole: its loudness is levelled over all of it, which saves a fifth of the errors. */
  hear(samples: Float32Array): Path | null {
    const decoder = this.#decoder
    decoder.start()
    decoder.process_audio(samples, false, true)
    const unfinished = this.#path(false)
    decoder.stop()
    return this.#path(true) ?? unfinished
  }

  #path(complete: boolean): Path | null {
    const score = pathScore(this.#engine, this.#decoder)
    const segments = this.#decoder.get_alignment().w ?? []
    if (segments.length === 0) return null
    const words = segments.flatMap(({ t, b, d }) => {
      const word = t.replace(/\(\d+\)$/, '')
      return /^[a-z]/.test(word) ? [{ word, start: b, end: b + d }] : []
    })
    return { words, score, complete }
  }
}
