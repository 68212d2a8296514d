// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LocalAgent } from '../../app/agent/local-agent.ts'
import { type Piece, type ScriptedRequest, scriptedModel } from '../../app/agent/test/scripted-model.ts'
import { abortControl } from '../../app/server/test/abort-control.ts'
import { startTestServer } from '../../app/server/test/start-test-server.ts'
import { VoiceClient } from '../../app/server/test/voice-client.ts'
import { memoryStore, type Store } from '../../app/store/index.ts'

/*
 * Interruptions through the whole shop: the real server, the real agent, speech as PCM over real sockets; the three
 * models are doubles on the far side of HTTP. What counts is what the language model is shown in the next turn.
 */

/** 540 ms and 500 ms of speech. */
const REPLY = ['Two large pepperoni pizzas.', 'Would you like a drink too?'] as const

/** A model that talks, and adds a pizza when it is asked for one. */
function talker({ role, last, messages }: ScriptedRequest): readonly Piece[] {
  if (role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
  if (messages.at(-1)?.role === 'tool') return [{ text: 'Your hawaiian is on the list.' }]
  if (last.includes('hawaiian')) return [{ call: 'add_pizza', args: { pizza: 'Hawaiian', size: 'small' } }]
  if (last === 'next') return [{ text: 'Very well.' }]
  return REPLY.join(' ')
    .split(/(?= )/)
    .map((text) => ({ text }))
}

async function shop(script: (request: ScriptedRequest) => readonly Piece[] = talker, store: Store = memoryStore()) {
  const model = await scriptedModel(script)
  onTestFinished(() => model.close())
  const options = { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 30_000 }
  // The head start asks a specialist while the supervisor routes; here each call is to be told apart.
  const server = await startTestServer({ agent: new LocalAgent({ model: options, store, headStart: false }) })
  const client = await VoiceClient.connect(server.url)
  /** What the specialist is shown of the conversation when the customer says one thing more. */
  const remembered = async () => {
    const asked = model.requests.length
    await client.ask({ type: 'text', text: 'next' }, 'graph_result')
    const request = model.requests.slice(asked).find(({ role }) => role === 'pizza_agent')
    return request?.messages.slice(1, -1).map(({ role, content }) => `${role}: ${content ?? ''}`) ?? []
  }
  return { server, client, model, store, remembered }
}

const COUGH = { type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 }

describe('interrupt', () => {
  test('before the first sample: the reply was never said', async () => {
    const { server, client, remembered } = await shop()
    server.speech.ttfbMs = 60_000
    client.send({ type: 'text', text: 'hello' })
    await client.until(() => server.speech.spoken.length === 1)
    await client.ask({ type: 'interrupt', played_ms: 0 }, 'turn_metrics')
    server.speech.ttfbMs = 0
    expect(await remembered()).toEqual(['user: hello'])
  })

  test.each([
    [540, REPLY[0]],
    [540 + 300, `${REPLY[0]} Would you like`],
    [50, ''],
  ])('mid-sentence, %d ms in: whole sentences exactly, and the next up to the word', async (playedMs, heard) => {
    const { client, remembered } = await shop()
    await client.ask({ type: 'text', text: 'hello' }, 'tts_end')
    await client.ask({ type: 'interrupt', played_ms: playedMs }, 'turn_metrics')
    expect(await remembered()).toEqual(['user: hello', ...(heard === '' ? [] : [`assistant: ${heard}`])])
  })

  test('mid-sentence: both model calls stop within 50 ms of its arrival, as the models see it', async () => {
    const { server, client, model } = await shop((request) => {
      if (request.role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
      return [{ text: `${REPLY[0]} ` }, { text: 'Would ' }, { waitMs: 20_000 }, { text: 'never' }]
    })
    server.speech.genX = 0.5
    await client.ask({ type: 'text', text: 'hello' }, 'tts_begin')
    const control = await abortControl('interrupt')
    await client.ask({ type: 'interrupt', played_ms: 10 }, 'tts_end')
    await client.until(() => model.abandoned.length === 1 && server.speech.spoken[0]?.aborted === true)
    await control.seen()
    expect(control.lag(model.abandoned[0]?.atMs), 'language model').toBeLessThan(50)
    expect(control.lag(server.speech.spoken[0]?.abortedAt), 'voice').toBeLessThan(50)
  })

  test('during routing: that call stops within 50 ms, and only the customer is remembered', async () => {
    let isSlow = true
    const { client, model, remembered } = await shop((request) =>
      isSlow ? [{ waitMs: 20_000 }, { text: 'never' }] : talker(request),
    )
    client.send({ type: 'text', text: 'hello' })
    await client.until(() => model.requests.length === 1)
    const control = await abortControl('interrupt')
    await client.ask({ type: 'interrupt' }, 'turn_metrics')
    await client.until(() => model.abandoned.length === 1)
    await control.seen()
    expect(control.lag(model.abandoned[0]?.atMs)).toBeLessThan(50)
    isSlow = false
    expect(await remembered()).toEqual(['user: hello'])
  })

  test('while a tool runs: what it did stays done, the page is told, and the agent knows', async () => {
    const base = memoryStore()
    let letSave = () => {}
    const saving = new Promise<void>((resolve) => {
      letSave = resolve
    })
    const save: typeof base.orders.save = (...order) => saving.then(() => base.orders.save(...order))
    const { client, remembered } = await shop(talker, { ...base, orders: { ...base.orders, save } })
    await client.ask({ type: 'text', text: 'a small hawaiian' }, 'agent_step')
    await client.until(() => client.all('agent_step').some(({ kind }) => kind === 'tool_call'))
    client.send({ type: 'interrupt' })
    setTimeout(letSave, 40)
    const order = await client.next('order')
    expect(order.items).toMatchObject([{ pizza: 'Hawaiian', quantity: 1 }])
    const [said, call, result, ...more] = await remembered()
    expect([said, call]).toEqual(['user: a small hawaiian', 'assistant: '])
    expect(result).toMatch(/^tool: Added item 1/)
    expect(more).toEqual([])
  })

  test('by a typed turn: the cut reply comes before it, once', async () => {
    const { client, model, remembered } = await shop()
    const { turn_id } = await client.ask({ type: 'text', text: 'hello' }, 'tts_begin')
    await client.next('tts_end')
    client.send({ type: 'playhead', turn_id, played_ms: 560, underruns: 0, stalled_ms: 0, first_heard_ms: 1 })
    expect(await remembered()).toEqual(['user: hello', `assistant: ${REPLY[0]}`])
    expect(model.requests.at(-1)?.messages.at(-1)?.content).toBe('next')
  })

  test('twice, and after the end, changes nothing', async () => {
    const { client, remembered } = await shop()
    const { turn_id } = await client.ask({ type: 'text', text: 'hello' }, 'tts_begin')
    const { audio_ms } = await client.next('tts_end')
    const heard = { turn_id, played_ms: audio_ms }
    await client.ask({ type: 'playhead', ...heard, underruns: 0, stalled_ms: 0, first_heard_ms: 1 }, 'turn_metrics')
    for (let i = 0; i < 2; i++) client.send({ type: 'interrupt', ...heard })
    expect(await remembered()).toEqual(['user: hello', `assistant: ${REPLY.join(' ')}`])
  })

  test('a late chunk of the cancelled turn is not heard in the next', async () => {
    const { server, client } = await shop()
    server.speech.genX = 1
    await client.ask({ type: 'text', text: 'hello' }, 'tts_begin')
    server.speech.genX = Number.POSITIVE_INFINITY
    client.send({ type: 'interrupt', played_ms: 1 })
    const { turn_id } = await client.ask({ type: 'text', text: 'next' }, 'graph_result')
    await client.next('tts_end', 1)
    expect(client.audio(turn_id).length, '"Very well." and not a sample more').toBe(10 * 20 * 48)
  })
})

describe('a cough', () => {
  test('into the reply: it goes on, and all of it is remembered', async () => {
    const { client, remembered } = await shop()
    const { turn_id } = await client.ask({ type: 'text', text: 'hello' }, 'tts_begin')
    await client.next('tts_end')
    client.send({ ...COUGH, turn_id, played_ms: 700 })
    await sleep(20)
    await client.ask({ type: 'audio_cancel' }, 'tts_begin')
    const { audio_ms } = await client.next('tts_end', 1)
    expect(audio_ms, 'the second sentence').toBe(REPLY[1].length * 20)
    await client.ask(
      { type: 'playhead', turn_id, played_ms: audio_ms, underruns: 0, stalled_ms: 0, first_heard_ms: 1 },
      'turn_metrics',
    )
    expect(await remembered()).toEqual(['user: hello', `assistant: ${REPLY.join(' ')}`])
  })

  test('while the agent works, after its tool has run: what was ordered is ordered once, and answered', async () => {
    let isSlow = true
    const { client, store, model } = await shop((request) =>
      isSlow && request.messages.at(-1)?.role === 'tool' ? [{ waitMs: 20_000 }, { text: 'never' }] : talker(request),
    )
    const { turn_id } = await client.ask({ type: 'text', text: 'a small hawaiian' }, 'order')
    await client.until(() => model.requests.at(-1)?.messages.at(-1)?.role === 'tool')
    await client.ask(COUGH, 'tts_end')
    isSlow = false
    const result = await client.ask({ type: 'audio_cancel' }, 'graph_result')
    expect(result.turn_id).toBe(turn_id)
    expect(result.messages.at(-1)?.content).toBe('Your hawaiian is on the list.')
    const [listed] = await store.orders.list(10)
    expect(listed?.order.items).toMatchObject([{ pizza: 'Hawaiian', quantity: 1 }])
    expect(result.messages.filter(({ role }) => role === 'human')).toHaveLength(1)
  })
})
