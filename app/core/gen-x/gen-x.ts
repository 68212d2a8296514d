// SPDX-License-Identifier: Apache-2.0

import { percentile } from './percentile.ts'
import { audioMs, samplesMs, type Timeline } from './timeline.ts'

/** Width of the windows of {@link genXWindow}: about the longest gap a listener forgives. */
export const WINDOW_MS = 1_000
/** Windows begin this far apart, so that each stretch of time counts the same however speech is cut into chunks. */
const WINDOW_STEP_MS = 100

/** gen-x within windows of a second. Each is null when there are too few windows to tell. */
export interface WindowedGenX {
  readonly min: number | null
  readonly p5: number | null
  readonly p50: number | null
  /** Windows looked at. */
  readonly n: number
}

/** Request to first byte of speech; null when none came. */
export function ttfbMs({ requestedAtMs, chunks }: Timeline): number | null {
  const [first] = chunks
  return first === undefined ? null : first.atMs - requestedAtMs
}

/**
 * Request to the first sample that can be heard, for a listener who plays at once: it has arrived, and the silence
 * before it has been played. Null when nothing audible came.
 */
export function ttfaMs({ requestedAtMs, chunks, firstAudibleSample, sampleRate }: Timeline): number | null {
  const [first] = chunks
  if (first === undefined || firstAudibleSample === null) return null
  let samples = 0
  for (const chunk of chunks) {
    samples += chunk.samples
    if (samples <= firstAudibleSample) continue
    return Math.max(chunk.atMs, first.atMs + samplesMs(firstAudibleSample, sampleRate)) - requestedAtMs
  }
  return null
}

// #region gen-x
/** Audio seconds produced ÷ seconds elapsed since the request: what a listener who waits from the start gets. */
export function genXTotal(timeline: Timeline): number | null {
  const last = timeline.chunks.at(-1)
  return last === undefined ? null : ratio(audioMs(timeline), last.atMs - timeline.requestedAtMs)
}

/**
 * Audio seconds produced ÷ seconds elapsed since the first audio: how fast the stream runs once it runs. The first chunk
 * was made before that moment and does not count. Null for a single chunk: a server that does not stream has no rate.
 */
export function genXStream({ chunks, sampleRate }: Timeline): number | null {
  const [first, ...rest] = chunks
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return null
  const samples = rest.reduce((sum, chunk) => sum + chunk.samples, 0)
  return ratio(samplesMs(samples, sampleRate), last.atMs - first.atMs)
}
// #endregion gen-x

/** gen-x of a reply of several sentences: Σ audio ÷ Σ time the synthesiser was busy, pauses between them left out. */
export function genXOfReply(
  sentences: readonly { readonly audioMs: number; readonly busyMs: number }[],
): number | null {
  const sum = (key: 'audioMs' | 'busyMs') => sentences.reduce((total, sentence) => total + sentence[key], 0)
  return ratio(sum('audioMs'), sum('busyMs'))
}

/** One window of {@link windowsOf}: what arrived within {@link WINDOW_MS} up to `toMs`. */
export interface GenXAt {
  /** On the timeline's clock. */
  readonly toMs: number
  readonly genX: number
}

/** gen-x in every window of {@link WINDOW_MS} that lies wholly between the first chunk and the last, in order. */
export function windowsOf({ chunks, sampleRate }: Timeline): GenXAt[] {
  const windows: GenXAt[] = []
  const [first] = chunks
  const last = chunks.at(-1)
  if (first === undefined || last === undefined) return windows
  let enter = 1
  let leave = 1
  let samples = 0
  for (let step = 0; ; step++) {
    const from = first.atMs + step * WINDOW_STEP_MS
    const to = from + WINDOW_MS
    if (to > last.atMs) return windows
    for (let chunk = chunks[enter]; chunk !== undefined && chunk.atMs <= to; chunk = chunks[++enter]) {
      samples += chunk.samples
    }
    for (let chunk = chunks[leave]; chunk !== undefined && chunk.atMs <= from; chunk = chunks[++leave]) {
      samples -= chunk.samples
    }
    windows.push({ toMs: to, genX: samplesMs(samples, sampleRate) / WINDOW_MS })
  }
}

/** The windows of one request, or of many, in three numbers. */
export function genXWindow(...timelines: readonly Timeline[]): WindowedGenX {
  const values = timelines.flatMap((timeline) => windowsOf(timeline).map(({ genX }) => genX))
  return {
    min: values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value)),
    p5: percentile(values, 0.05).value,
    p50: percentile(values, 0.5).value,
    n: values.length,
  }
}

function ratio(audio: number, elapsed: number): number | null {
  return elapsed > 0 ? audio / elapsed : null
}
