// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { parseWav, writeWav } from '#core/wav'
import { tone } from '../test/model-double.ts'
import { done, ORDER, reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

const silence = (samples: number) => Buffer.alloc(samples * 2)

describe('a typed turn', () => {
  test('greets, writes, speaks every sentence once, and measures', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    expect(client.types).toEqual(['hello', 'guardrails_available'])
    expect(client.all('hello')[0]).toMatchObject({
      protocol: '1.0',
      profile: 'laptop',
      resumed: false,
      models: { tts: { name: 'double', voices: ['ada', 'bob'] } },
    })

    const metrics = await client.ask({ type: 'text', text: 'two large pepperoni' }, 'turn_metrics')

    expect(server.speech.spoken.map(({ text }) => text)).toEqual(['Two large pepperoni pizzas.', 'Anything else?'])
    expect(
      client
        .all('reply_delta')
        .map(({ text }) => text)
        .join(''),
    ).toBe('Two large pepperoni pizzas. Anything else?')
    const [begin] = client.all('tts_begin')
    const [end] = client.all('tts_end')
    expect(begin).toMatchObject({ format: 'pcm_s16le', sample_rate: 24_000 })
    expect(begin?.expected_ms).toBeGreaterThan(0)
    const wanted = Buffer.concat([tone(0, 27 * 20), tone(0, 14 * 20)])
    expect(client.audio(begin?.turn_id ?? '').equals(wanted)).toBe(true)
    expect(end).toMatchObject({ interrupted: false, audio_ms: 820 })
    expect(end?.gen_x).toBeGreaterThan(1)
    expect(metrics).toMatchObject({ interrupted: false, audio_ms: 820, heard_ms: null })
    for (const figure of ['llm_ttft_ms', 'sentence_ms', 'tts_ttfb_ms', 'tts_ttfa_ms', 'first_audio_ms'] as const) {
      expect(metrics[figure], figure).toEqual(expect.any(Number))
    }
    expect(client.all('tts_progress').at(-1)).toMatchObject({ expected_ms: 820, final: true })
    expect(client.all('graph_result')[0]?.messages.at(-1)).toEqual({
      role: 'order_agent',
      content: 'Two large pepperoni pizzas. Anything else?',
    })
  })

  test('speech begins while the agent still writes', async () => {
    const agent = new ScriptedAgent(reply('First sentence here. ', 'Second ', 400, 'one is late.'))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'hello' }, 'graph_result')
    expect(client.types.indexOf('tts_begin')).toBeLessThan(client.types.indexOf('graph_result'))
    const firstFrame = client.received.findIndex(Buffer.isBuffer)
    const result = client.received.findIndex((entry) => !Buffer.isBuffer(entry) && entry.type === 'graph_result')
    expect((client.at[result] ?? 0) - (client.at[firstFrame] ?? 0)).toBeGreaterThan(250)
  })

  test('frames are about 20 ms', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'tts_text', text: 'A sentence to measure.' }, 'tts_end')
    const sizes = client.received.filter(Buffer.isBuffer).map(({ length }) => length)
    expect(sizes.slice(0, -1).every((size) => size === 960)).toBe(true)
  })

  test('what agents do is shown as it happens, and the order when it changes', async () => {
    const agent = new ScriptedAgent(async function* (turn) {
      yield { kind: 'step', step: { agent: 'supervisor', kind: 'route', to: 'pizza_agent' } }
      yield { kind: 'step', step: { agent: 'pizza_agent', kind: 'tool_call', tool: 'add', args: { quantity: 2 } } }
      yield { kind: 'order', order: ORDER }
      yield { kind: 'delta', agent: 'pizza_agent', text: 'Added' }
      yield { kind: 'delta', agent: 'order_agent', text: 'That is $40.00.' }
      yield done(turn, 'Added')
    })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
    expect(client.types.slice(2, 5)).toEqual(['agent_step', 'agent_step', 'order'])
    expect(client.all('order')[0]).toMatchObject({
      total_cents: 4_000,
      items: [{ price_cents: 4_000 }],
      status: 'open',
    })
    expect(
      server.speech.spoken.map(({ text }) => text),
      'two agents are two sentences',
    ).toEqual(['Added', 'That is $40.00.'])
  })
})

