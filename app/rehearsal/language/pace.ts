// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises'

export interface TokenPace {
  /** Milliseconds to the first piece. */
  readonly ttftMs: number
  /** Pieces per second after the first; 0 is as fast as possible. */
  readonly tokensPerSecond: number
}

/** Gives pieces out on a schedule; one that is late does not delay the ones after it. Ends early when aborted. */
export async function* paced<T>(
  pieces: readonly T[],
  { ttftMs, tokensPerSecond }: TokenPace,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const startMs = performance.now()
  const gapMs = tokensPerSecond > 0 ? 1000 / tokensPerSecond : 0
  for (const [index, piece] of pieces.entries()) {
    const waitMs = startMs + ttftMs + index * gapMs - performance.now()
    if (waitMs >= 1) {
      try {
        await sleep(waitMs, undefined, { signal })
      } catch {
        return
      }
    }
    if (signal.aborted) return
    yield piece
  }
}
