// SPDX-License-Identifier: Apache-2.0
import type { Clock } from './clock.ts'
import { isOcmError } from './ocm-error.ts'

/** Looks for a lost thing this often; OCM's lists follow its writes within seconds. */
const LOOKS = 5
const LOOK_EVERY_MS = 3_000

/**
 * Makes something that must not be made twice. What is there is taken; when the answer to a creation is lost, it is
 * looked for before another is made. `find` throws when what it finds belongs to somebody else.
 */
export async function createOnce<Thing>(options: {
  readonly find: () => Promise<Thing | null>
  readonly create: () => Promise<Thing>
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly signal?: AbortSignal
}): Promise<Thing> {
  const { find, create, clock, log, signal } = options
  const there = await find()
  if (there !== null) return there
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await create()
    } catch (error) {
      if (!isOcmError(error, 'OUTCOME_UNKNOWN', 'CONFLICT')) throw error
      log(`${error.message} Looking whether it is there.`)
      for (let look = 1; look <= LOOKS; look += 1) {
        await clock.sleep(LOOK_EVERY_MS, signal)
        const found = await find()
        if (found !== null) return found
      }
      if (error.code === 'CONFLICT' || attempts === 3) throw error
    }
  }
}
