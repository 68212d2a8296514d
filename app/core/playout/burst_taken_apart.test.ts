// SPDX-License-Identifier: Apache-2.0

/**
 * A model that speaks 200 ms at a time is heard as ten frames in a row. On a busy machine they did not reach the audio
 * thread in the same block but in neighbouring ones, and the rule took the stream for a very fast one that stalls after
 * every burst: it started at once, and a reply of ten seconds had 39 gaps.
 *
 * Worse: Chromium, starved on two cores, took 86 ms and more for the ten frames. That is no single arrival any more, and
 * within these 86 ms nothing but a fast server is to be seen. So the pace of a stranger is not believed before there was
 * time for a second burst.
 */

import { expect, it } from 'vitest'
import { AdaptivePlayout } from './adaptive.ts'
import { listen } from './listen.ts'

const BLOCK_MS = 128 / 24
const BURST_MS = 200
const GEN_X = 0.78

it.each([0, 5, 12, 20, 30, 50, 60, 70, 86, 100, 120, 150])(
  'bursts that take %d ms to arrive are waited for once',
  (spreadMs) => {
    const events = Array.from({ length: 500 }, (_, frame) => {
      const burstAtMs = (Math.floor(frame / 10) * BURST_MS) / GEN_X
      const atMs = Math.round((burstAtMs + ((frame % 10) / 9) * spreadMs) / BLOCK_MS) * BLOCK_MS
      return { atMs, audioMs: 20, expectedMs: 10_000, isFinal: true }
    })
    const { startMs, underruns } = listen(new AdaptivePlayout(), events)
    expect(underruns).toBe(0)
    expect(startMs).toBeLessThan((10_000 * (1 - GEN_X)) / GEN_X + 1_100)
  },
)
