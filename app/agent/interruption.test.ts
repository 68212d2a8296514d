// SPDX-License-Identifier: Apache-2.0

/**
 * What the agent remembers of a reply that was cut off. Each hazard here has been a bug in a published voice framework:
 * unheard text remembered, the reply remembered twice, in the wrong order, or the tool's effect forgotten.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { memoryStore } from '#store'
import { LocalAgent } from './local-agent.ts'
import { play } from './test/collect.ts'
import { type Piece, type ScriptedRequest, scriptedModel } from './test/scripted-model.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function shop(script: (request: ScriptedRequest) => readonly Piece[], store = memoryStore()) {
  const model = await scriptedModel(script)
  open.push(model)
  const agent = new LocalAgent({
    model: { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 10_000 },
    store,
  })
  open.push(agent)
  return { agent, model, store }
}

const words = (text: string) => text.split(/(?= )/).map((piece) => ({ text: piece }))
const transcript = (messages: readonly { role: string; content: string }[] | undefined) =>
  messages?.filter(({ content }) => !content.startsWith('Routing')).map(({ role, content }) => `${role}: ${content}`)

/** A pizza agent that says one long reply, slowly enough to be cut off. */
function talker(request: ScriptedRequest): readonly Piece[] {
  if (request.role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
  if (request.last === 'go on') return words('And more.')
  return words('One sentence is here. Another sentence follows it. A third is the last.').flatMap((piece) => [
    piece,
    { waitMs: 20 },
  ])
}

describe('an interrupted reply', () => {
  it('is dropped when nothing of it was heard, and the customer is still remembered', async () => {
    const { agent, model } = await shop(talker)
    const stop = new AbortController()
    await play(agent, 'hello', {
      turnId: 't1',
      signal: stop.signal,
      onEvent: ({ kind }) => kind === 'delta' && stop.abort(),
    })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: '' })
    const next = await play(agent, 'go on')
    expect(transcript(next.result?.messages)).toEqual(['human: hello', 'human: go on', 'pizza_agent: And more.'])
    expect(model.requests.at(-1)?.messages.filter(({ role }) => role === 'assistant')).toEqual([])
  })

  it('ends without done or failed, and its model calls stop within 50 ms', async () => {
    const { agent, model } = await shop(talker)
    const stoppedMs: number[] = []
    for (let round = 1; round <= 5; round++) {
      const stop = new AbortController()
      let abortedMs = 0
      const turn = await play(agent, 'hello', {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind !== 'delta' || stop.signal.aborted) return
          abortedMs = performance.now()
          stop.abort()
        },
      })
      expect(turn.result).toBeNull()
      expect(turn.failure).toBeNull()
      // A head start that lost against the supervisor may be among them: the newest is the one that spoke.
      await expect.poll(() => model.abandoned.filter(({ atMs }) => atMs >= abortedMs).length).toBeGreaterThan(0)
      stoppedMs.push((model.abandoned.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) - abortedMs)
    }
    // The median: one round may meet a busy machine.
    expect(stoppedMs.sort((a, b) => a - b)[2]).toBeLessThan(50)
  })

  it('is remembered up to what was heard, once, before what the customer said next', async () => {
    const { agent, model } = await shop(talker)
    const stop = new AbortController()
    let heard = ''
    await play(agent, 'hello', {
      turnId: 't1',
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind === 'delta') heard += event.text
        if (heard.includes('Another')) stop.abort()
      },
    })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: 'One sentence is here.' })
    const next = await play(agent, 'go on')
    expect(transcript(next.result?.messages)).toEqual([
      'human: hello',
      'pizza_agent: One sentence is here.',
      'human: go on',
      'pizza_agent: And more.',
    ])
    expect(
      model.requests
        .at(-1)
        ?.messages.slice(1)
        .map(({ role, content }) => `${role}: ${content}`),
    ).toEqual(['user: hello', 'assistant: One sentence is here.', 'user: go on'])
  })

  it('is shortened also when the agent had finished long before the listener stopped it', async () => {
    const { agent, store } = await shop(talker)
    await play(agent, 'hello', { turnId: 't1' })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: 'One sentence is' })
    const next = await play(agent, 'go on', { turnId: 't2' })
    expect(transcript(next.result?.messages)?.[1]).toBe('pizza_agent: One sentence is')
    const kept = await agent.open('s1')
    expect(transcript(kept.history)?.[1]).toBe('pizza_agent: One sentence is')
    expect((await store.conversations.load('s1'))?.unfinished).toBeNull()
  })

  it('is the same when the interruption is reported twice', async () => {
    const { agent } = await shop(talker)
    await play(agent, 'hello', { turnId: 't1' })
    const heard = { sessionId: 's1', turnId: 't1', heardText: 'One sentence is here.' }
    await agent.heard(heard)
    await agent.heard(heard)
    const next = await play(agent, 'go on')
    expect(transcript(next.result?.messages)).toHaveLength(4)
  })

  it('after the end changes nothing: a question still waits', async () => {
    const { agent } = await shop(({ role }) =>
      role === 'supervisor' ? [{ call: 'transfer_to_pizza_agent' }] : words('What size?'),
    )
    const turn = await play(agent, 'a pizza', { turnId: 't1' })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: 'What size?' })
    expect(turn.result?.interrupt?.prompt).toBe('What size?')
    const next = await play(agent, 'large')
    expect(transcript(next.result?.messages)).toEqual([
      'human: a pizza',
      'pizza_agent: What size?',
      'human: large',
      'pizza_agent: What size?',
    ])
  })

  it('that asked a question nobody heard does not wait for its answer', async () => {
    const { agent } = await shop(({ role, last }) =>
      role === 'supervisor'
        ? [{ call: 'transfer_to_pizza_agent' }]
        : words(last === 'a pizza' ? 'Sure thing. What size?' : 'Fine.'),
    )
    await play(agent, 'a pizza', { turnId: 't1' })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: 'Sure thing.' })
    const next = await play(agent, 'something else')
    expect(transcript(next.result?.messages)).toEqual([
      'human: a pizza',
      'pizza_agent: Sure thing.',
      'human: something else',
      'pizza_agent: Fine.',
    ])
  })

  it('while a tool runs keeps what the tool did, and the agent knows of it', async () => {
    const base = memoryStore()
    let letSave = () => {}
    const saving = new Promise<void>((resolve) => {
      letSave = resolve
    })
    const slow = {
      ...base,
      orders: {
        ...base.orders,
        save: async (...args: Parameters<typeof base.orders.save>) => {
          await saving
          return base.orders.save(...args)
        },
      },
    }
    const { agent, model } = await shop((request) => {
      if (request.role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
      if (request.last === 'again') return words('Yes.')
      return [{ call: 'add_pizza', args: { pizza: 'Hawaiian', size: 'small' } }]
    }, slow)
    const stop = new AbortController()
    const turn = play(agent, 'a small hawaiian', {
      turnId: 't1',
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind !== 'step' || event.step.kind !== 'tool_call') return
        stop.abort()
        setTimeout(letSave, 30)
      },
    })
    await turn
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: '' })
    expect((await base.orders.latest('s1'))?.items).toMatchObject([{ pizza: 'Hawaiian', quantity: 1 }])
    await play(agent, 'again')
    const asked = model.requests.at(-1)
    expect(asked?.messages[0]?.content).toContain('"pizza":"Hawaiian"')
    expect(asked?.messages.some(({ role, content }) => role === 'tool' && content?.startsWith('Added item 1'))).toBe(
      true,
    )
  })

  it('during routing leaves nothing but the customer, and no call running', async () => {
    const { agent, model } = await shop(({ role, last }) => {
      if (last === 'go on') return role === 'supervisor' ? [{ call: 'transfer_to_pizza_agent' }] : words('And more.')
      return [{ waitMs: 5_000 }, { text: 'never' }]
    })
    const stop = new AbortController()
    const turn = play(agent, 'hello', { turnId: 't1', signal: stop.signal })
    await expect.poll(() => model.requests.length).toBe(1)
    stop.abort()
    expect((await turn).events).toEqual([])
    await expect.poll(() => model.abandoned.length).toBe(1)
    const next = await play(agent, 'go on')
    expect(transcript(next.result?.messages)).toEqual(['human: hello', 'human: go on', 'pizza_agent: And more.'])
  })

  it('by a typed turn that comes at once waits for the old one to settle', async () => {
    const { agent } = await shop(talker)
    const stop = new AbortController()
    const first = play(agent, 'hello', { turnId: 't1', signal: stop.signal })
    await sleep(60)
    stop.abort()
    const second = play(agent, 'go on', { turnId: 't2' })
    await first
    expect(transcript((await second).result?.messages)).toEqual([
      'human: hello',
      'human: go on',
      'pizza_agent: And more.',
    ])
  })

  it('stays an unfinished turn until somebody says what was heard of it', async () => {
    const { agent } = await shop(talker)
    const stop = new AbortController()
    await play(agent, 'hello', {
      turnId: 't1',
      signal: stop.signal,
      onEvent: ({ kind }) => kind === 'delta' && stop.abort(),
    })
    expect((await agent.open('s1')).unfinished).toEqual({ turn_id: 't1', text: 'hello' })
    await agent.heard({ sessionId: 's1', turnId: 't1', heardText: 'One' })
    expect((await agent.open('s1')).unfinished).toBeNull()
  })
})
