// SPDX-License-Identifier: Apache-2.0

/** Added to what the server asked for, as a share of it, so that a full workshop does not come back in the same instant. */
const SPREAD = 0.5

/** No server is waited for longer than this, whatever it says. */
const LONGEST_MS = 30_000

/** When the server may be tried again, after it said `going_away`. */
export class ComeBack {
  readonly #now: () => number
  readonly #random: () => number
  #dueMs = 0
  #wake: (() => void) | null = null

  constructor(now: () => number = () => performance.now(), random: () => number = Math.random) {
    this.#now = now
    this.#random = random
  }

  /** The server goes away and asks not to be tried for a while. */
  notBefore(afterMs: number): void {
    this.#dueMs = this.#now() + Math.min(LONGEST_MS, Math.max(0, afterMs) * (1 + SPREAD * this.#random()))
  }

  /** Resolves when that time has come. */
  async whenDue(): Promise<void> {
    const waitMs = this.#dueMs - this.#now()
    if (waitMs <= 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Nobody waits any longer. */
  now(): void {
    this.#dueMs = 0
    this.#wake?.()
  }
}
