// SPDX-License-Identifier: Apache-2.0

/** Timers fire up to a millisecond and a half late; the last stretch is waited out on the event loop instead. */
const TIMER_SLACK_MS = 2

/** Resolves at a moment on the `performance.now()` clock, late by much less than a millisecond when the CPU is free. */
export async function until(atMs: number): Promise<void> {
  const restMs = atMs - performance.now() - TIMER_SLACK_MS
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs))
  while (performance.now() < atMs) await new Promise((resolve) => setImmediate(resolve))
}
