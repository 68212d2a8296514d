// SPDX-License-Identifier: Apache-2.0
import { type Clock, SYSTEM_CLOCK } from './clock.ts'
import { worthAnotherTry } from './errors.ts'

/** How long to keep asking. */
export interface RetryOptions {
  readonly clock?: Clock
  /** After this long the last error is thrown. 0: asked once. */
  readonly patienceMs: number
  readonly signal?: AbortSignal
  /** Which errors pass by themselves. @default those of {@link worthAnotherTry} */
  readonly passes?: (error: unknown) => boolean
  /** 0 to 1, spreads the retries of many callers. */
  readonly random?: () => number
}

const FIRST_MS = 250
const LONGEST_MS = 10_000

/**
 * Asks again with exponentially growing pauses and full jitter, or after as long as the server says.
 * @throws the last error once patience has run out, any other at once, and what the signal was aborted with
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock = SYSTEM_CLOCK, patienceMs, signal, passes = worthAnotherTry, random = Math.random } = options
  const until = clock.now() + patienceMs
  for (let tries = 0; ; tries += 1) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!passes(error)) throw error
      const asked = worthAnotherTry(error) ? error.retryAfterMs : undefined
      const pauseMs = asked ?? Math.min(LONGEST_MS, FIRST_MS * 2 ** tries) * (0.5 + random() / 2)
      if (clock.now() + pauseMs > until) throw error
      await clock.sleep(pauseMs, signal)
    }
  }
}
