// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises'

/** Time, as whoever waits for something needs it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number
  /** Throws what the signal was aborted with. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw error
    })
  },
}
