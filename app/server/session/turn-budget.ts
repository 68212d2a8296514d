// SPDX-License-Identifier: Apache-2.0

/** How many turns a connection may still start: a bucket that fills again with time. */
export class TurnBudget {
  readonly #burst: number
  readonly #perS: number
  #left: number
  #at: number

  constructor(burst: number, perS: number, now: number) {
    this.#burst = burst
    this.#perS = perS
    this.#left = burst
    this.#at = now
  }

  /** Takes one turn; false when there is none left. */
  take(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1_000) * this.#perS)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
