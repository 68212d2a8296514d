// SPDX-License-Identifier: Apache-2.0

/** Each dialect against a double of its wire, over real HTTP. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { writeWav } from '#core/wav'
import { createSynthesiser } from '../synthesise.ts'
import { bodyOf, serve } from '../test-server.ts'
import { type ReferenceRecording, readReference, type SpeechDialectName, speechDialect } from './index.ts'

const WORDS = 'Two large pepperoni pizzas.'
const SPEECH = Uint8Array.from({ length: 4_800 }, (_, i) => i % 251)
const RECORDING: ReferenceRecording = {
  audio: new Uint8Array([1, 2, 3]),
  format: 'wav',
  transcript: 'Hello, I am Mike.',
}
const EVENTS = { 'content-type': 'text/event-stream; charset=utf-8' }

function synthesiser(baseUrl: string, name: SpeechDialectName, reference: ReferenceRecording | null = null) {
  const dialect = speechDialect(name, reference)
  return createSynthesiser({
    baseUrl,
    apiKey: 'k',
    model: 'm',
    voice: 'slt',
    sampleRate: 24_000,
    timeoutMs: 5_000,
    dialect,
  })
}

/** Speaks the words, and gives what arrived. */
async function speak(
  baseUrl: string,
  name: SpeechDialectName,
  { reference = null, extraBody = {} }: { reference?: ReferenceRecording | null; extraBody?: object } = {},
): Promise<{ speech: Buffer; sampleRate: number }> {
  const stream = await synthesiser(baseUrl, name, reference).synthesise(
    WORDS,
    { extraBody: { ...extraBody } },
    new AbortController().signal,
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) {
    expect(chunk.byteLength % 2).toBe(0)
    chunks.push(chunk)
  }
  return { speech: Buffer.concat(chunks), sampleRate: stream.sampleRate }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Writes events in pieces that respect neither events nor samples. */
async function writeEvents(response: ServerResponse, events: readonly unknown[], newline = '\n'): Promise<void> {
  const lines = [...events.map((event) => `data: ${JSON.stringify(event)}`), 'data: [DONE]']
  const text = `: hello${newline}${newline}${lines.join(newline + newline)}${newline}${newline}`
  response.writeHead(200, EVENTS)
  for (let at = 0; at < text.length; at += 701) {
    response.write(text.slice(at, at + 701))
    await new Promise((resolve) => setImmediate(resolve))
  }
  response.end()
}

/** Speech in odd pieces, each made into an event. */
const pieces = (event: (sound: string) => unknown) =>
  [0, 1, 100, 333, 2_000].map((from, i, all) => event(base64(SPEECH.subarray(from, all[i + 1] ?? SPEECH.length))))

const chatBody = z.object({
  model: z.literal('m'),
  modalities: z.tuple([z.literal('text'), z.literal('audio')]),
  stream: z.literal(true),
  stop: z.array(z.string()).min(1),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
})

/** A double of the Higgs server's chat completions: it speaks only in answer to what that server understands. */
function higgsDouble(seen: unknown[]) {
  return serve(async (request, response) => {
    const body: unknown = JSON.parse(String(await bodyOf(request)))
    seen.push(body)
    if (request.url !== '/v1/chat/completions' || !chatBody.safeParse(body).success) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"not so"}}')
      return
    }
    await writeEvents(response, [
      { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
      ...pieces((data) => ({ choices: [{ index: 0, delta: { audio: { data } } }] })),
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { total_tokens: 7 } },
    ])
  })
}

describe('higgs-chat', () => {
  it('imitates a recording: it stands in the conversation as the answer to its transcript', async () => {
    const seen: unknown[] = []
    const { speech } = await speak(await higgsDouble(seen), 'higgs-chat', { reference: RECORDING })
    expect(speech.equals(Buffer.from(SPEECH))).toBe(true)
    expect(seen[0]).toMatchObject({
      messages: [
        { role: 'user', content: 'Hello, I am Mike.' },
        {
          role: 'assistant',
          content: [{ type: 'input_audio', input_audio: { data: base64(RECORDING.audio), format: 'wav' } }],
        },
        { role: 'user', content: WORDS },
      ],
    })
  })

  it('without one lets the model choose a voice; options of the model go before the sampling, not before the words', async () => {
    const seen: unknown[] = []
    const extraBody = { temperature: 0.3, messages: [] }
    const { speech } = await speak(await higgsDouble(seen), 'higgs-chat', { extraBody })
    expect(speech.equals(Buffer.from(SPEECH))).toBe(true)
    expect(seen[0]).toMatchObject({
      temperature: 0.3,
      top_p: 0.95,
      messages: [{ role: 'system' }, { role: 'user', content: WORDS }],
    })
  })
})

