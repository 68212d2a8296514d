// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest'
import { memoryStore } from '#store'
import { LocalAgent } from './local-agent.ts'
import { play } from './test/collect.ts'
import { type Script, type ScriptedModel, type ScriptedRequest, scriptedModel } from './test/scripted-model.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function shop(
  script: (request: ScriptedRequest) => Script,
  options: { headStart?: boolean; timeoutMs?: number } = {},
) {
  const model: ScriptedModel = await scriptedModel(script)
  open.push(model)
  const { headStart = true, timeoutMs = 5_000 } = options
  const store = memoryStore()
  const agent = new LocalAgent({
    model: { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs },
    store,
    headStart,
  })
  open.push(agent)
  return { agent, model, store }
}

const afterTool = ({ messages }: ScriptedRequest) => messages.at(-1)?.role === 'tool'

describe('the agent graph', () => {
  it('routes, runs a tool, speaks each token once, and tells what happened in order', async () => {
    const { agent, store } = await shop((request) => {
      if (request.role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
      if (afterTool(request)) return [{ text: 'Done. ' }, { text: 'Two large ' }, { text: 'Pepperoni. Anything else?' }]
      return [{ call: 'add_pizza', args: { pizza: 'pepperoni', size: 'large', quantity: 2 } }]
    })
    const turn = await play(agent, 'two large pepperoni pizzas', { turnId: 't1' })
    expect(turn.failure).toBeNull()
    expect(turn.events.map(({ kind }) => kind)).toEqual([
      'step',
      'step',
      'step',
      'order',
      'delta',
      'delta',
      'delta',
      'done',
    ])
    expect(turn.said).toBe('Done. Two large Pepperoni. Anything else?')
    expect(turn.result).toEqual({
      pizzaType: 'Pepperoni',
      messages: [
        { role: 'human', content: 'two large pepperoni pizzas' },
        { role: 'supervisor', content: 'Routing to pizza_agent' },
        { role: 'pizza_agent', content: 'Done. Two large Pepperoni. Anything else?' },
      ],
      interrupt: { agent: 'pizza_agent', prompt: 'Done. Two large Pepperoni. Anything else?', pizza_type: 'Pepperoni' },
    })
    expect((await store.orders.latest('s1'))?.totalCents).toBe(2 * 1399)
    expect(turn.timing?.toolMs).toHaveLength(1)
  })

  it('waits for the customer after a question and goes on from there', async () => {
    const { agent, model } = await shop((request) => {
      if (request.role === 'supervisor') return [{ call: 'transfer_to_pizza_agent' }]
      return request.last === 'a margherita' ? [{ text: 'What size?' }] : [{ text: 'Large it is.' }]
    })
    expect((await play(agent, 'a margherita')).result?.interrupt?.prompt).toBe('What size?')
    const second = await play(agent, 'large')
    expect(second.result?.interrupt).toBeNull()
    expect(second.result?.messages.map(({ role }) => role)).toEqual([
      'human',
      'supervisor',
      'pizza_agent',
      'human',
      'supervisor',
      'pizza_agent',
    ])
    const shown = model.requests.at(-1)?.messages.map(({ role }) => role)
    expect(shown).toEqual(['system', 'user', 'assistant', 'user'])
  })

  it('lets the supervisor answer itself', async () => {
    const { agent } = await shop(() => [{ text: 'Hello ' }, { text: 'there.' }])
    const turn = await play(agent, 'hi')
    expect(turn.said).toBe('Hello there.')
    expect(turn.routes).toEqual([])
    expect(turn.result?.messages.at(-1)).toEqual({ role: 'supervisor', content: 'Hello there.' })
  })
})
