// SPDX-License-Identifier: Apache-2.0
import type { Clock } from '../clock.ts'

/** A clock that a test moves. Whoever sleeps on it moves it on, and wakes at once. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

export function createTestClock(startMs = Date.parse('2026-12-01T08:00:00Z')): TestClock {
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      nowMs += ms
    },
  }
}
