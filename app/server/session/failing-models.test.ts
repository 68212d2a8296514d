// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { writeWav } from '#core/wav'
import { reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

const utterance = {
  type: 'audio_wav_b64',
  audio_b64: Buffer.from(writeWav(new Uint8Array(3_200), 16_000)).toString('base64'),
}
const limits = { transcribeMs: 200, speechMs: 200, agentMs: 200 }

describe('a speech-to-text model that fails costs one turn and says so', () => {
  test.each(['down', 'nonsense', 'slow'] as const)('%s', async (how) => {
    const server = await startTestServer({ limits })
    server.speech.stt = how
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask(utterance, 'error')
    expect(error).toMatchObject({ code: 'stt_failed', turn_id: expect.any(String) })
    expect(error.error).toContain('speech-to-text')
    await client.next('turn_metrics')
    server.speech.stt = 'ok'
    await client.ask(utterance, 'tts_end')
  })
})

describe('a text-to-speech model that fails costs the sound, not the words', () => {
  test.each(['down', 'nonsense', 'slow', 'silent', 'breaks'] as const)('%s', async (how) => {
    const agent = new ScriptedAgent()
    const server = await startTestServer({ limits, agent })
    server.speech.tts = how
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'text', text: 'two' }, 'error')
    expect(error.code).toBe('tts_failed')
    expect(error.error).toContain('text-to-speech')
    await client.next('turn_metrics')
    expect(client.all('graph_result')).toHaveLength(1)
    expect(agent.abortedAt, 'the agent was not stopped').toEqual([])
    expect(client.all('error')).toHaveLength(1)
    expect(client.all('tts_end')).toHaveLength(client.all('tts_begin').length)
    server.speech.tts = 'ok'
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })
})

describe('an agent that fails costs one turn and says so', () => {
  test('it says what failed', async () => {
    const failure = { code: 'llm_failed', message: 'The language model is down.', retryable: true } as const
    const agent = new ScriptedAgent(async function* () {
      yield { kind: 'failed', error: failure }
    })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'text', text: 'two' }, 'error')
    expect(error).toMatchObject({ code: 'llm_failed', error: failure.message, retryable: true })
    await client.next('turn_metrics')
    agent.script = reply('Here again.')
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })

  test('what it wrote before is still spoken', async () => {
    const agent = new ScriptedAgent(async function* () {
      yield { kind: 'delta', agent: 'order_agent', text: 'One moment' }
      yield { kind: 'failed', error: { code: 'llm_failed', message: 'Down.', retryable: true } }
    })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
    expect(server.speech.spoken.map(({ text }) => text)).toEqual(['One moment'])
    expect(client.all('error')).toHaveLength(1)
  })

  test.each([
    ['hangs', reply(60_000)],
    [
      'hangs, and heeds no abort',
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }),
    ],
    ['throws', () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('secret')) }) })],
    ['ends without a word', async function* () {}],
  ])('it %s', async (_name, script) => {
    const agent = new ScriptedAgent(script)
    const server = await startTestServer({ agent, limits })
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'text', text: 'two' }, 'error')
    expect(error).toMatchObject({ code: 'agent_failed', retryable: true })
    expect(error.error).not.toContain('secret')
    await client.next('turn_metrics')
    agent.script = reply('Here again.')
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })
})

test('a listener who stops reporting in the middle of a reply does not hold it for ever', async () => {
  const agent = new ScriptedAgent(reply('One long sentence.'))
  const server = await startTestServer({ agent, limits: { listenerMs: 300 } })
  server.speech.audioMs = () => 20_000
  const client = await VoiceClient.connect(server.url)
  const { turn_id } = await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
  client.send({ type: 'playhead', turn_id, played_ms: 100, underruns: 0, stalled_ms: 0, first_heard_ms: 1 })
  const metrics = await client.next('turn_metrics')
  expect(metrics.interrupted).toBe(true)
  expect(agent.heardTexts).toEqual([{ turnId: turn_id, heardText: '' }])
})
