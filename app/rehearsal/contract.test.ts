// SPDX-License-Identifier: Apache-2.0
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeS16le, encodeS16le } from '#core/pcm'
import { resample } from '#core/resample'
import { parseWav, writeWav } from '#core/wav'
import { type RunningRehearsal, startRehearsal } from './index.ts'

let rehearsal: RunningRehearsal
let client: OpenAI

beforeAll(async () => {
  rehearsal = await startRehearsal({ speechThreads: 1, listeningThreads: 1 })
  client = new OpenAI({ baseURL: `${rehearsal.url}/v1`, apiKey: 'none', maxRetries: 0 })
}, 60_000)
afterAll(() => rehearsal.close())

const tts = 'rehearsal-flite'
const stt = 'rehearsal-soundswallower'
const sentence = 'I would like two large pepperoni pizzas.'

async function spokenWav(input: string, voice = 'rms'): Promise<Uint8Array> {
  const response = await client.audio.speech.create({ model: tts, voice, input, response_format: 'wav' })
  return new Uint8Array(await response.arrayBuffer())
}

async function spokenPcm(input: string, more: object = {}): Promise<Uint8Array> {
  const request = { model: tts, voice: 'kal16', input, response_format: 'pcm' as const, ...more }
  const response = await client.audio.speech.create(request)
  return new Uint8Array(await response.arrayBuffer())
}

const file = (bytes: Uint8Array, name = 'said.wav') => new File([new Uint8Array(bytes)], name)

async function refused(request: Promise<unknown>): Promise<APIError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof APIError)) throw new Error(`an API error was expected, not ${String(error)}`)
  return error
}

describe('every model', () => {
  test('answers /health and lists itself with its options and voices', async () => {
    const health = await fetch(`${rehearsal.url}/health`)
    expect(health.status).toBe(200)
    const listed = (await client.models.list()).data
    expect(listed.map(({ id }) => id)).toEqual([stt, 'rehearsal-pizza-shop', tts])
    const speech = await client.models.retrieve(tts)
    expect(speech).toMatchObject({
      task: 'tts',
      voices: ['slt', 'rms', 'awb', 'kal16'],
      options: { gen_x: { type: 'number', default: null }, jitter_ms: {}, chunk_ms: {}, seed: {}, slice: {} },
    })
    expect((await refused(Promise.resolve(client.models.retrieve('whisper')))).status).toBe(404)
  })

  test('answers an unknown path in the shape of an OpenAI error', async () => {
    const response = await fetch(`${rehearsal.url}/v1/embeddings`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      error: {
        message: 'Unknown request URL: POST /v1/embeddings.',
        type: 'not_found_error',
        param: null,
        code: 'unknown_url',
      },
    })
  })
})

