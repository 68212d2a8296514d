// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http'
import { wavHeader } from '../../../app/core/wav.ts'

const tone = (samples: number) => Buffer.from(new Int16Array(samples).fill(5_000).buffer)
const pcm = { 'content-type': 'audio/pcm;rate=24000' }

/** Answers nobody should believe, by the first word of what was to be said. */
const BAD: Readonly<Record<string, (response: ServerResponse) => void>> = {
  odd: (r) => r.writeHead(200, pcm).end(Buffer.concat([tone(24_000), Buffer.from([1])])),
  silent: (r) => r.writeHead(200, pcm).end(Buffer.alloc(48_000)),
  empty: (r) => r.writeHead(200, pcm).end(),
  nan: (r) =>
    r.writeHead(200, pcm).end(Buffer.from(new Float32Array(24_000).fill(0.4).fill(Number.NaN, 100, 101).buffer)),
  broken: (r) => {
    r.writeHead(200, { ...pcm, 'content-length': '96000' })
    r.write(tone(24_000), () => r.destroy())
  },
  cut: (r) => {
    r.writeHead(200, { 'content-type': 'audio/wav' })
    r.end(Buffer.concat([wavHeader(96_000, 24_000), tone(24_000)]))
  },
  wav: (r) => {
    r.writeHead(200, { 'content-type': 'audio/wav' })
    r.write(Buffer.concat([wavHeader(48_000, 16_000).subarray(0, 20)]))
    setTimeout(() => r.write(Buffer.concat([wavHeader(48_000, 16_000).subarray(20), tone(12_000)])), 30)
    setTimeout(() => r.end(tone(12_000)), 60)
  },
  mp3: (r) => r.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.from('ID3\u0004 and so on')),
  words: (r) => r.writeHead(200, { 'content-type': 'application/json' }).end('{"audio":"no"}'),
  full: (r) =>
    r.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"the queue is full"}}'),
  unrated: (r) => {
    r.writeHead(200, { 'content-type': 'audio/pcm' })
    r.write(tone(24_000))
    setTimeout(() => r.end(tone(24_000)), 40)
  },
  never: () => undefined,
}

export const isBad = (kind: string): boolean => kind in BAD

export function answerBadly(kind: string, response: ServerResponse): void {
  BAD[kind]?.(response)
}
