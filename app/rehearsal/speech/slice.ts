// SPDX-License-Identifier: Apache-2.0

/** Time as the slice sees it; passed in, so that tests have their own. */
export interface Clock {
  nowMs(): number
  /** Resolves at `atMs`, at once when that has passed. Rejects with the signal's reason. */
  until(atMs: number, signal: AbortSignal): Promise<void>
}

/** What a slice makes up for at most: a client that stops reading must not leave its time to others as a burst. */
const MAX_LAG_MS = 1_000

// #region slice-budget
/**
 * The time of one slice of a GPU, sold in order. Whoever wants `audioMs` of speech at a gen-x of `genX` buys
 * `audioMs / genX` milliseconds; two replies at once take turns and so share one budget: 0.78 stays 0.78.
 *
 * The clock runs on while a purchase is late: a timer that fires two milliseconds late is made up for by the next chunk,
 * so that gen-x over a reply is exact. An idle slice saves nothing up.
 */
export class Slice {
  #soldUntilMs = Number.NEGATIVE_INFINITY
  #replies = 0

  /** A reply begins; `nowMs` is when its request arrived. */
  begin(nowMs: number): void {
    if (this.#replies++ === 0) this.#soldUntilMs = Math.max(this.#soldUntilMs, nowMs)
  }

  /** When this chunk is done. A reply buys its next chunk only after that, so that others get their turn. */
  buy(audioMs: number, genX: number, nowMs: number): number {
    this.#soldUntilMs = Math.max(this.#soldUntilMs, nowMs - MAX_LAG_MS) + audioMs / genX
    return this.#soldUntilMs
  }

  /** A reply is over, or nobody listens any more. */
  end(): void {
    this.#replies--
  }

  get isIdle(): boolean {
    return this.#replies === 0
  }
}
// #endregion slice-budget

/** The wall clock. A timer may fire early by a fraction of a millisecond; it is set again then. */
export const WALL_CLOCK: Clock = {
  nowMs: () => performance.now(),
  until: (atMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      let timer: NodeJS.Timeout | undefined
      const abort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const tick = () => {
        const leftMs = atMs - performance.now()
        if (leftMs > 0.2) {
          timer = setTimeout(tick, Math.max(1, leftMs))
          return
        }
        signal.removeEventListener('abort', abort)
        resolve()
      }
      signal.addEventListener('abort', abort, { once: true })
      tick()
    }),
}
