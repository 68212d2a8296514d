// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { abortControl } from '../test/abort-control.ts'
import { done, ORDER, reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

/*
 * What other frameworks got wrong, each as a test on the real server with real audio: unheard text committed to memory,
 * an interrupted reply committed twice, a reply that goes on after the interrupt, speech of a cancelled turn in the next.
 */

/** Two sentences: 540 ms and 1,000 ms of speech. */
const TWO_SENTENCES = ['Two large pepperoni pizzas. ', 'Would you like them delivered or picked up today? ']

async function speaking(agent = new ScriptedAgent(reply(...TWO_SENTENCES))) {
  const server = await startTestServer({ agent })
  const client = await VoiceClient.connect(server.url)
  const { turn_id: turnId } = await client.ask({ type: 'text', text: 'two large pepperoni' }, 'tts_begin')
  const heardAt = (played_ms: number) =>
    client.send({ type: 'playhead', turn_id: turnId, played_ms, underruns: 0, stalled_ms: 0, first_heard_ms: 5 })
  return { server, client, agent, turnId, heardAt }
}

describe('interrupt before the first sample', () => {
  test('the reply is dropped from memory and nothing of it is sent', async () => {
    const agent = new ScriptedAgent(reply(...TWO_SENTENCES, 5_000))
    const server = await startTestServer({ agent })
    server.speech.ttfbMs = 60_000
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'text', text: 'two' })
    await client.until(() => server.speech.spoken.length === 1)

    const end = await client.ask({ type: 'interrupt', played_ms: 0 }, 'tts_end')

    expect(end).toMatchObject({ interrupted: true, audio_ms: 0, gen_x: null })
    await client.next('turn_metrics')
    expect(agent.heardTexts).toEqual([{ turnId: end.turn_id, heardText: '' }])
    expect(client.frameCount).toBe(0)
    await client.until(() => server.speech.spoken[0]?.aborted === true)
  })
})

describe('interrupt mid-sentence', () => {
  test('memory keeps the whole heard sentence exactly, and the next up to the word', async () => {
    const { client, agent, turnId } = await speaking()
    await client.next('tts_end')
    await client.ask({ type: 'interrupt', turn_id: turnId, played_ms: 540 + 500 }, 'turn_metrics')
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni pizzas. Would you like them' }])
  })

  test('model calls stop within 50 ms of its arrival', async () => {
    const agent = new ScriptedAgent(reply('One sentence is here. ', 'And ', 10_000))
    const server = await startTestServer({ agent })
    server.speech.genX = 0.5
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const control = await abortControl('interrupt')
    await client.ask({ type: 'interrupt', played_ms: 10 }, 'tts_end')
    await client.until(() => agent.abortedAt.length === 1 && server.speech.spoken[0]?.aborted === true)
    await control.seen()
    expect(control.lag(agent.abortedAt[0])).toBeLessThan(50)
    expect(control.lag(server.speech.spoken[0]?.abortedAt), 'as the model saw it').toBeLessThan(50)
    const frames = client.frameCount
    await sleep(150)
    expect(client.frameCount, 'nothing of it is sent any more').toBe(frames)
  })

  test('after everything was sent, while the listener still hears it', async () => {
    const { client, agent, turnId, heardAt } = await speaking()
    await client.next('tts_end')
    heardAt(300)
    const metrics = await client.ask({ type: 'interrupt', played_ms: 400 }, 'turn_metrics')
    expect(metrics.interrupted).toBe(true)
    expect(client.all('tts_end'), 'speech ends once').toHaveLength(1)
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni' }])
  })

  test('without a figure, the last playhead of a client that reports is the truth', async () => {
    const { client, agent, turnId, heardAt } = await speaking()
    heardAt(400)
    await client.ask({ type: 'interrupt' }, 'turn_metrics')
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni' }])
  })

  test('without a playhead at all, real-time playback is assumed', async () => {
    const { client, agent } = await speaking()
    await sleep(640)
    await client.ask({ type: 'interrupt' }, 'turn_metrics')
    expect(agent.heardTexts[0]?.heardText).toMatch(/^Two large pepperoni pizzas\.( Would( you)?)?$/)
  })
})

