// SPDX-License-Identifier: Apache-2.0

import { samplesMs, type Timeline } from './timeline.ts'

/**
 * Audio seconds per second over all listeners of a load, counted while it was full: from its first request until
 * requests began to run out. Null when there was no such time.
 */
export function throughput(timelines: readonly Timeline[], fromMs: number, untilMs: number): number | null {
  if (untilMs <= fromMs) return null
  let audioMs = 0
  for (const { chunks, sampleRate } of timelines) {
    for (const { atMs, samples } of chunks) {
      if (atMs > fromMs && atMs <= untilMs) audioMs += samplesMs(samples, sampleRate)
    }
  }
  return audioMs / (untilMs - fromMs)
}
