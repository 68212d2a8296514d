// SPDX-License-Identifier: Apache-2.0

/** Models that call tools badly, as llama4_pythonic and small models do, and models that do not answer at all. */

import { afterEach, describe, expect, it } from 'vitest'
import { memoryStore } from '#store'
import { LocalAgent } from './local-agent.ts'
import { play } from './test/collect.ts'
import { type Piece, type Script, type ScriptedRequest, scriptedModel } from './test/scripted-model.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function shop(script: (request: ScriptedRequest) => Script, timeoutMs = 5_000) {
  const model = await scriptedModel(script)
  open.push(model)
  const store = memoryStore()
  const options = { baseUrl: model.baseUrl, apiKey: 'sk-secret', model: 'scripted', timeoutMs }
  const agent = new LocalAgent({ model: options, store })
  open.push(agent)
  const items = async () => (await store.orders.latest('s1'))?.items ?? []
  return { agent, model, items }
}

const afterTool = ({ messages }: ScriptedRequest) => messages.at(-1)?.role === 'tool'
const routed = [{ call: 'transfer_to_pizza_agent' }]

/** The pizza agent's first answer is `pieces`; after tools it says "Done." */
const firstAnswer =
  (pieces: readonly Piece[]) =>
  (request: ScriptedRequest): Script => {
    if (request.role === 'supervisor') return routed
    return afterTool(request) ? [{ text: 'Done.' }] : pieces
  }

const JSON_CALL = '{"name": "add_pizza", "parameters": {"pizza": "Pepperoni", "size": "large", "quantity": "2"}}'

