// SPDX-License-Identifier: Apache-2.0

/** The last frames that were heard, so that an utterance can begin before it was noticed. */
export class PreRoll {
  readonly #frames: readonly Float32Array[]
  #next = 0
  #count = 0

  /** @param capacity in frames of `samples` each */
  constructor(capacity: number, samples: number) {
    this.#frames = Array.from({ length: capacity }, () => new Float32Array(samples))
  }

  /** Keeps a copy; the oldest frame is forgotten. */
  push(frame: Float32Array): void {
    this.#frames[this.#next]?.set(frame)
    this.#next = (this.#next + 1) % this.#frames.length
    this.#count = Math.min(this.#count + 1, this.#frames.length)
  }

  /** Hands out the newest `count` frames, oldest first, or as many as there are. They are overwritten later. */
  forEachOfLast(count: number, take: (frame: Float32Array) => void): void {
    const { length } = this.#frames
    for (let ago = Math.min(count, this.#count); ago > 0; ago--) {
      const frame = this.#frames[(this.#next - ago + length) % length]
      if (frame !== undefined) take(frame)
    }
  }

  /** What was heard before must not be part of another utterance. */
  clear(): void {
    this.#count = 0
  }
}
