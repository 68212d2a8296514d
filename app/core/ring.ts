// SPDX-License-Identifier: Apache-2.0

/**
 * A wait-free ring of float samples between exactly one producer and one consumer.
 *
 * The page's main thread writes speech into it, the audio thread reads it. The audio thread has about 3 ms for each
 * block of 128 samples and must never wait: no lock, no message, no garbage. So nobody locks. Each index has a single
 * writer, and both sides only ever look at the other's index to see how far they may go.
 *
 * **Which thread may call what**: `push` and `requestFlush` belong to the producer; `pop` and `applyFlush` to the
 * consumer; the getters to both (what they say may already be better by the time you use it, never worse).
 *
 * **Memory order**: samples are written with plain stores, then published with one `Atomics.store` of the write
 * position. JavaScript's atomics are sequentially consistent, so whoever sees the new position with `Atomics.load`
 * also sees every sample stored before it. The same holds backwards: the consumer copies first and publishes its read
 * position afterwards, so the producer cannot overwrite a sample that is still being copied.
 *
 * **Positions, not indices**: both counters run freely through all 32 bits and are masked when a sample is touched.
 * Full and empty are then different (`write - read` is `capacity` or 0), no slot is lost, and because the capacity is
 * a power of two nothing happens when a counter overflows. A position is thus also a place in the stream of all samples
 * ever written: the read position *is* the playhead.
 */
export class Ring {
  /** Samples it can hold: a power of two. */
  readonly capacity: number
  /**
   * {@link HEADER_WORDS} 32-bit words in front of the samples. The first half is written by the producer only, the
   * second by the consumer only, so that the two threads do not fight over one cache line. Words beyond those of the
   * ring itself are free for what else the two sides tell each other; use them with `Atomics`.
   */
  readonly header: Int32Array
  readonly #samples: Float32Array
  readonly #mask: number

  /** @param storage from {@link allocateRing}; send the same one to both threads and wrap it on each side. */
  constructor(storage: ArrayBufferLike) {
    this.header = new Int32Array(storage, 0, HEADER_WORDS)
    this.#samples = new Float32Array(storage, HEADER_WORDS * 4)
    this.capacity = this.#samples.length
    this.#mask = this.capacity - 1
    if (this.capacity === 0 || (this.capacity & this.#mask) !== 0) {
      throw new RangeError(
        `A ring holds a power of two of samples, not ${this.capacity}: make its storage with allocateRing()`,
      )
    }
  }

  // #region ring-write
  /**
   * Producer only. Copies `count` samples of `source`, starting at `offset`, as far as there is room.
   * @returns how many were taken; the rest is the caller's to keep.
   */
  push(source: Float32Array, offset = 0, count = source.length - offset): number {
    const write = Atomics.load(this.header, WRITE)
    const read = Atomics.load(this.header, READ)
    const free = this.capacity - ((write - read) | 0)
    const taken = Math.max(0, Math.min(count, free, source.length - offset))
    for (let i = 0; i < taken; i++) this.#samples[(write + i) & this.#mask] = source[offset + i] ?? 0
    // The one store that publishes: it must come after the copy.
    Atomics.store(this.header, WRITE, (write + taken) | 0)
    return taken
  }
  // #endregion ring-write

  // #region ring-read
  /**
   * Consumer only. Copies up to `count` samples into `target`, starting at `offset`. What lies beyond stays untouched.
   * @returns how many were copied: fewer than asked for is an underrun, and the caller's to make inaudible.
   */
  pop(target: Float32Array, offset = 0, count = target.length - offset): number {
    const read = Atomics.load(this.header, READ)
    const write = Atomics.load(this.header, WRITE)
    const taken = Math.max(0, Math.min(count, (write - read) | 0, target.length - offset))
    for (let i = 0; i < taken; i++) target[offset + i] = this.#samples[(read + i) & this.#mask] ?? 0
    // After the copy, never before: from here on the producer may overwrite these slots.
    Atomics.store(this.header, READ, (read + taken) | 0)
    return taken
  }
  // #endregion ring-read

  /** Samples waiting to be read. */
  get available(): number {
    return (this.writePosition - this.readPosition) | 0
  }

  /** Samples that can be written. */
  get free(): number {
    return this.capacity - this.available
  }

  /** Place in the stream of the next sample to be written; wraps as a signed 32-bit number. */
  get writePosition(): number {
    return Atomics.load(this.header, WRITE)
  }

  /** Place in the stream of the next sample to be read: the playhead. Compare positions with {@link distance}. */
  get readPosition(): number {
    return Atomics.load(this.header, READ)
  }

  /**
   * Producer only. Asks for everything written so far to be thrown away. It is a position, not a flag, so samples
   * pushed right afterwards survive. The read position is not the producer's to move; the consumer does it.
   */
  requestFlush(): void {
    Atomics.store(this.header, FLUSH_TO, Atomics.load(this.header, WRITE))
  }

  /** Samples that a flush wants gone; 0 when none is pending. */
  get flushPending(): number {
    const doomed = (Atomics.load(this.header, FLUSH_TO) - Atomics.load(this.header, READ)) | 0
    return doomed > 0 && doomed <= this.capacity ? doomed : 0
  }

  /** Consumer only. Obeys a pending flush, and remembers where the stream was cut. */
  applyFlush(): void {
    if (this.flushPending === 0) return
    Atomics.store(this.header, CUT_AT, Atomics.load(this.header, READ))
    Atomics.store(this.header, READ, Atomics.load(this.header, FLUSH_TO))
  }

  /** Where the last flush cut: the place in the stream after the last sample that was read before it. */
  get cutPosition(): number {
    return Atomics.load(this.header, CUT_AT)
  }
}

/** Words of a ring's header, 4 bytes each: one 64-byte cache line for the producer, one for the consumer. */
export const HEADER_WORDS = 32
const WRITE = 0
const FLUSH_TO = 1
/** First word of the consumer's half: its read position. */
export const CONSUMER_HALF = HEADER_WORDS / 2
const READ = CONSUMER_HALF
const CUT_AT = CONSUMER_HALF + 1
/** First header words that the ring itself does not use. */
export const FREE_PRODUCER_WORD = 2
export const FREE_CONSUMER_WORD = CONSUMER_HALF + 2

/** Samples from position `from` to position `to`, right across the wrap of the counters (up to 2^31, a day at 24 kHz). */
export function distance(from: number, to: number): number {
  return (to - from) | 0
}

/**
 * Memory for a {@link Ring} of at least `samples` samples, rounded up to a power of two.
 * Without `SharedArrayBuffer` (a page that is not cross-origin isolated) pass `shared: false`: the same ring then
 * works within one thread.
 */
export function allocateRing(samples: number, { shared = true } = {}): ArrayBufferLike {
  const bytes = HEADER_WORDS * 4 + ringCapacity(samples) * 4
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}

/** Samples that a ring made for at least `samples` holds. */
export function ringCapacity(samples: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, samples)))
}
