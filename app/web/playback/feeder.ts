// SPDX-License-Identifier: Apache-2.0

import { CONSUMER_HALF, HEADER_WORDS, type Ring } from '#core/ring'
import type { PlayerMessage } from '../audio/port-receiver.ts'

/** How speech gets to the audio thread: through memory that both share, or posted over a port. */
export type FeederKind = 'ring' | 'port'

/**
 * The page's end of the line to the audio thread. Positions are places in the stream of all samples ever pushed, as
 * {@link Ring} counts them; what the audio thread says may be a moment old, never ahead of the truth.
 */
export interface Feeder {
  readonly kind: FeederKind
  /** Samples that can be under way at once. */
  readonly capacity: number
  /** Place of the next sample to be pushed. */
  readonly writePosition: number
  /** Place of the next sample to be rendered: the playhead. */
  readonly readPosition: number
  /** Samples pushed and not yet rendered. */
  readonly available: number
  /** Hands samples over, as far as there is room. @returns how many were taken */
  push(samples: Float32Array): number
  /** Has everything pushed so far thrown away, after a fade. */
  flush(): void
  /** One of the `PLAYER_WORDS`. */
  load(word: number): number
  /** One of the page's own `PLAYER_WORDS`. */
  store(word: number, value: number): void
}

/** Shared memory: the audio thread reads what the page writes, and no message is needed. Only an isolated page has it. */
export class RingFeeder implements Feeder {
  readonly kind = 'ring'
  readonly #ring: Ring

  constructor(ring: Ring) {
    this.#ring = ring
  }

  get capacity(): number {
    return this.#ring.capacity
  }
  get writePosition(): number {
    return this.#ring.writePosition
  }
  get readPosition(): number {
    return this.#ring.readPosition
  }
  get available(): number {
    return this.#ring.available
  }
  push(samples: Float32Array): number {
    return this.#ring.push(samples)
  }
  flush(): void {
    this.#ring.requestFlush()
  }
  load(word: number): number {
    return Atomics.load(this.#ring.header, word)
  }
  store(word: number, value: number): void {
    Atomics.store(this.#ring.header, word, value)
  }
}

/** The page's end of a `MessagePort`, as far as it is used here. */
export interface PlayerPort {
  postMessage(message: PlayerMessage, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<unknown>) => void) | null
}

/**
 * Messages: works in every page, a frame inside of a stranger's included. The audio thread keeps the ring, and reports
 * about every 20 ms what it did; so what this end knows of the playhead is up to that old.
 */
export class PortFeeder implements Feeder {
  readonly kind = 'port'
  readonly capacity: number
  readonly #port: PlayerPort
  /** The page's half as it was posted, the audio thread's half as it was last reported. */
  readonly #header = new Int32Array(HEADER_WORDS)
  #written = 0

  /** @param capacity samples of the ring at the other end */
  constructor(port: PlayerPort, capacity: number) {
    this.#port = port
    this.capacity = capacity
    port.onmessage = ({ data }) => {
      if (data instanceof Int32Array) this.#header.set(data, CONSUMER_HALF)
    }
  }

  get writePosition(): number {
    return this.#written
  }
  get readPosition(): number {
    return this.load(CONSUMER_HALF)
  }
  get available(): number {
    return (this.#written - this.readPosition) | 0
  }
  push(samples: Float32Array): number {
    const taken = Math.min(samples.length, this.capacity - this.available)
    if (taken <= 0) return 0
    // A copy of its own, which is then given away instead of being copied once more.
    const posted = samples.slice(0, taken)
    this.#port.postMessage(posted, [posted.buffer])
    this.#written = (this.#written + taken) | 0
    return taken
  }
  flush(): void {
    this.#port.postMessage('flush', [])
  }
  load(word: number): number {
    return this.#header[word] ?? 0
  }
  store(word: number, value: number): void {
    if (this.#header[word] === value) return
    this.#header[word] = value
    this.#port.postMessage([word, value], [])
  }
}
