// SPDX-License-Identifier: Apache-2.0

/** What another process finds in the store: the agent of the first is gone, the second knows only what was written. */

import { afterEach, describe, expect, it } from 'vitest'
import { memoryStore } from '#store'
import { LocalAgent } from './local-agent.ts'
import { play } from './test/collect.ts'
import { type Piece, type ScriptedRequest, scriptedModel } from './test/scripted-model.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function twoProcesses(script: (request: ScriptedRequest) => readonly Piece[]) {
  const model = await scriptedModel(script)
  open.push(model)
  const store = memoryStore()
  const options = { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 5_000 }
  const first = new LocalAgent({ model: options, store })
  const second = new LocalAgent({ model: options, store })
  open.push(first, second)
  return { first, second, store, model }
}

const served = ({ role, last, messages }: ScriptedRequest): readonly Piece[] => {
  if (role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
  if (messages.at(-1)?.role === 'tool') return [{ text: 'Done.' }]
  if (last.startsWith('what size')) return [{ text: 'What size?' }]
  return [{ call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } }]
}

describe('a conversation in another process', () => {
  it('goes on with the history, the order, and a question that waits', async () => {
    const { first, second, model } = await twoProcesses(served)
    await play(first, 'a large pepperoni', { turnId: 't1' })
    await play(first, 'what size', { turnId: 't2' })
    const opened = await second.open('s1')
    expect(opened).toMatchObject({ known: true, unfinished: null, order: { items: [{ pizza: 'Pepperoni' }] } })
    expect(opened.history.map(({ content }) => content)).toEqual([
      'a large pepperoni',
      'Done.',
      'what size',
      'What size?',
    ])
    const turn = await play(second, 'large', { turnId: 't3' })
    expect(turn.result?.messages.filter(({ role }) => role !== 'supervisor').map(({ content }) => content)).toEqual([
      'a large pepperoni',
      'Done.',
      'what size',
      'What size?',
      'large',
      'Done.',
    ])
    expect(model.requests.at(-1)?.messages.filter(({ role }) => role === 'user')).toHaveLength(3)
  })

  it('comes back to a process that has an older copy in memory', async () => {
    const { first, second } = await twoProcesses(served)
    await play(first, 'a large pepperoni', { turnId: 't1' })
    await second.open('s1')
    await play(second, 'another large pepperoni', { turnId: 't2' })
    const opened = await first.open('s1')
    expect(opened.order?.items).toMatchObject([{ quantity: 2 }])
    const turn = await play(first, 'and one more', { turnId: 't3' })
    expect(turn.result?.messages.filter(({ role }) => role === 'human')).toHaveLength(3)
    expect((await first.open('s1')).order?.items).toMatchObject([{ quantity: 3 }])
  })

  it('remembers what was said in a turn that its process did not live to the end of', async () => {
    const { first, second, store, model } = await twoProcesses(served)
    await play(first, 'a large pepperoni', { turnId: 't1' })
    await first.open('s1')
    // All that a process killed in the middle leaves: the words, and the reply once it was written.
    await store.conversations.beginTurn('s1', { turn_id: 't2', text: 'what size have you got' })
    await store.conversations.finishTurn('s1', 't2', [{ role: 'pizza_agent', content: 'Four sizes.' }])
    await store.conversations.beginTurn('s1', { turn_id: 't3', text: 'and what does it cost' })
    expect((await second.open('s1')).unfinished).toEqual({ turn_id: 't3', text: 'and what does it cost' })
    await play(second, 'hello again', { turnId: 't4' })
    const shown = model.requests.at(-1)?.messages.filter(({ role, content }) => role !== 'tool' && content)
    expect(shown?.slice(1).map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'user: a large pepperoni',
      'assistant: Done.',
      'user: what size have you got',
      'assistant: Four sizes.',
      'user: and what does it cost',
      'user: hello again',
    ])
    // And once only, however often it is opened.
    expect((await first.open('s1')).history.filter(({ content }) => content === 'Four sizes.')).toHaveLength(1)
    await play(first, 'and again', { turnId: 't5' })
    expect(model.requests.at(-1)?.messages.filter(({ content }) => content === 'Four sizes.')).toHaveLength(1)
  })

  it('is unknown when nobody has seen it', async () => {
    const { second } = await twoProcesses(served)
    expect(await second.open('nobody')).toEqual({ known: false, history: [], order: null, unfinished: null })
  })
})

describe('a confirmed order', () => {
  const script = ({ role, last, messages }: ScriptedRequest): readonly Piece[] => {
    if (role === 'supervisor')
      return [
        {
          call:
            last === 'place it'
              ? 'transfer_to_order_agent'
              : last === 'pickup'
                ? 'transfer_to_delivery_agent'
                : 'transfer_to_pizza_agent',
        },
      ]
    if (messages.at(-1)?.role === 'tool') return [{ text: 'Done.' }]
    if (role === 'order_agent') return [{ call: 'confirm_order' }, { call: 'confirm_order' }]
    if (role === 'delivery_agent') return [{ call: 'set_delivery', args: { kind: 'pickup' } }]
    return [{ call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } }]
  }

  it('is committed in the store before the tool returns, and once however often it is confirmed', async () => {
    const { first, store } = await twoProcesses(script)
    await play(first, 'a large pepperoni')
    await play(first, 'pickup')
    const seen: (string | undefined)[] = []
    const turn = await play(first, 'place it', {
      onEvent: (event) => {
        if (event.kind === 'step' && event.step.kind === 'tool_result') {
          void store.orders.latest('s1').then((order) => seen.push(order?.status))
        }
      },
    })
    expect(turn.events.filter(({ kind }) => kind === 'order')).toHaveLength(1)
    expect(seen).toEqual(['confirmed', 'confirmed'])
    await play(first, 'place it')
    expect(await store.orders.list(10)).toHaveLength(1)
  })

  it('stays as it is; what is ordered afterwards is a new order', async () => {
    const { first, store } = await twoProcesses(script)
    await play(first, 'a large pepperoni')
    await play(first, 'pickup')
    await play(first, 'place it')
    await play(first, 'a large pepperoni')
    const orders = await store.orders.list(10)
    expect(orders.map(({ order }) => order.status).sort()).toEqual(['confirmed', 'open'])
    await first.reset('s1')
    expect((await store.orders.list(10)).map(({ order }) => order.status)).toEqual(['confirmed'])
  })
})
