// SPDX-License-Identifier: Apache-2.0

/** The wire of the language model, driven by the `openai` client as any other program would. */

import { serve } from '@hono/node-server'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rehearsalApp } from '../server.ts'
import { LANGUAGE_MODEL, languageRoutes } from './index.ts'

const model = LANGUAGE_MODEL.id
let client: OpenAI
let baseUrl: string
let close: () => void

beforeAll(async () => {
  const app = rehearsalApp({ models: [LANGUAGE_MODEL], rooms: [languageRoutes()] })
  baseUrl = await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve(`http://127.0.0.1:${port}/v1`)
    })
    close = () => server.close()
  })
  client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 })
})
afterAll(() => close())

const addPizza = {
  type: 'function' as const,
  function: { name: 'add_pizza', description: 'adds', parameters: { type: 'object', properties: {} } },
}
const toPizza = { type: 'function' as const, function: { name: 'transfer_to_pizza_agent', parameters: {} } }
const order = [{ role: 'user' as const, content: 'two large pepperoni pizzas please' }]

describe('the rehearsal language model', () => {
  it('is listed with its options', async () => {
    const listed = await client.models.retrieve(model)
    expect(listed).toMatchObject({ id: 'rehearsal-pizza-shop', options: { tokens_per_second: {}, ttft_ms: {} } })
  })

  it('calls the tools it is offered', async () => {
    const answer = await client.chat.completions.create({ model, messages: order, tools: [addPizza] })
    const [choice] = answer.choices
    expect(choice?.finish_reason).toBe('tool_calls')
    expect(choice?.message.tool_calls).toMatchObject([{ type: 'function', function: { name: 'add_pizza' } }])
    const [call] = choice?.message.tool_calls ?? []
    expect(JSON.parse(call && 'function' in call ? call.function.arguments : '')).toEqual({
      pizza: 'Pepperoni',
      size: 'large',
      quantity: 2,
    })
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0))
  })

  it('routes when only transfers are offered, and says the same twice', async () => {
    const ask = () => client.chat.completions.create({ model, messages: order, tools: [toPizza] })
    const [one, two] = await Promise.all([ask(), ask()])
    expect(one.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: 'transfer_to_pizza_agent' } }])
    expect(one).toEqual(two)
  })

  it('streams text in pieces that join to what it says at once, with usage at the end', async () => {
    const messages = [{ role: 'user' as const, content: 'are you a robot?' }]
    const whole = await client.chat.completions.create({ model, messages })
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let pieces = 0
    let usage: unknown
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta.content ?? ''
      text += piece
      if (piece !== '') pieces += 1
      usage = chunk.usage ?? usage
    }
    expect(text).toBe(whole.choices[0]?.message.content)
    expect(text).toMatch(/rules/)
    expect(pieces).toBeGreaterThan(5)
    expect(usage).toMatchObject({ completion_tokens: pieces })
  })

  it('streams tool calls, the name first', async () => {
    const stream = await client.chat.completions.create({ model, messages: order, tools: [addPizza], stream: true })
    const parts: string[] = []
    let name = ''
    for await (const chunk of stream) {
      for (const call of chunk.choices[0]?.delta.tool_calls ?? []) {
        name += call.function?.name ?? ''
        parts.push(call.function?.arguments ?? '')
      }
    }
    expect(name).toBe('add_pizza')
    expect(parts[0]).toBe('')
    expect(JSON.parse(parts.join(''))).toMatchObject({ quantity: 2 })
  })

  it('keeps to a JSON schema, with what was said in it', async () => {
    const schema = {
      type: 'object',
      properties: {
        pizza: { type: 'string', enum: ['Hawaiian', 'Pepperoni'] },
        quantity: { type: 'integer' },
        spicy: { type: 'boolean' },
      },
      required: ['pizza', 'quantity', 'spicy'],
    }
    const answer = await client.chat.completions.create({
      model,
      messages: order,
      response_format: { type: 'json_schema', json_schema: { name: 'order', schema } },
    })
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      pizza: 'Pepperoni',
      quantity: 2,
      spicy: false,
    })
  })

  it('obeys tool_choice', async () => {
    const hello = [{ role: 'user' as const, content: 'hello' }]
    const forced = await client.chat.completions.create({
      model,
      messages: hello,
      tools: [addPizza],
      tool_choice: { type: 'function', function: { name: 'add_pizza' } },
    })
    expect(forced.choices[0]?.message.tool_calls).toHaveLength(1)
    const none = await client.chat.completions.create({
      model,
      messages: order,
      tools: [addPizza],
      tool_choice: 'none',
    })
    expect(none.choices[0]?.message.tool_calls).toBeUndefined()
  })

  it('stops at max_tokens', async () => {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'are you a robot?' }],
      max_tokens: 3,
    })
    expect(answer.choices[0]?.finish_reason).toBe('length')
    expect(answer.usage?.completion_tokens).toBe(3)
  })

  it('can be paced', async () => {
    const body = { model, messages: [{ role: 'user', content: 'are you a robot?' }], max_tokens: 5, stream: true }
    const startMs = performance.now()
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, ttft_ms: 100, tokens_per_second: 40 }),
    })
    await response.text()
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(100 + 4 * 25 - 5)
  })

  it.each([
    ['no JSON', '{', 400, 'bad_json'],
    ['no messages', JSON.stringify({ model }), 400, 'invalid_value'],
    ['an unknown role', JSON.stringify({ model, messages: [{ role: 'pope', content: 'x' }] }), 400, 'invalid_value'],
    ['an unknown model', JSON.stringify({ model: 'gpt', messages: order }), 404, 'model_not_found'],
    ['a wrong option', JSON.stringify({ model, messages: order, ttft_ms: -1 }), 400, 'invalid_value'],
  ])('answers %s with an error in OpenAI shape', async (_, body, status, code) => {
    const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } })
  })
})
