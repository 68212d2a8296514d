// SPDX-License-Identifier: Apache-2.0

import { badAnswer, failure, type Question } from './ask.ts'

/** No sentence takes this long to say; a model that goes on is babbling. Two minutes. */
const MAX_SPEECH_S = 120

/** File formats by their first bytes: what a server sends that does not know `response_format: "pcm"`. */
const FILE_FORMATS = [
  { magic: 'RIFF', name: 'a WAV file' },
  { magic: 'ID3', name: 'an MP3 file' },
  { magic: 'OggS', name: 'an Ogg file' },
  { magic: 'fLaC', name: 'a FLAC file' },
] as const

/**
 * The samples of a streamed answer as they arrive. A byte that splits a sample is carried over to the next chunk; half
 * a sample at the very end is dropped. Leaving the iteration early cancels the request.
 */
export async function* pcmStream(
  question: Question,
  body: AsyncIterable<Uint8Array>,
  sampleRate: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { watchdog } = question
  let carried: number | null = null
  let bytes = 0
  try {
    watchdog.watch()
    for await (const chunk of body) {
      watchdog.rest()
      if (bytes === 0) refuseFiles(question, chunk)
      bytes += chunk.byteLength
      if (bytes > MAX_SPEECH_S * sampleRate * 2) {
        throw badAnswer(question, `did not stop speaking after ${MAX_SPEECH_S} s of one sentence`)
      }
      const whole = withCarry(carried, chunk)
      carried = whole.byteLength % 2 === 1 ? (whole.at(-1) ?? null) : null
      const samples = carried === null ? whole : whole.subarray(0, -1)
      if (samples.byteLength > 0) yield samples
      watchdog.watch()
    }
    if (bytes < 2) throw badAnswer(question, 'answered without any sound')
  } catch (error) {
    throw failure(question, error, true)
  } finally {
    watchdog.end()
  }
}

function withCarry(carried: number | null, chunk: Uint8Array): Uint8Array {
  if (carried === null) return chunk
  const whole = new Uint8Array(chunk.byteLength + 1)
  whole[0] = carried
  whole.set(chunk, 1)
  return whole
}

function refuseFiles(question: Question, chunk: Uint8Array): void {
  const start = String.fromCharCode(...chunk.subarray(0, 4))
  for (const { magic, name } of FILE_FORMATS) {
    if (start.startsWith(magic)) throw badAnswer(question, `sent ${name} although raw PCM was asked for`)
  }
}
