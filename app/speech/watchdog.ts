// SPDX-License-Identifier: Apache-2.0

/**
 * Joins a caller's abort and a time limit into one signal for one request. The limit counts only while
 * {@link Watchdog.watch} is on, so that a consumer who takes its time is not mistaken for a server that stalls.
 */
export class Watchdog {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal
  readonly #limitMs: number
  readonly #onCallerAbort = () => this.#controller.abort(this.#caller.reason)
  #timer: NodeJS.Timeout | null = null
  #hasExpired = false

  constructor(caller: AbortSignal, limitMs: number) {
    this.#caller = caller
    this.#limitMs = limitMs
    if (caller.aborted) this.#onCallerAbort()
    else caller.addEventListener('abort', this.#onCallerAbort, { once: true })
  }

  /** Aborts with the caller, and when the limit runs out. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get hasExpired(): boolean {
    return this.#hasExpired
  }

  get limitMs(): number {
    return this.#limitMs
  }

  /** Starts the limit afresh. */
  watch(): void {
    if (this.#timer !== null) {
      this.#timer.refresh()
      return
    }
    this.#timer = setTimeout(() => {
      this.#hasExpired = true
      this.#controller.abort()
    }, this.#limitMs)
  }

  /** Stops the clock until the next {@link watch}. */
  rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** The request is over: lets go of the caller's signal. */
  end(): void {
    this.rest()
    this.#caller.removeEventListener('abort', this.#onCallerAbort)
  }
}
