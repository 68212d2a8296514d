// SPDX-License-Identifier: Apache-2.0

/** Keeps what a client says while its session is being opened or reset, and lets it in afterwards, in order. */
export class WaitingRoom<Said> {
  readonly #capacity: number
  #waiting: Said[] | null = null

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Whether something has to wait now; if so, it is kept. Null when there is no room left. */
  takes(said: Said): boolean | null {
    if (this.#waiting === null) return false
    if (this.#waiting.length >= this.#capacity) return null
    this.#waiting.push(said)
    return true
  }

  /** Closes the door for as long as the work takes, which must not throw; then lets everyone in. */
  async during(work: Promise<void>, letIn: (said: Said) => void): Promise<void> {
    this.#waiting = []
    await work
    const waiting = this.#waiting
    this.#waiting = null
    for (const said of waiting) letIn(said)
  }
}
