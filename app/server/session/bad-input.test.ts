// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_UTTERANCE_BYTES } from '#core'
import { wavHeader, writeWav } from '#core/wav'
import { ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

const pcm = new Uint8Array(3_200)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const upload = (file: Uint8Array) => ({ type: 'audio_wav_b64', audio_b64: base64(file) })

/** A good WAV file with some bytes of its header changed. */
function wavWith(change: (view: DataView) => void): Uint8Array {
  const file = writeWav(pcm, 16_000)
  change(new DataView(file.buffer))
  return file
}

const stereo = wavWith((view) => {
  view.setUint16(22, 2, true)
  view.setUint32(28, 64_000, true)
  view.setUint16(32, 4, true)
})
const eightBit = wavWith((view) => {
  view.setUint32(28, 16_000, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
})

describe('bad input gets an error with a code, and the next turn works', () => {
  test.each([
    ['not JSON', 'two pizzas please', 'bad_json'],
    ['an unknown type', { type: 'dance' }, 'unknown_type'],
    ['no type', {}, 'bad_message'],
    ['text of 100,000 characters', { type: 'text', text: 'a'.repeat(100_000) }, 'text_too_long'],
    ['wrong base64', { type: 'audio_wav_b64', audio_b64: '%%% not base64 %%%' }, 'bad_base64'],
    ['base64 of the wrong length', { type: 'audio_wav_b64', audio_b64: 'UklGR' }, 'bad_base64'],
    ['empty audio', { type: 'audio_wav_b64', audio_b64: '' }, 'empty_audio'],
    ['no WAV file', upload(Buffer.from('this is no WAV file, but it is long enough to be one')), 'bad_audio'],
    ['a WAV of another rate', upload(writeWav(pcm, 44_100)), 'bad_audio'],
    ['a WAV of another depth', upload(eightBit), 'bad_audio'],
    ['a stereo WAV', upload(stereo), 'bad_audio'],
    ['a header that promises more', upload(wavWith((view) => view.setUint32(40, 1_000_000, true))), 'bad_audio'],
    ['a header that contradicts itself', upload(wavWith((view) => view.setUint32(28, 7, true))), 'bad_audio'],
    ['a header alone', upload(wavHeader(0, 16_000)), 'empty_audio'],
    ['half a header', upload(wavHeader(0, 16_000).subarray(0, 20)), 'bad_audio'],
    ['audio_end out of nowhere', { type: 'audio_end' }, 'not_recording'],
    ['audio_cancel out of nowhere', { type: 'audio_cancel' }, 'not_recording'],
    ['audio out of nowhere', new Uint8Array(320), 'not_recording'],
    ['an impossible rate', { type: 'audio_begin', format: 'wav', sample_rate: 1 }, 'bad_message'],
    ['a session nobody knows', { type: 'resume', session_id: 'nobody' }, 'unknown_session'],
    ['a playhead of nonsense', { type: 'playhead', turn_id: 'x', played_ms: 'soon' }, 'bad_message'],
  ])('%s', async (_name, message, code) => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send(message)
    const error = await client.next('error')
    expect(error).toMatchObject({ code, error: expect.stringMatching(/^[A-Z"].*[.?]$/), retryable: false })
    await client.ask({ type: 'text', text: 'two large pepperoni' }, 'tts_end')
    expect(client.closed).toBeNull()
  })

  test.each([
    ['nothing at all', 'pcm_s16le', [], 'empty_audio'],
    ['half a sample', 'pcm_s16le', [new Uint8Array(1)], 'empty_audio'],
    ['an empty WAV', 'wav', [], 'empty_audio'],
    ['a WAV at another rate than was said', 'wav', [writeWav(pcm, 24_000)], 'bad_audio'],
  ])('streamed: %s', async (_name, format, frames, code) => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'audio_begin', format, sample_rate: 16_000 })
    for (const frame of frames) client.send(frame)
    expect(await client.ask({ type: 'audio_end' }, 'error')).toMatchObject({ code })
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })

  test('an utterance streamed past 12 MB is given up, once, and the connection lives', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 })
    for (let sent = 0; sent <= MAX_UTTERANCE_BYTES + 2_000_000; sent += 1_000_000)
      client.send(new Uint8Array(1_000_000))
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
    expect(client.all('error').map(({ code }) => code)).toEqual(['audio_too_large'])
  })

  test('a second audio_begin is refused, and the first utterance goes on', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    const begin = { type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 }
    client.send(begin)
    client.send(pcm)
    expect(await client.ask(begin, 'error')).toMatchObject({ code: 'already_recording' })
    await client.ask({ type: 'audio_end' }, 'transcript')
  })

  test('a flood of turns is answered with busy', async () => {
    const server = await startTestServer({ limits: { turnBurst: 3, turnsPerS: 1 } })
    const client = await VoiceClient.connect(server.url)
    for (let i = 0; i < 6; i++) client.send({ type: 'text', text: 'again' })
    await client.until(() => client.all('error').length === 3)
    expect(client.all('error').every(({ code, retryable }) => code === 'busy' && retryable)).toBe(true)
  })
})

describe('a message that is too large closes the socket with 1009 and a reason', () => {
  test.each([
    ['just over 12 MB of audio', Math.ceil(((MAX_UTTERANCE_BYTES + 3_000) / 3) * 4)],
    ['far over', 40_000_000],
  ])('%s', async (_name, length) => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'audio_wav_b64', audio_b64: 'A'.repeat(length) })
    await client.until(() => client.closed !== null)
    expect(client.closed).toEqual({ code: 1_009, reason: expect.stringContaining('12 MB') })
    const next = await VoiceClient.connect(server.url)
    await next.ask({ type: 'text', text: 'two' }, 'tts_end')
  })
})

describe('hostile order of messages', () => {
  let connect: () => Promise<VoiceClient>
  const agent = new ScriptedAgent()
  beforeAll(() => {
    connect = async () => VoiceClient.connect((await startTestServer({ agent })).url)
  })
  afterAll(() => agent.close())

  test('four thousand random messages crash nothing', async () => {
    const client = await connect()
    const messages = [
      { type: 'text', text: 'two' },
      { type: 'tts_text', text: 'hi' },
      { type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 },
      new Uint8Array(321),
      { type: 'audio_end' },
      { type: 'audio_cancel' },
      { type: 'interrupt' },
      { type: 'interrupt', turn_id: 'x', played_ms: 9 },
      { type: 'reset' },
      { type: 'resume', session_id: 'x' },
      '{',
    ]
    let seed = 7
    for (let i = 0; i < 4_000; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      client.send(messages[seed % messages.length] ?? '')
      if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
    const isClosedPolitely = client.closed === null || client.closed.code === 1_008
    expect(isClosedPolitely).toBe(true)
    expect(client.all('error').some(({ code }) => code === 'internal')).toBe(false)
  })
})