describe('POST /v1/audio/speech', () => {
  test.each(['slt', 'rms', 'awb', 'kal16'])('%s speaks 24 kHz s16le, audibly and without clipping', async (voice) => {
    const pcm = await spokenPcm(sentence, { voice })
    const samples = decodeS16le(pcm)
    expect(pcm.length % 2).toBe(0)
    expect(samples.length / 24_000).toBeGreaterThan(1.5)
    expect(samples.length / 24_000).toBeLessThan(5)
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
    expect(rms).toBeGreaterThan(0.05)
    expect(samples.filter((sample) => Math.abs(sample) > 0.999).length).toBeLessThan(samples.length / 1000)
  })

  test('is audible within 100 ms of its first sample and begins and ends in silence', async () => {
    const samples = decodeS16le(await spokenPcm(sentence, { voice: 'slt' }))
    const audible = samples.findIndex((sample) => Math.abs(sample) > 0.01)
    expect(audible / 24).toBeLessThan(100)
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001)
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001)
  })

  test('a whole reply streams sentence by sentence, its first audio long before its last', async () => {
    const input = Array.from(
      { length: 12 },
      (_, index) => `That is number ${index + 1}, a large pepperoni pizza.`,
    ).join(' ')
    const startedAtMs = performance.now()
    const response = await client.audio.speech.create({ model: tts, voice: 'slt', input, response_format: 'pcm' })
    const arrivalsMs: number[] = []
    for await (const _ of response.body ?? []) arrivalsMs.push(performance.now() - startedAtMs)
    expect(arrivalsMs.length).toBeGreaterThanOrEqual(12)
    expect(arrivalsMs[0]).toBeLessThan((arrivalsMs.at(-1) ?? 0) / 3)
  })

  test('wav is what pcm is behind a header that says its length is not known', async () => {
    const wav = parseWav(await spokenWav(sentence, 'kal16'))
    expect(wav.sampleRate).toBe(24_000)
    expect(Buffer.from(wav.pcm).equals(Buffer.from(await spokenPcm(sentence)))).toBe(true)
  })

  test('speed 2 takes half as long', async () => {
    const usual = await spokenPcm(sentence)
    const fast = await spokenPcm(sentence, { speed: 2 })
    expect(fast.length / usual.length).toBeGreaterThan(0.4)
    expect(fast.length / usual.length).toBeLessThan(0.62)
  })

  test('prices, accents, markdown and marks are spoken, not refused', async () => {
    const pcm = await spokenPcm('**Total:** $27.98 — for 2 jalapeño “specials” 🍕 & a Margherita…')
    expect(pcm.length).toBeGreaterThan(48_000 * 3)
  })

  test.each([
    ['a format it does not make', { response_format: 'mp3' }, 400, 'response_format'],
    ['a voice it does not have', { voice: 'alloy' }, 400, 'voice'],
    ['another model', { model: 'higgs' }, 404, 'model'],
    ['nothing to say', { input: '' }, 400, 'input'],
    ['marks only', { input: '?! 🍕' }, 400, 'input'],
    ['a novel', { input: 'word '.repeat(1_000) }, 400, 'input'],
    ['too fast', { speed: 9 }, 400, 'speed'],
    ['a negative gen-x', { gen_x: -1 }, 400, 'gen_x'],
    ['a text that is none', { input: 5 }, 400, 'input'],
  ])('refuses %s and names the field', async (_name, change, status, param) => {
    const error = await refused(spokenPcm(sentence, change))
    expect({ status: error.status, param: error.param }).toEqual({ status, param })
    expect(error.code).toEqual(expect.any(String))
    expect(error.message).toContain('`')
  })

  test('refuses a body that is not JSON, and one that is too large', async () => {
    const post = (body: string) => fetch(`${rehearsal.url}/v1/audio/speech`, { method: 'POST', body })
    expect((await post('nope')).status).toBe(400)
    expect((await post(JSON.stringify({ input: 'x'.repeat(70_000) }))).status).toBe(413)
  })

  test('two sentences at once share one gen-x', async () => {
    const genX = 6
    const startedAtMs = performance.now()
    const replies = await Promise.all([spokenPcm(sentence, { gen_x: genX }), spokenPcm(sentence, { gen_x: genX })])
    const spentMs = performance.now() - startedAtMs
    const audioMs = replies.reduce((sum, reply) => sum + reply.length / 48, 0)
    expect(audioMs / spentMs / genX).toBeGreaterThan(0.9)
    expect(audioMs / spentMs / genX).toBeLessThan(1.01)
  })

  test('too many replies at once get a 503 that says so; listeners who leave make room', async () => {
    const listeners = Array.from({ length: 32 }, () => new AbortController())
    const slow = {
      model: tts,
      voice: 'kal16',
      input: sentence,
      response_format: 'pcm' as const,
      gen_x: 0.5,
      slice: 'crowd',
    }
    const bodies = await Promise.all(listeners.map(({ signal }) => client.audio.speech.create(slow, { signal })))
    const error = await refused(spokenPcm(sentence))
    expect({ status: error.status, code: error.code }).toEqual({ status: 503, code: 'engine_overloaded' })
    expect(error.headers?.get('retry-after')).toBe('1')
    for (const listener of listeners) listener.abort()
    await Promise.allSettled(bodies.map((response) => response.arrayBuffer()))
    await expect
      .poll(
        () =>
          spokenPcm(sentence).then(
            ({ length }) => length,
            () => 0,
          ),
        { timeout: 5_000 },
      )
      .toBeGreaterThan(0)
  })

  test('GET /v1/audio/voices names them', async () => {
    const response = await fetch(`${rehearsal.url}/v1/audio/voices`)
    expect(await response.json()).toMatchObject({ voices: ['slt', 'rms', 'awb', 'kal16'] })
  })
})

