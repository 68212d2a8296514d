// SPDX-License-Identifier: Apache-2.0

import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createSynthesiser } from './synthesise.ts'
import { bodyOf, nobody, serve } from './test-server.ts'

const KEY = 'sk-a-secret-key'
const WORDS = 'Two large pepperoni pizzas.'
const never = new AbortController().signal

function synthesiserAt(baseUrl: string, timeoutMs = 2_000) {
  return createSynthesiser({ baseUrl, apiKey: KEY, model: 'higgs-test', voice: 'slt', sampleRate: 24_000, timeoutMs })
}

/** All chunks of a text, spoken. */
async function speak(baseUrl: string, { signal = never, timeoutMs = 2_000 } = {}): Promise<Uint8Array[]> {
  const stream = await synthesiserAt(baseUrl, timeoutMs).synthesise(WORDS, {}, signal)
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (e: unknown) => e,
  )
  if (!(error instanceof Error)) throw error
  return error
}

/** Writes each piece as a chunk of its own. */
async function writeApart(response: ServerResponse, pieces: readonly Uint8Array[]): Promise<void> {
  response.socket?.setNoDelay(true)
  for (const piece of pieces) {
    response.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  response.end()
}

it('asks for raw PCM in the voice wanted, with the options merged in but not on top', async () => {
  let seen: unknown = null
  const baseUrl = await serve(async (request, response) => {
    seen = { url: request.url, auth: request.headers.authorization, body: JSON.parse(String(await bodyOf(request))) }
    response.writeHead(200, { 'content-type': 'audio/pcm' }).end(new Uint8Array(4))
  })
  const extraBody = { gen_x: 0.78, input: 'something else' }
  for await (const _ of await synthesiserAt(baseUrl).synthesise(WORDS, { voice: 'rms', extraBody }, never));
  expect(seen).toEqual({
    url: '/v1/audio/speech',
    auth: `Bearer ${KEY}`,
    body: { model: 'higgs-test', voice: 'rms', input: WORDS, response_format: 'pcm', gen_x: 0.78 },
  })
})

it('never splits a sample, however odd the chunks of the server are', async () => {
  const sent = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251)
  const cuts = [1, 2, 5, 6, 7, 300, 301, 999]
  const baseUrl = await serve((_, response) => {
    const pieces = [...cuts, sent.length].map((cut, i) => sent.subarray(cuts[i - 1] ?? 0, cut))
    void writeApart(response, pieces)
  })
  const chunks = await speak(baseUrl)
  expect(chunks.every((chunk) => chunk.byteLength > 0 && chunk.byteLength % 2 === 0)).toBe(true)
  expect(Buffer.concat(chunks).equals(Buffer.from(sent))).toBe(true)
})

it('drops half a sample at the very end', async () => {
  const baseUrl = await serve((_, response) => response.end(new Uint8Array([1, 2, 3])))
  expect(Buffer.concat(await speak(baseUrl))).toEqual(Buffer.from([1, 2]))
})

it('gives the first samples while the server still speaks', async () => {
  let speakOn = () => {}
  const baseUrl = await serve((_, response) => {
    response.write(new Uint8Array([1, 2]))
    speakOn = () => void response.end(new Uint8Array([3, 4]))
  })
  const stream = (await synthesiserAt(baseUrl).synthesise(WORDS, {}, never))[Symbol.asyncIterator]()
  expect((await stream.next()).value).toEqual(new Uint8Array([1, 2]))
  speakOn()
  expect((await stream.next()).value).toEqual(new Uint8Array([3, 4]))
  expect((await stream.next()).done).toBe(true)
})

it.each([
  [{ 'content-type': 'audio/pcm;rate=22050' }, 22_050],
  [{ 'content-type': 'audio/pcm', 'x-sample-rate': '48000' }, 48_000],
  [{ 'content-type': 'audio/pcm' }, 24_000],
  [{ 'x-sample-rate': 'fast' }, 24_000],
])('believes the sample rate that %o states', async (headers, rate) => {
  const baseUrl = await serve((_, response) => response.writeHead(200, headers).end(new Uint8Array(2)))
  expect((await synthesiserAt(baseUrl).synthesise(WORDS, {}, never)).sampleRate).toBe(rate)
})

