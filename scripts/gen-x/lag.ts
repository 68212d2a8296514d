// SPDX-License-Identifier: Apache-2.0
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5

/**
 * Watches how late this process is to its own events: a chunk that arrived while it was busy is stamped late.
 * @returns stop, which tells the 99th percentile in milliseconds
 */
export function watchLag(): () => number {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  return () => {
    delay.disable()
    const p99Ms = delay.percentile(99) / 1e6
    return delay.count === 0 ? 0 : Math.max(0, p99Ms - RESOLUTION_MS)
  }
}

/** How often a {@link Watch} looks at the clock. Node's timers are a millisecond late as a rule. */
const TICK_MS = 2
const USUAL_MS = 1

/**
 * Looks at the clock all the time, so that it can be said of any moment how long before it this process was last awake.
 * What came in between was stamped that much too late at most, whether the process was busy or had no processor.
 */
export class Watch {
  #awakeAt = performance.now()
  readonly #timer = setInterval(() => {
    this.#awakeAt = performance.now()
  }, TICK_MS)

  /** How much later than it happened something may be noticed that is noticed now. */
  lateBy(nowMs: number): number {
    return Math.max(0, nowMs - this.#awakeAt - TICK_MS - USUAL_MS)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