describe('openai-speech', () => {
  it.each([
    ['openai-speech', {}],
    ['openai-speech-audio', { stream: true, stream_format: 'audio' }],
    ['openai-speech-sse', { stream: true, stream_format: 'sse' }],
  ] as const)('%s asks for what it needs', async (name, needs) => {
    let seen: unknown = null
    const baseUrl = await serve(async (request, response) => {
      seen = JSON.parse(String(await bodyOf(request)))
      response.writeHead(200, { 'content-type': 'audio/pcm', 'x-sample-rate': '16000' }).end(SPEECH)
    })
    const { speech, sampleRate } = await speak(baseUrl, name)
    expect(seen).toEqual({ model: 'm', voice: 'slt', input: WORDS, response_format: 'pcm', ...needs })
    expect(speech.equals(Buffer.from(SPEECH))).toBe(true)
    expect(sampleRate).toBe(16_000)
  })

  it.each([
    ['OpenAI', (audio: string) => ({ type: 'speech.audio.delta', audio })],
    ['audio.data', (data: string) => ({ audio: { data } })],
  ])('sound in events, as %s has it', async (_name, event) => {
    for (const newline of ['\n', '\r\n']) {
      const baseUrl = await serve(
        (_, response) => void writeEvents(response, [...pieces(event), { type: 'speech.audio.done' }], newline),
      )
      const { speech } = await speak(baseUrl, 'openai-speech-sse')
      expect(speech.equals(Buffer.from(SPEECH))).toBe(true)
    }
  })
})

describe('an answer in events that is none says so', () => {
  it.each([
    [
      'a failure half way',
      `data: {"audio":"AAAA"}\n\ndata: {"error":{"message":"out of memory"}}\n\n`,
      'failed while it spoke: out of memory',
    ],
    ['not JSON', 'data: hello\n\n', 'not JSON'],
    ['not base64', 'data: {"audio":"!!!"}\n\n', 'not base64'],
    ['no sound', 'data: {"type":"speech.audio.done"}\n\ndata: [DONE]\n\n', 'without any sound'],
    ['a WAV file', `data: {"audio":"${base64(writeWav(SPEECH, 24_000))}"}\n\n`, 'a WAV file although raw PCM'],
  ])('%s', async (_name, events, words) => {
    const baseUrl = await serve((_, response) => response.writeHead(200, EVENTS).end(events))
    const said = speak(baseUrl, 'higgs-chat', { reference: RECORDING })
    await expect(said).rejects.toMatchObject({ name: 'SpeechError', code: 'bad_answer' })
    await expect(said).rejects.toThrow(words)
  })
})

describe('a recording', () => {
  async function file(bytes: Uint8Array): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'kit-voice-'))
    onTestFinished(() => rm(dir, { recursive: true }))
    await writeFile(join(dir, 'voice'), bytes)
    return join(dir, 'voice')
  }

  it('is recognised by its bytes, not its name', async () => {
    const wav = writeWav(SPEECH, 24_000)
    expect(await readReference(await file(wav), 'Hi.')).toEqual({
      audio: Buffer.from(wav),
      format: 'wav',
      transcript: 'Hi.',
    })
    expect((await readReference(await file(Buffer.from('ID3....')), 'Hi.')).format).toBe('mp3')
    expect((await readReference(await file(new Uint8Array([0xff, 0xfb, 0x90, 0])), 'Hi.')).format).toBe('mp3')
  })

  it('that cannot be used says why', async () => {
    await expect(readReference('/nowhere/mike.wav', 'Hi.')).rejects.toThrow('/nowhere/mike.wav cannot be read (ENOENT)')
    await expect(readReference(await file(Buffer.from('OggS....')), 'Hi.')).rejects.toThrow('neither a WAV nor an MP3')
    await expect(readReference(await file(new Uint8Array(0)), 'Hi.')).rejects.toThrow('neither a WAV nor an MP3')
    await expect(readReference(await file(new Uint8Array(6_000_001)), 'Hi.')).rejects.toThrow('at most 6000000')
  })
})
