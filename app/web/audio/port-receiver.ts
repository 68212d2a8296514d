// SPDX-License-Identifier: Apache-2.0

import { CONSUMER_HALF, type Ring } from '#core/ring'
import { PLAYER_WORDS } from './player-words.ts'

/**
 * What the page posts to the audio thread when they share no memory: samples; a header word and its value; or the wish
 * to have everything posted so far thrown away.
 */
export type PlayerMessage = Float32Array | readonly [word: number, value: number] | 'flush'

/** How often the page is told, while anything changes. It looks every 40 ms. */
const REPORT_EVERY_MS = 20

/** Header words that the audio thread writes, the ring's own and the player's. */
const REPORTED = PLAYER_WORDS.level + 1 - CONSUMER_HALF

/**
 * The audio thread's end of the port, where there is no memory to share: what the page posts goes into a ring in the
 * audio thread's own memory, and the half of the header that the page may not look into is posted back. The player
 * notices no difference.
 */
export class PortReceiver {
  readonly #ring: Ring
  readonly #post: (report: Int32Array) => void
  readonly #reportBlocks: number
  /** What the page was told last; also the memory that is posted, which copies it. */
  readonly #told = new Int32Array(REPORTED)
  #blocks = 0

  /**
   * @param post gets the consumer's half of the header; the memory is used again afterwards
   * @param blocksPerSecond render blocks in a second of audio
   */
  constructor(ring: Ring, post: (report: Int32Array) => void, blocksPerSecond: number) {
    this.#ring = ring
    this.#post = post
    this.#reportBlocks = Math.max(1, Math.floor((blocksPerSecond * REPORT_EVERY_MS) / 1000))
  }

  /** A message from the page, in order. What is none is ignored. */
  receive(message: unknown): void {
    if (message instanceof Float32Array) {
      // The page counts what is free by reports that are never too hopeful, so everything fits.
      this.#ring.push(message)
    } else if (message === 'flush') {
      this.#ring.requestFlush()
    } else if (Array.isArray(message)) {
      const [word, value]: unknown[] = message
      if (typeof word === 'number' && typeof value === 'number') Atomics.store(this.#ring.header, word, value)
    }
  }

  /** After each block. */
  rendered(): void {
    if (++this.#blocks < this.#reportBlocks) return
    this.#blocks = 0
    let changed = false
    for (let i = 0; i < REPORTED; i++) {
      const value = Atomics.load(this.#ring.header, CONSUMER_HALF + i)
      if (this.#told[i] === value) continue
      this.#told[i] = value
      changed = true
    }
    if (changed) this.#post(this.#told)
  }
}
