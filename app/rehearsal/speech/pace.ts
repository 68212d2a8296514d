// SPDX-License-Identifier: Apache-2.0
import { seededRandom } from '../engine/seeded-random.ts'
import type { Clock, Slice } from './slice.ts'

export interface Pace {
  /** Audio seconds per second of the slice; `null` is as fast as the engine. */
  readonly genX: number | null
  /** Each chunk is late by up to this much, evenly distributed. */
  readonly jitterMs: number
  /** Length of a chunk; `null` leaves an unpaced reply in the pieces it was made in. */
  readonly chunkMs: number | null
  /** Of the jitter: the same seed gives the same lateness. */
  readonly seed: number
}

/** Chunk of a paced reply when none is asked for. */
export const DEFAULT_CHUNK_MS = 100

interface PaceContext {
  readonly slice: Slice
  readonly clock: Clock
  readonly bytesPerMs: number
  readonly requestedAtMs: number
  readonly signal: AbortSignal
}

/** Lets speech through as a slice with this gen-x would make it. Ends the slice's reply however it is left. */
export async function* paced(
  speech: AsyncIterable<Uint8Array>,
  { genX, jitterMs, chunkMs, seed }: Pace,
  { slice, clock, bytesPerMs, requestedAtMs, signal }: PaceContext,
): AsyncGenerator<Uint8Array> {
  if (genX === null && jitterMs === 0 && chunkMs === null) {
    yield* speech
    return
  }
  const random = seededRandom(seed)
  const chunkBytes = Math.max(2, Math.round(((chunkMs ?? DEFAULT_CHUNK_MS) * bytesPerMs) / 2) * 2)
  if (genX !== null) slice.begin(requestedAtMs)
  try {
    for await (const chunk of inChunks(speech, chunkBytes)) {
      const nowMs = clock.nowMs()
      const dueMs = genX === null ? nowMs : slice.buy(chunk.length / bytesPerMs, genX, nowMs)
      await clock.until(dueMs, signal)
      if (jitterMs > 0) await clock.until(dueMs + random() * jitterMs, signal)
      yield chunk
    }
  } finally {
    if (genX !== null) slice.end()
  }
}

/** The same bytes in chunks of one size; the last may be shorter. */
async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0)
  for await (const piece of source) {
    const joined = new Uint8Array(rest.length + piece.length)
    joined.set(rest)
    joined.set(piece, rest.length)
    let at = 0
    while (joined.length - at >= size) {
      yield joined.subarray(at, at + size)
      at += size
    }
    rest = joined.slice(at)
  }
  if (rest.length > 0) yield rest
}