describe('a spoken turn', () => {
  test('as a WAV file', async () => {
    const agent = new ScriptedAgent()
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const wav = Buffer.from(writeWav(silence(16_000), 16_000))
    const metrics = await client.ask({ type: 'audio_wav_b64', audio_b64: wav.toString('base64') }, 'turn_metrics')
    expect(client.all('transcript')[0]).toMatchObject({ text: 'two large pepperoni', turn_id: metrics.turn_id })
    expect(agent.turns[0]?.text).toBe('two large pepperoni')
    expect(metrics.stt_ms).toEqual(expect.any(Number))
  })

  test.each([
    [16_000, 7],
    [48_000, 960],
    [8_000, 333],
  ])(
    'streamed as PCM at %i Hz in odd pieces of %i bytes: the recogniser gets it all, at 16 kHz',
    async (rate, size) => {
      const server = await startTestServer()
      const client = await VoiceClient.connect(server.url)
      const pcm = silence(rate / 4)
      client.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: rate })
      for (let at = 0; at < pcm.length; at += size) client.send(pcm.subarray(at, at + size))
      await client.ask({ type: 'audio_end' }, 'transcript')
      const [file] = server.speech.heard
      const wav = parseWav((file ?? Buffer.alloc(0)).subarray(0, 44 + 8_000))
      expect(wav.sampleRate).toBe(16_000)
      expect(wav.sampleCount).toBe(4_000)
    },
  )

  test('streamed as a WAV file', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    const wav = Buffer.from(writeWav(silence(1_000), 16_000))
    client.send({ type: 'audio_begin', format: 'wav', sample_rate: 16_000 })
    client.send(wav.subarray(0, 100))
    client.send(wav.subarray(100))
    expect((await client.ask({ type: 'audio_end' }, 'transcript')).text).toBe('two large pepperoni')
  })

  test('silence is one lost turn', async () => {
    const server = await startTestServer()
    server.speech.transcripts = ['']
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 })
    client.send(silence(800))
    expect(await client.ask({ type: 'audio_end' }, 'error')).toMatchObject({ code: 'nothing_heard', retryable: true })
    await client.next('turn_metrics')
  })

  test('cancelled: nothing is transcribed', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 })
    client.send(silence(800))
    client.send({ type: 'audio_cancel' })
    await client.ask({ type: 'text', text: 'hello' }, 'tts_end')
    expect(server.speech.heard).toHaveLength(0)
  })
})

describe('credit', () => {
  test('a reply longer than the window reaches a client that never reports, whole and not faster than it plays', async () => {
    const server = await startTestServer({ agent: new ScriptedAgent(reply('One long sentence.')) })
    server.speech.audioMs = () => 5_500
    const client = await VoiceClient.connect(server.url)
    const end = await client.ask({ type: 'text', text: 'tell me' }, 'tts_end')
    expect(end.audio_ms).toBe(5_500)
    expect(client.audio(end.turn_id).equals(tone(0, 5_500))).toBe(true)
    const last = client.received.findLastIndex(Buffer.isBuffer)
    const first = client.received.findIndex(Buffer.isBuffer)
    expect((client.at[last] ?? 0) - (client.at[first] ?? 0)).toBeGreaterThan(1_300)
  })

  test('a client that reports is never sent more than the window ahead', async () => {
    const server = await startTestServer({ agent: new ScriptedAgent(reply('One long sentence.')) })
    server.speech.audioMs = () => 40_000
    const client = await VoiceClient.connect(server.url)
    const { turn_id } = await client.ask({ type: 'text', text: 'tell me' }, 'tts_begin')
    const sentMs = () => client.frameCount * 20
    for (let playedMs = 100; playedMs < 40_000; playedMs += 3_000) {
      client.send({ type: 'playhead', turn_id, played_ms: playedMs, underruns: 0, stalled_ms: 0, first_heard_ms: 321 })
      const wanted = Math.min(40_000, playedMs + 4_000)
      await client.until(() => sentMs() >= wanted - 20)
      expect(sentMs()).toBeLessThanOrEqual(wanted + 20)
    }
    client.send({ type: 'playhead', turn_id, played_ms: 40_000, underruns: 1, stalled_ms: 80, first_heard_ms: 321 })
    const metrics = await client.next('turn_metrics')
    expect(metrics).toMatchObject({ heard_ms: 321, underruns: 1, stalled_ms: 80, audio_ms: 40_000 })
    expect(client.audio(turn_id).equals(tone(0, 40_000))).toBe(true)
  })
})