describe('interrupt after the end', () => {
  test('changes nothing', async () => {
    const { client, agent, turnId, heardAt } = await speaking()
    await client.next('tts_end')
    heardAt(1_540)
    const metrics = await client.next('turn_metrics')
    expect(metrics.interrupted).toBe(false)
    client.send({ type: 'interrupt', turn_id: turnId, played_ms: 1_540 })
    client.send({ type: 'interrupt' })
    await client.ask('{"type":"marker"}', 'error')
    expect(agent.heardTexts).toEqual([])
    expect(client.all('tts_end')).toHaveLength(1)
  })
})

describe('interrupt twice', () => {
  test('is the same as once', async () => {
    const { client, agent, turnId } = await speaking()
    client.send({ type: 'interrupt', turn_id: turnId, played_ms: 300 })
    client.send({ type: 'interrupt', turn_id: turnId, played_ms: 350 })
    await client.ask('{"type":"marker"}', 'error')
    expect(agent.heardTexts).toHaveLength(1)
    expect(client.all('tts_end')).toHaveLength(1)
    expect(client.all('turn_metrics')).toHaveLength(1)
  })
})

describe('barge-in', () => {
  test('by a typed turn: memory is cut before the new turn begins, and its speech is only its own', async () => {
    const { client, agent, turnId, heardAt, server } = await speaking()
    heardAt(540)
    agent.script = reply('All right, three.')
    client.send({ type: 'text', text: 'make it three' })
    await client.next('tts_begin', 1)
    const [, begin] = client.all('tts_begin')
    await client.next('tts_end', 1)
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni pizzas.' }])
    expect(agent.turns.map(({ text }) => text)).toEqual(['two large pepperoni', 'make it three'])
    expect(server.speech.spoken.at(-1)?.text).toBe('All right, three.')
    expect(client.audio(begin?.turn_id ?? '').length).toBe(17 * 20 * 48)
  })

  test('by speaking: the reply stops at the first sound, and is over once there are words', async () => {
    const { client, agent, turnId, heardAt } = await speaking()
    heardAt(540)
    const end = await client.ask({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 }, 'tts_end')
    expect(end).toMatchObject({ turn_id: turnId, interrupted: true })
    expect(agent.heardTexts).toEqual([])
    client.send(Buffer.alloc(640))
    await client.ask({ type: 'audio_end' }, 'transcript')
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni pizzas.' }])
    await client.until(() => agent.turns.length === 2)
  })
})

describe('interrupt during routing', () => {
  test('the routing call is aborted and no reply is remembered', async () => {
    const agent = new ScriptedAgent(reply(10_000, 'Too late.'))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'text', text: 'two' })
    await client.until(() => agent.turns.length === 1)
    const end = await client.ask({ type: 'interrupt' }, 'tts_end')
    expect(agent.abortedAt).toHaveLength(1)
    expect(agent.heardTexts).toEqual([{ turnId: end.turn_id, heardText: '' }])
    expect(client.all('graph_result')).toEqual([])
  })
})

describe('interrupt while a tool runs', () => {
  test('what the tool did is kept, and the client is told', async () => {
    const agent = new ScriptedAgent(async function* (turn, signal) {
      yield { kind: 'step', step: { agent: 'pizza_agent', kind: 'tool_call', tool: 'add', args: {} } }
      await sleep(5_000, undefined, { signal }).catch(() => agent.known.set(turn.sessionId, { order: ORDER }))
      if (!signal.aborted) yield done(turn, '')
    })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'agent_step')
    const order = await client.ask({ type: 'interrupt' }, 'order')
    expect(order.total_cents).toBe(4_000)
  })
})

describe('a late chunk of a cancelled turn', () => {
  test('an agent that goes on after the abort is not heard', async () => {
    const agent = new ScriptedAgent(async function* (turn) {
      yield { kind: 'delta', agent: 'order_agent', text: 'One sentence. And' }
      await sleep(200)
      yield { kind: 'delta', agent: 'order_agent', text: ' a late one. ' }
      yield done(turn, 'late')
    })
    const { client, server } = await speaking(agent)
    await client.ask({ type: 'interrupt', played_ms: 1 }, 'turn_metrics')
    const before = client.received.length
    await sleep(300)
    expect(client.received.length).toBe(before)
    expect(server.speech.spoken).toHaveLength(1)
  })
})
