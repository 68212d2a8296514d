// SPDX-License-Identifier: Apache-2.0
import { setTimeout as timer } from 'node:timers/promises'

/** Time as the handlers see it, so that an hour passes in a test at once. */
export interface Clock {
  nowMs(): number
  /** Throws the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted()
    await timer(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw error
    })
  },
}