describe('a model that fails says so in words', () => {
  it.each([
    [
      'an error that repeats the words',
      400,
      'application/json',
      `{"error":{"message":"cannot say '${WORDS}'"}}`,
      'refused',
      "cannot say '…'",
    ],
    [
      'the wrong key',
      401,
      'application/json',
      `{"error":{"message":"bad key ${KEY}"}}`,
      'refused',
      'Check TTS_API_KEY',
    ],
    [
      'an error inside a 200',
      200,
      'application/json',
      '{"error":{"message":"out of memory"}}',
      'bad_answer',
      'out of memory',
    ],
    ['a web page', 200, 'text/html', '<html>hello</html>', 'bad_answer', 'text/html instead of sound: a web page'],
    ['a WAV file', 200, 'audio/wav', 'RIFF....WAVEfmt ', 'bad_answer', 'a WAV file although raw PCM'],
    ['an MP3 file', 200, 'audio/mpeg', 'ID3.....', 'bad_answer', 'an MP3 file'],
    ['silence of no length', 200, 'audio/pcm', '', 'bad_answer', 'without any sound'],
  ])('%s', async (_name, status, type, body, code, words) => {
    const baseUrl = await serve((_, response) => response.writeHead(status, { 'content-type': type }).end(body))
    const error = await errorOf(speak(baseUrl))
    expect(error).toMatchObject({ name: 'SpeechError', code })
    expect(error.message).toContain(words)
    expect(error.message).not.toContain(KEY)
    expect(error.message).not.toContain(WORDS)
  })

  it('nothing listens', async () => {
    expect(await errorOf(speak(await nobody()))).toMatchObject({ code: 'unreachable' })
  })

  it('it falls silent in the middle', async () => {
    const baseUrl = await serve((_, response) => response.write(new Uint8Array(480)))
    const error = await errorOf(speak(baseUrl, { timeoutMs: 60 }))
    expect(error).toMatchObject({ code: 'timeout' })
    expect(error.message).toContain('sent nothing for 60 ms')
  })

  it('it hangs up in the middle', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 9_600 }).write(new Uint8Array(480))
      setTimeout(() => response.destroy(), 10)
    })
    expect(await errorOf(speak(baseUrl))).toMatchObject({ code: 'broken_off' })
  })

  it('it does not stop speaking', async () => {
    const baseUrl = await serve((_, response) => {
      const more = () => {
        while (response.write(new Uint8Array(65_536)));
      }
      response.on('drain', more)
      more()
    })
    expect((await errorOf(speak(baseUrl))).message).toContain('did not stop speaking after 120 s')
  })
})

it('does not take a slow listener for a model that stalls', async () => {
  const baseUrl = await serve((_, response) => void writeApart(response, [new Uint8Array(480), new Uint8Array(480)]))
  const stream = await synthesiserAt(baseUrl, 40).synthesise(WORDS, {}, never)
  let bytes = 0
  for await (const chunk of stream) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    bytes += chunk.byteLength
  }
  expect(bytes).toBe(960)
})

describe('ending early', () => {
  it('an abort in the middle rejects with its reason and hangs up on the model', async () => {
    const caller = new AbortController()
    const reason = new Error('barge-in')
    let hungUp: (() => void) | null = null
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const baseUrl = await serve((_, response) => {
      response.on('close', () => hungUp?.())
      response.write(new Uint8Array(480))
      setTimeout(() => caller.abort(reason), 10)
    })
    await expect(speak(baseUrl, { signal: caller.signal })).rejects.toBe(reason)
    await closed
  })

  it('leaving the loop hangs up on the model', async () => {
    let hungUp: (() => void) | null = null
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const baseUrl = await serve((_, response) => {
      response.on('close', () => hungUp?.())
      response.write(new Uint8Array(480))
    })
    for await (const _ of await synthesiserAt(baseUrl).synthesise(WORDS, {}, never)) break
    await closed
  })
})