describe('gen-x', () => {
  test('is the audio of all sentences over the time the model was busy with them', async () => {
    const server = await startTestServer()
    Object.assign(server.speech, { genX: 1.5, ttfbMs: 60, audioMs: () => 600 })
    const client = await VoiceClient.connect(server.url)
    const { gen_x } = await client.ask({ type: 'text', text: 'two' }, 'tts_end')
    const busyMs = server.speech.spoken.reduce((sum, sentence) => sum + sentence.busyMs, 0)
    const truth = 1_200 / busyMs
    expect(Math.abs((gen_x ?? 0) / truth - 1), `told ${gen_x}, is ${truth}`).toBeLessThan(0.05)
  })

  test('measures the model, not the listener: a socket held to real time does not lower it', async () => {
    const server = await startTestServer({ agent: new ScriptedAgent(reply('One long sentence.')) })
    server.speech.audioMs = () => 5_000
    const client = await VoiceClient.connect(server.url)
    const { gen_x } = await client.ask({ type: 'text', text: 'two' }, 'tts_end')
    expect(gen_x).toBeGreaterThan(10)
  })
})

describe('options', () => {
  test('what the model lists is passed on, a voice included', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'set_model_options', model: 'tts', options: { gen_x: 2, voice: 'bob' } })
    await client.ask({ type: 'tts_text', text: 'Hello.' }, 'tts_end')
    expect(server.speech.spoken[0]).toMatchObject({ voice: 'bob', body: { gen_x: 2 } })
    client.send({ type: 'set_model_options', model: 'tts', options: { gen_x: null } })
    await client.ask({ type: 'tts_text', text: 'Hello.' }, 'tts_end')
    expect(server.speech.spoken[1]?.body).not.toHaveProperty('gen_x')
  })

  test('the recogniser’s are sent along with every utterance, and taken back', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    const say = { type: 'audio_wav_b64', audio_b64: Buffer.from(writeWav(silence(1_600), 16_000)).toString('base64') }
    client.send({ type: 'set_model_options', model: 'stt', options: { gen_x: 3 } })
    await client.ask(say, 'transcript')
    client.send({ type: 'set_model_options', model: 'stt', options: { gen_x: null } })
    await client.ask(say, 'transcript')
    const [chosen, plain] = server.speech.forms
    expect(chosen).toMatch(/name="gen_x"\r\n\r\n3\r\n/)
    expect(plain).not.toContain('gen_x')
  })

  test.each([
    ['an option it does not list', { model: 'tts', options: { pitch: 1 } }, /lists no option "pitch".*gen_x/],
    ['a value out of range', { model: 'tts', options: { gen_x: 11 } }, /from 0 to 10/],
    ['a value of another type', { model: 'llm', options: { gen_x: 'fast' } }, /must be a number/],
    ['an unknown voice', { model: 'tts', options: { voice: 'eve' } }, /one of ada, bob/],
  ])('%s is refused', async (_name, message, words) => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'set_model_options', ...message }, 'error')
    expect(error.code).toBe('bad_message')
    expect(error.error).toMatch(words)
  })

  test('guardrails are unavailable, and it is said', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    for (const message of [
      { type: 'set_guardrails_mode', mode: 'both' },
      { type: 'set_guardrails', enabled: true },
      { type: 'set_rail', name: 'x', enabled: true },
    ]) {
      expect(await client.ask(message, 'error')).toMatchObject({ code: 'unavailable' })
    }
  })
})
