// SPDX-License-Identifier: Apache-2.0

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** How the double of the speech models behaves; may be changed while it runs. */
export interface ModelDouble {
  readonly baseUrl: string
  /** What the recogniser says, in order; the last one again and again. */
  transcripts: string[]
  /** Milliseconds of audio for a text. */
  audioMs: (text: string) => number
  /** Audio seconds per second; infinite is at once. */
  genX: number
  ttfbMs: number
  sttMs: number
  stt: 'ok' | 'down' | 'nonsense' | 'slow'
  tts: 'ok' | 'down' | 'nonsense' | 'slow' | 'silent' | 'breaks'
  /** Sentences the synthesiser was asked for, whether the request was aborted, and how long it took to answer. */
  readonly spoken: {
    readonly text: string
    aborted: boolean
    /** When the model saw its connection go, `performance.now()`. */
    abortedAt: number
    busyMs: number
    readonly voice: unknown
    readonly body: object
  }[]
  /** WAV files the recogniser was sent. */
  readonly heard: Buffer[]
  /** The fields of the forms they came in. */
  readonly forms: string[]
}

export const SPEECH_RATE = 24_000
const CHUNK_MS = 40

/** Speech-to-text and text-to-speech over real HTTP, of known behaviour, until the test is over. */
export async function startModelDouble(): Promise<ModelDouble> {
  const double = {
    baseUrl: '',
    transcripts: ['two large pepperoni'],
    audioMs: (text: string) => text.length * 20,
    genX: Number.POSITIVE_INFINITY,
    ttfbMs: 0,
    sttMs: 0,
    stt: 'ok' as ModelDouble['stt'],
    tts: 'ok' as ModelDouble['tts'],
    spoken: [] as ModelDouble['spoken'],
    heard: [] as Buffer[],
    forms: [] as string[],
  }
  const server = createServer((request, response) => {
    void answer(double, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  double.baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`
  return double
}

async function answer(double: ModelDouble, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  switch (request.url) {
    case '/v1/models':
      json(response, { data: [{ id: 'double', options: { gen_x: { type: 'number', min: 0, max: 10 } } }] })
      return
    case '/v1/audio/voices':
      json(response, { voices: ['ada', 'bob'] })
      return
    case '/v1/audio/transcriptions':
      await transcribe(double, body, response)
      return
    case '/v1/audio/speech':
      await speak(double, JSON.parse(body.toString('utf8')), response)
      return
    default:
      response.writeHead(404).end()
  }
}

async function transcribe(double: ModelDouble, body: Buffer, response: ServerResponse): Promise<void> {
  double.heard.push(body.subarray(body.indexOf('RIFF')))
  double.forms.push(body.subarray(0, body.indexOf('RIFF')).toString('latin1'))
  await sleep(double.sttMs)
  if (double.stt === 'down') response.writeHead(503).end()
  else if (double.stt === 'nonsense') response.end('<html>a proxy says hello</html>')
  else if (double.stt === 'ok') {
    const text = double.transcripts.length > 1 ? double.transcripts.shift() : double.transcripts[0]
    json(response, { text: text ?? '' })
  }
}

async function speak(
  double: ModelDouble,
  body: { input: string; voice: unknown },
  response: ServerResponse,
): Promise<void> {
  const record = {
    text: body.input,
    aborted: false,
    abortedAt: Number.POSITIVE_INFINITY,
    busyMs: 0,
    voice: body.voice,
    body,
  }
  const from = performance.now()
  double.spoken.push(record)
  response.on('close', () => {
    record.aborted = !response.writableFinished
    if (record.aborted) record.abortedAt = performance.now()
  })
  await sleep(double.ttfbMs)
  if (double.tts === 'slow') return
  if (double.tts === 'down') {
    response.writeHead(503).end()
    return
  }
  if (double.tts === 'nonsense') {
    json(response, { ok: true })
    return
  }
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  const totalMs = double.tts === 'silent' ? 0 : double.audioMs(body.input)
  for (let sentMs = 0; sentMs < totalMs && !response.destroyed; sentMs += CHUNK_MS) {
    const ms = Math.min(CHUNK_MS, totalMs - sentMs)
    response.write(tone(sentMs, ms))
    record.busyMs = performance.now() - from
    if (double.tts === 'breaks' && sentMs >= totalMs / 2) {
      response.destroy()
      return
    }
    if (Number.isFinite(double.genX)) await sleep(ms / double.genX)
  }
  response.end()
}

/** A 200 Hz tone, so that a lost, doubled or swapped piece shows. */
export function tone(fromMs: number, ms: number): Buffer {
  const samples = Math.round((ms / 1_000) * SPEECH_RATE)
  const from = Math.round((fromMs / 1_000) * SPEECH_RATE)
  const pcm = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    pcm.writeInt16LE(Math.round(8_000 * Math.sin(((from + i) / SPEECH_RATE) * 2 * Math.PI * 200)), i * 2)
  }
  return pcm
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
