// SPDX-License-Identifier: Apache-2.0

/** The agent behind its message port: the same promises as in one thread, kept across two. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from './agent.ts'
import { startAgent } from './start-agent.ts'
import { play } from './test/collect.ts'
import { type ScriptedModel, scriptedModel } from './test/scripted-model.ts'

let model: ScriptedModel
let agent: Agent

beforeAll(async () => {
  model = await scriptedModel(({ role, last, messages }) => {
    if (last === 'slow') return [{ waitMs: 10_000 }, { text: 'never' }]
    if (last === 'broken') return { status: 500, body: {} }
    if (role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
    if (messages.at(-1)?.role === 'tool') return [{ text: 'One. ' }, { text: 'Two. ' }, { text: 'Anything else?' }]
    return [{ call: 'add_pizza', args: { pizza: 'Hawaiian', size: 'small' } }]
  })
  agent = await startAgent({
    model: { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 20_000 },
    store: 'memory',
    workers: 2,
  })
}, 60_000)

afterAll(async () => {
  await agent?.close()
  await model?.close()
})

describe('the agent in worker threads', () => {
  it('gives every event once and in order, and keeps sessions apart', async () => {
    const sessions = ['a', 'b', 'c', 'd', 'e', 'f']
    const turns = await Promise.all(sessions.map((sessionId) => play(agent, 'a small hawaiian', { sessionId })))
    for (const turn of turns) {
      expect(turn.said).toBe('One. Two. Anything else?')
      expect(turn.events.at(-1)?.kind).toBe('done')
      expect(turn.result?.messages).toHaveLength(3)
    }
    for (const sessionId of sessions) {
      const opened = await agent.open(sessionId)
      expect(opened.order?.items).toMatchObject([{ pizza: 'Hawaiian', quantity: 1 }])
      expect(opened.history.at(-1)?.content).toBe('One. Two. Anything else?')
    }
  })

  it('stops the model within 50 ms of an abort, and the session goes on', async () => {
    const stoppedMs: number[] = []
    for (const turnId of ['t1', 't2', 't3', 't4', 't5']) {
      const stop = new AbortController()
      const before = model.abandoned.length
      const asked = model.requests.length
      const turn = play(agent, 'slow', { sessionId: 'g', turnId, signal: stop.signal })
      await expect.poll(() => model.requests.length).toBeGreaterThan(asked)
      const abortedMs = performance.now()
      stop.abort()
      expect((await turn).events).toEqual([])
      await expect.poll(() => model.abandoned.length).toBeGreaterThan(before)
      stoppedMs.push((model.abandoned.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) - abortedMs)
      await agent.heard({ sessionId: 'g', turnId, heardText: '' })
    }
    // The median: one round may meet a busy machine.
    expect(stoppedMs.sort((a, b) => a - b)[2]).toBeLessThan(50)
    expect((await play(agent, 'a small hawaiian', { sessionId: 'g' })).failure).toBeNull()
  })

  it('passes failures on as they are', async () => {
    const turn = await play(agent, 'broken', { sessionId: 'h' })
    expect(turn.failure).toMatchObject({ code: 'llm_failed', retryable: true })
  })

  it('forgets a session when told to, the open order too', async () => {
    await play(agent, 'a small hawaiian', { sessionId: 'i' })
    await agent.reset('i')
    expect(await agent.open('i')).toMatchObject({ history: [], order: null })
  })

  it('says so when it is asked after it was closed', async () => {
    const short = await startAgent({
      model: { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 1_000 },
      store: 'memory',
    })
    await short.close()
    expect((await play(short, 'hello')).failure?.code).toBe('agent_failed')
    await expect(short.open('x')).rejects.toMatchObject({ name: 'AgentError' })
  }, 30_000)
})
