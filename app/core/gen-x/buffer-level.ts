// SPDX-License-Identifier: Apache-2.0

import { samplesMs, type Timeline } from './timeline.ts'

/** How much speech waits to be played at a moment. Between two points the level is a straight line. */
export interface BufferLevel {
  /** On the timeline's clock. */
  readonly atMs: number
  readonly bufferedMs: number
}

/**
 * The buffer of a listener who starts `waitMs` after the first chunk and plays on whenever there is something to play.
 * Two points at an arrival: before it and after it. Ends when the last sample has been played.
 */
export function bufferLevel({ chunks, sampleRate }: Timeline, waitMs: number): BufferLevel[] {
  const [first] = chunks
  if (first === undefined) return []
  const startMs = first.atMs + waitMs
  const points: BufferLevel[] = []
  let nowMs = first.atMs
  let bufferedMs = 0
  const mark = (atMs: number) => points.push({ atMs, bufferedMs })
  const playUntil = (untilMs: number) => {
    if (nowMs < startMs && untilMs > startMs) mark(startMs)
    const playableMs = untilMs - Math.max(nowMs, startMs)
    if (playableMs > 0) {
      const emptyAtMs = Math.max(nowMs, startMs) + bufferedMs
      bufferedMs = Math.max(0, bufferedMs - playableMs)
      if (emptyAtMs < untilMs) mark(emptyAtMs)
    }
    nowMs = untilMs
  }
  for (const { atMs, samples } of chunks) {
    playUntil(atMs)
    mark(atMs)
    bufferedMs += samplesMs(samples, sampleRate)
    mark(atMs)
  }
  playUntil(Math.max(nowMs, startMs) + bufferedMs)
  mark(nowMs)
  return points
}