describe('POST /v1/audio/transcriptions', () => {
  const hear = (bytes: Uint8Array, more: object = {}) =>
    client.audio.transcriptions.create({ model: stt, file: file(bytes), ...more })

  test('json, text and verbose_json tell what was said and how long it took to say', async () => {
    const wav = await spokenWav(sentence)
    const seconds = Math.ceil(parseWav(wav).durationMs / 1000)
    const text = 'I would like two large pepperoni pizzas'
    expect(await hear(wav)).toEqual({ text, usage: { type: 'duration', seconds } })
    expect(await hear(wav, { response_format: 'text' })).toBe(text)
    const verbose = await hear(wav, { response_format: 'verbose_json' })
    expect(verbose).toMatchObject({ task: 'transcribe', language: 'english', text, segments: [{ text }] })
    expect(verbose).toHaveProperty('words.5', { word: 'pepperoni', start: expect.any(Number), end: expect.any(Number) })
  })

  test('stream=true answers in server-sent events', async () => {
    const stream = await client.audio.transcriptions.create({
      model: stt,
      file: file(await spokenWav(sentence)),
      stream: true,
    })
    const events: unknown[] = []
    for await (const event of stream) events.push(event)
    expect(events[0]).toMatchObject({
      object: 'transcription.chunk',
      choices: [{ delta: { content: 'I would like two large pepperoni pizzas' }, finish_reason: null }],
    })
    expect(events[1]).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
    expect(events[2]).toMatchObject({ choices: [], usage: { type: 'duration' } })
  })

  test.each([8_000, 16_000, 44_100, 48_000])('hears a recording at %d Hz', async (rate) => {
    const { pcm, sampleRate } = parseWav(await spokenWav('One large hawaiian pizza please.'))
    const wav = writeWav(encodeS16le(resample(decodeS16le(pcm), sampleRate, rate)), rate)
    expect((await hear(wav)).text).toBe('One large hawaiian pizza please')
  })

  test('hears nothing in silence', async () => {
    expect((await hear(writeWav(new Uint8Array(32_000), 16_000))).text).toBe('')
  })

  test('leaves out hesitations', async () => {
    expect((await hear(await spokenWav('Um, two small margheritas please.'))).text).not.toMatch(/\bum\b/i)
  })

  test('hears more than twenty seconds, to the end', async () => {
    const order = 'I would like two large pepperoni pizzas. Please deliver it to twelve main street. '
    const { text } = await hear(await spokenWav(order.repeat(5)))
    expect(text.split(/\s+/).length).toBeGreaterThan(58)
    expect(text).toMatch(/main street$/i)
  }, 30_000)

  const stereo = () => {
    const wav = writeWav(new Uint8Array(32_000), 16_000)
    new DataView(wav.buffer).setUint16(22, 2, true)
    return wav
  }
  test.each([
    ['garbage', () => new TextEncoder().encode('this is no wave file at all'), 'not_wav'],
    ['stereo', stereo, 'unsupported_channels'],
    [
      'a header that promises more than there is',
      () => writeWav(new Uint8Array(32_000), 16_000).subarray(0, 8_000),
      'truncated',
    ],
    ['no samples', () => writeWav(new Uint8Array(0), 16_000), 'no_samples'],
    ['an empty file', () => new Uint8Array(0), 'empty_file'],
    ['more than 25 MB', () => new Uint8Array(26 * 1024 * 1024), 'file_too_large'],
  ])('refuses %s', async (_name, bytes, code) => {
    const error = await refused(Promise.resolve(hear(bytes())))
    expect({ code: error.code, param: error.param }).toEqual({ code, param: 'file' })
  })

  test.each([
    ['another model', { model: 'whisper-1' }, 404, 'model'],
    ['another language', { language: 'de' }, 400, 'language'],
    ['a format it does not make', { response_format: 'srt' }, 400, 'response_format'],
  ])('refuses %s', async (_name, change, status, param) => {
    const error = await refused(Promise.resolve(hear(writeWav(new Uint8Array(3_200), 16_000), change)))
    expect({ status: error.status, param: error.param }).toEqual({ status, param })
  })

  test('refuses a body that is not multipart', async () => {
    const response = await fetch(`${rehearsal.url}/v1/audio/transcriptions`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'not_multipart' } })
  })
})
