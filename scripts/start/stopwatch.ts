// SPDX-License-Identifier: Apache-2.0

/** Knows what is being waited for, and how long each thing took. */
export class Stopwatch {
  /** Milliseconds each finished thing took, in the order they finished. */
  readonly timings: [name: string, ms: number][] = []
  readonly #open = new Set<string>()
  readonly #startedAt = performance.now()

  get totalMs(): number {
    return performance.now() - this.#startedAt
  }

  /** What is not finished yet, in words. */
  get open(): string {
    return [...this.#open].join(', ')
  }

  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const from = performance.now()
    this.#open.add(name)
    try {
      return await work()
    } finally {
      this.#open.delete(name)
      this.timings.push([name, performance.now() - from])
    }
  }
}
