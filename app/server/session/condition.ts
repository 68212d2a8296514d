// SPDX-License-Identifier: Apache-2.0

/** Lets one loop sleep until something it cares about may have changed. */
export class Condition {
  #wake: (() => void) | null = null
  #isPending = false

  /** Resolves at the next {@link Condition.notify}, or at once when there was one since the last wait. */
  wait(): Promise<void> {
    if (this.#isPending) {
      this.#isPending = false
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  notify(): void {
    const wake = this.#wake
    this.#wake = null
    if (wake === null) this.#isPending = true
    else wake()
  }
}
