// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { ORDER, reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

const HISTORY = [{ role: 'human', content: 'two large pepperoni' }] as const

describe('resume', () => {
  test('gives back history, order and the unfinished turn', async () => {
    const agent = new ScriptedAgent()
    const unfinished = { turn_id: 't9', text: 'and a margherita' }
    agent.known.set('s1', { history: HISTORY, order: ORDER, unfinished })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const hello = await client.ask({ type: 'resume', session_id: 's1' }, 'hello')
    expect(hello).toMatchObject({
      resumed: true,
      session_id: 's1',
      history: HISTORY,
      order: { total_cents: 4_000, status: 'open' },
      turn: unfinished,
    })
    expect(hello.order).not.toHaveProperty('orderId')
  })

  test('what is said right after it already belongs to the resumed session', async () => {
    const agent = new ScriptedAgent()
    agent.known.set('s1', { history: HISTORY })
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'resume', session_id: 's1' })
    await client.ask({ type: 'text', text: 'go on' }, 'tts_end')
    expect(agent.turns[0]?.sessionId).toBe('s1')
  })

  test('an unknown session goes on as a new one, and it is said', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    const hello = await client.ask({ type: 'resume', session_id: 'gone' }, 'hello')
    expect(client.all('error')[0]).toMatchObject({ code: 'unknown_session' })
    expect(hello).toMatchObject({ resumed: false, session_id: client.all('hello')[0]?.session_id })
  })

  test('takes the session over from a connection that is still open', async () => {
    const agent = new ScriptedAgent(reply('One sentence that is long enough to be interrupted.'))
    const server = await startTestServer({ agent })
    const old = await VoiceClient.connect(server.url)
    const sessionId = old.all('hello')[0]?.session_id ?? ''
    agent.known.set(sessionId, { history: HISTORY })
    await old.ask({ type: 'text', text: 'two' }, 'tts_begin')

    const client = await VoiceClient.connect(server.url)
    const hello = await client.ask({ type: 'resume', session_id: sessionId }, 'hello')

    expect(hello).toMatchObject({ resumed: true, session_id: sessionId })
    await old.until(() => old.closed !== null)
    expect(old.closed?.code).toBe(4_001)
    expect(agent.heardTexts, 'the old reply was cut where it was heard').toHaveLength(1)
  })

  test('a connection that drops in the middle of a reply leaves what was heard', async () => {
    const agent = new ScriptedAgent(reply('Two large pepperoni pizzas. ', 'Would you like them delivered?'))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const { turn_id } = await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    await client.next('tts_end')
    client.send({ type: 'playhead', turn_id, played_ms: 540, underruns: 0, stalled_ms: 0, first_heard_ms: 9 })
    await client.ask('{"type":"marker"}', 'error')
    client.socket.terminate()
    await client.until(() => agent.heardTexts.length === 1)
    expect(agent.heardTexts[0]?.heardText).toBe('Two large pepperoni pizzas.')
  })

  test('a connection that drops while the agent works leaves the turn unfinished', async () => {
    const agent = new ScriptedAgent(reply(10_000))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    client.send({ type: 'text', text: 'two' })
    await client.until(() => agent.turns.length === 1)
    client.socket.terminate()
    await client.until(() => agent.abortedAt.length === 1)
    expect(agent.heardTexts).toEqual([])
  })

  test('a store that fails is said, and the connection lives', async () => {
    const agent = new ScriptedAgent()
    agent.open = () => Promise.reject(new Error('the database of mallory@example.com is gone'))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'resume', session_id: 's1' }, 'error')
    expect(error.code).toBe('store_failed')
    expect(error.error).not.toContain('mallory')
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })

  test('a store that hangs is given up in time', async () => {
    const agent = new ScriptedAgent()
    agent.open = () => new Promise(() => {})
    const server = await startTestServer({ agent, limits: { storeMs: 100 } })
    const client = await VoiceClient.connect(server.url)
    const error = await client.ask({ type: 'resume', session_id: 's1' }, 'error')
    expect(error).toMatchObject({ code: 'store_failed', retryable: true })
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })

  test('of two who resume the same session at once, the later one gets it', async () => {
    const agent = new ScriptedAgent()
    agent.known.set('s1', { history: HISTORY })
    const server = await startTestServer({ agent })
    const [first, second] = [await VoiceClient.connect(server.url), await VoiceClient.connect(server.url)]
    first.send({ type: 'resume', session_id: 's1' })
    await second.ask({ type: 'resume', session_id: 's1' }, 'hello')
    await first.until(() => first.closed !== null)
    await second.ask({ type: 'text', text: 'two' }, 'tts_end')
    expect(second.closed).toBeNull()
  })
})

describe('reset', () => {
  test('silences, forgets, and answers with what is left', async () => {
    const agent = new ScriptedAgent()
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const { session_id } = client.all('hello')[0] ?? { session_id: '' }
    await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const hello = await client.ask({ type: 'reset' }, 'hello')
    expect(agent.resets).toEqual([session_id])
    expect(hello).toMatchObject({ session_id, resumed: false, history: [] })
    expect(client.all('tts_end')[0]?.interrupted).toBe(true)
  })
})