describe('a model that calls tools badly', () => {
  it.each([
    ['pythonic', '[add_pizza(pizza="Pepperoni", size="large", quantity=2)]'],
    ['between markers', '<|python_start|>[add_pizza(pizza="Pepperoni", size="large", quantity=2)]<|python_end|>'],
    ['a bare call', 'add_pizza(pizza="Pepperoni", size="large", quantity=2)'],
    ['JSON', JSON_CALL],
    ['JSON in a fence', `\`\`\`json\n${JSON_CALL}\n\`\`\``],
    ['a function tag', '<function=add_pizza>{"pizza": "Pepperoni", "size": "large", "quantity": 2}</function>'],
    ['words before the call', 'Let me see. [add_pizza(pizza="Pepperoni", size="large", quantity=2)]'],
  ])('writes the call as text (%s): it is run and not spoken', async (_, text) => {
    const { agent, items } = await shop(firstAnswer([...text].map((sign) => ({ text: sign }))))
    const turn = await play(agent, 'two large pepperoni')
    expect(await items()).toMatchObject([{ pizza: 'Pepperoni', size: 'large', quantity: 2 }])
    expect(turn.said).not.toMatch(/add_pizza|[[{<`]/)
    expect(turn.said).toMatch(/Done\.$/)
  })

  it('routes in text', async () => {
    const { agent } = await shop(({ role }) =>
      role === 'supervisor' ? [{ text: '[transfer_to_' }, { text: 'pizza_agent()]' }] : [{ text: 'Hi.' }],
    )
    const turn = await play(agent, 'a pizza')
    expect(turn.routes).toEqual(['pizza_agent'])
    expect(turn.said).toBe('Hi.')
  })

  it.each([
    ['numbers as strings', { pizza: 'Pepperoni', size: 'large', quantity: '2', toppings: '["olives"]' }],
    ['numbers as words, lists as text', { pizza: 'Pepperoni', size: 'large', quantity: 'two', toppings: 'olives' }],
    [
      'JSON in JSON',
      JSON.stringify(JSON.stringify({ pizza: 'Pepperoni', size: 'large', quantity: 2, toppings: ['olives'] })),
    ],
    [
      'fields filled with nothing',
      { pizza: 'Pepperoni', size: 'large', quantity: 2, toppings: ['olives'], item: null },
    ],
  ])('sends arguments as %s', async (_, args) => {
    const { agent, items } = await shop(firstAnswer([{ call: 'add_pizza', args }]))
    await play(agent, 'two large pepperoni with olives')
    expect(await items()).toMatchObject([{ quantity: 2, toppings: ['olives'] }])
  })

  it('makes two calls in one message: both are run, in order', async () => {
    const { agent, items } = await shop(
      firstAnswer([
        { call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } },
        { call: 'change_pizza', args: { item: 1, quantity: 3 } },
      ]),
    )
    await play(agent, 'a large pepperoni, no, three')
    expect(await items()).toMatchObject([{ quantity: 3 }])
  })

  it('is told what was wrong with its arguments, and may try again', async () => {
    let calls = 0
    const { agent, items, model } = await shop((request) => {
      if (request.role === 'supervisor') return routed
      calls += 1
      if (calls === 1) return [{ call: 'add_pizza', args: { pizza: 'Pepperoni' } }]
      if (calls === 2) return [{ call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } }]
      return [{ text: 'Done.' }]
    })
    const turn = await play(agent, 'a large pepperoni')
    expect(model.requests.find(({ last }) => last.includes('size:'))).toBeDefined()
    expect(await items()).toHaveLength(1)
    expect(turn.said).toBe('Done.')
  })

  it('calls a tool that does not exist: it is told which there are', async () => {
    const { agent, model } = await shop(firstAnswer([{ call: 'order_drinks', args: {} }]))
    const turn = await play(agent, 'a coke')
    expect(model.requests.at(-1)?.last).toContain('add_pizza')
    expect(turn.said).toBe('Done.')
  })

  it('makes no call where one was due: the claim is taken up and the tool is called after all', async () => {
    const { agent, items, model } = await shop((request) => {
      if (request.role === 'supervisor') return routed
      if (request.messages.at(-1)?.role === 'system') {
        return [{ call: 'add_pizza', args: { pizza: 'Pepperoni', size: 'large' } }]
      }
      return [{ text: "I've added one large Pepperoni to your order." }]
    })
    const turn = await play(agent, 'a large pepperoni')
    expect(await items()).toMatchObject([{ pizza: 'Pepperoni', size: 'large', quantity: 1 }])
    expect(turn.said).toBe("I've added one large Pepperoni to your order.")
    expect(model.requests).toHaveLength(3)
  })

  it('says nothing at all when it should route: whoever has the floor serves on', async () => {
    const { agent } = await shop(({ role }) => (role === 'supervisor' ? [] : [{ text: 'Here I am.' }]))
    expect((await play(agent, 'hm')).said).toBe('Here I am.')
  })
})

describe('a model that does not answer', () => {
  it('is slower than its time limit: the turn fails in time and the next one works', async () => {
    let slow = true
    const { agent } = await shop(() => (slow ? [{ waitMs: 3_000 }, { text: 'late' }] : [{ text: 'Hello.' }]), 400)
    const startMs = performance.now()
    const turn = await play(agent, 'hi')
    expect(turn.failure).toMatchObject({
      code: 'llm_failed',
      retryable: true,
      message: expect.stringContaining('400 ms'),
    })
    expect(performance.now() - startMs).toBeLessThan(2_500)
    slow = false
    const next = await play(agent, 'hi again')
    expect(next.result?.messages.map(({ content }) => content)).toEqual(['hi', 'hi again', 'Hello.'])
  })

  it.each([
    [401, 'LLM_API_KEY', false],
    [404, 'LLM_MODEL', false],
    [400, 'tool calling', false],
    [429, 'Wait', true],
    [500, 'Wait', true],
  ])('answers HTTP %i: the turn says so, with advice and no secret', async (status, advice, retryable) => {
    const body = { error: { message: 'no: sk-secret', type: 'x', code: null } }
    const { agent } = await shop(() => ({ status, body }))
    const { failure } = await play(agent, 'hi')
    expect(failure).toMatchObject({ code: 'llm_failed', retryable, message: expect.stringContaining(advice) })
    expect(failure?.message).not.toContain('sk-secret')
  })

  it('breaks off in the middle of a reply', async () => {
    const { agent } = await shop(({ role }) => (role === 'supervisor' ? routed : [{ text: 'One ' }, { drop: true }]))
    const turn = await play(agent, 'hi')
    expect(turn.failure?.code).toBe('llm_failed')
    expect(turn.events.at(-1)?.kind).toBe('failed')
  })

  it('streams what is not JSON', async () => {
    const { agent } = await shop(() => [{ raw: 'data: {"choices": [' }])
    expect((await play(agent, 'hi')).failure).toMatchObject({ code: 'llm_failed' })
  })

  it('says nothing, again and again: the turn fails instead of hanging', async () => {
    const { agent, model } = await shop(({ role }) => (role === 'supervisor' ? routed : []))
    expect((await play(agent, 'hi')).failure).toMatchObject({ code: 'llm_failed' })
    expect(model.requests.length).toBeLessThan(10)
  })

  it('calls tools for ever: the turn fails instead of hanging', async () => {
    const { agent } = await shop(({ role }) => (role === 'supervisor' ? routed : [{ call: 'look_up_menu', args: {} }]))
    expect((await play(agent, 'hi')).failure).toMatchObject({ code: 'llm_failed' })
  })

  it('hands the customer back and forth: the turn fails instead of hanging', async () => {
    const { agent } = await shop(({ role }) => [
      { call: role === 'pizza_agent' ? 'transfer_to_order_agent' : 'transfer_to_pizza_agent' },
    ])
    expect((await play(agent, 'hi')).failure).toMatchObject({ code: 'llm_failed' })
  })

  it('is down: the turn says where it was looked for', async () => {
    const { agent, model } = await shop(() => [{ text: 'Hello.' }])
    await model.close()
    const turn = await play(agent, 'hi')
    expect(turn.failure?.message).toContain(new URL(model.baseUrl).origin)
    expect(turn.failure?.message).toContain('LLM_BASE_URL')
  })
})
