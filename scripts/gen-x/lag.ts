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
