// SPDX-License-Identifier: Apache-2.0

import type { PlayoutEvent } from '../../../app/core/playout/listen.ts'
import type { ReplyLength } from '../../../app/core/reply-length.ts'

/** A reply as Flite spoke it. */
export interface SpokenReply {
  readonly sentences: readonly { readonly text: string; readonly audioMs: number }[]
}

export const FAMILIES = ['constant', 'jitter', 'bursts', 'slow start', 'stall'] as const
export type Family = (typeof FAMILIES)[number]

/** What a chunk is: one frame of a 25 Hz audio codec, as Higgs has it. */
const CHUNK_MS = 40
const GEN_X = { least: 0.5, most: 4 } as const
const BURST_MS = 500
const JITTER_MS = { least: 20, most: 80 } as const
/** Spread of the lognormal around its median: one chunk in six is 1.6 times as late, one in a hundred 3.2 times. */
const JITTER_SIGMA = 0.5
const SLOW_MS = { least: 500, most: 1_500 } as const
const SLOW_FACTOR = 0.5
const STALL_MS = { least: 200, most: 700 } as const
/** A language model writes this fast, and the first speech of a sentence takes this long: when text is known. */
const CHARACTERS_PER_MS = 0.27
const TTFB_MS = 250

/** What a session's server is like. */
export interface Condition {
  readonly family: Family
  readonly genX: number
}

/** One reply arriving. */
export interface Arrival {
  readonly condition: Condition
  readonly events: readonly PlayoutEvent[]
  readonly totalMs: number
}

export function between({ least, most }: { readonly least: number; readonly most: number }, share: number): number {
  return least + (most - least) * share
}

/** gen-x evenly spread over its logarithm, so that as many are between 0.5 and 1 as between 1 and 2. */
export function genXAt(share: number): number {
  return GEN_X.least * (GEN_X.most / GEN_X.least) ** share
}

/** Lets a reply arrive under a condition. `length` estimates, and learns, as the server's does. */
export function arrive(reply: SpokenReply, condition: Condition, length: ReplyLength, random: () => number): Arrival {
  const totalMs = reply.sentences.reduce((sum, { audioMs }) => sum + audioMs, 0)
  const chunks: { atMs: number; audioMs: number }[] = []
  for (let at = 0; at < totalMs; at += CHUNK_MS) chunks.push({ atMs: 0, audioMs: Math.min(CHUNK_MS, totalMs - at) })
  const { family, genX } = condition
  const jitterMs = between(JITTER_MS, random())
  const slowMs = between(SLOW_MS, random())
  const stallMs = between(STALL_MS, random())
  const stallAt = 1 + Math.floor(random() * (chunks.length - 1))
  let madeAt = 0
  let audioMs = 0
  let before = 0
  for (const [i, chunk] of chunks.entries()) {
    if (i > 0) {
      const pace = family === 'slow start' && audioMs < slowMs ? genX * SLOW_FACTOR : genX
      madeAt += chunk.audioMs / pace
      if (family === 'stall' && i === stallAt) madeAt += stallMs
    }
    audioMs += chunk.audioMs
    const late = family === 'jitter' ? jitterMs * Math.exp(JITTER_SIGMA * normal(random)) : 0
    chunk.atMs = Math.max(before, madeAt + late)
    before = chunk.atMs
  }
  if (family === 'bursts') inBursts(chunks)
  const first = chunks[0]?.atMs ?? 0
  for (const chunk of chunks) chunk.atMs -= first
  return { condition, totalMs, events: withEstimates(chunks, reply, length) }
}

/** Holds chunks back until a burst is full. */
function inBursts(chunks: { atMs: number; audioMs: number }[]): void {
  let from = 0
  let heldMs = 0
  for (const [i, chunk] of chunks.entries()) {
    heldMs += chunk.audioMs
    if (heldMs < BURST_MS && i < chunks.length - 1) continue
    for (let j = from; j <= i; j++) (chunks[j] ?? chunk).atMs = chunk.atMs
    from = i + 1
    heldMs = 0
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Adds what `tts_begin` and `tts_progress` say: sentences written so far, measured ones by their measure. */
function withEstimates(
  chunks: readonly { readonly atMs: number; readonly audioMs: number }[],
  { sentences }: SpokenReply,
  length: ReplyLength,
): PlayoutEvent[] {
  const changes: { atMs: number; sentence: number; ms: number }[] = []
  let characters = 0
  let untilMs = 0
  let askedAt = 0
  for (const [sentence, { text, audioMs }] of sentences.entries()) {
    characters += text.length + 1
    const writtenAt = characters / CHARACTERS_PER_MS
    if (sentence === 0) askedAt = writtenAt
    changes.push({ atMs: writtenAt - askedAt - TTFB_MS, sentence, ms: length.sentenceMs(text) })
    untilMs += audioMs
    let receivedMs = 0
    const lastChunk = chunks.find((chunk) => {
      receivedMs += chunk.audioMs
      return receivedMs >= untilMs - 1e-6
    })
    changes.push({ atMs: lastChunk?.atMs ?? 0, sentence, ms: audioMs })
  }
  changes.sort((a, b) => a.atMs - b.atMs)
  const known: number[] = []
  const estimate = () => ({
    expectedMs: known.reduce((sum, ms) => sum + ms, 0),
    isFinal: known.length === sentences.length,
  })
  const events: PlayoutEvent[] = []
  let next = 0
  const apply = (untilAt: number, silently: boolean) => {
    for (let change = changes[next]; change !== undefined && change.atMs <= untilAt; change = changes[++next]) {
      known[change.sentence] = change.ms
      if (!silently) events.push({ atMs: change.atMs, audioMs: 0, ...estimate() })
    }
  }
  for (const [i, chunk] of chunks.entries()) {
    apply(chunk.atMs, i === 0)
    events.push({ ...chunk, ...estimate() })
  }
  for (const { text, audioMs } of sentences) length.measured(text, audioMs)
  return events
}
