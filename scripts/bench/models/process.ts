// SPDX-License-Identifier: Apache-2.0

/**
 * Programmed models of known latency behind the OpenAI-compatible wire, in a process of their own so that measuring
 * them does not slow them down. They understand nothing: what they answer is fixed, only when is real.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { until } from './pace.ts'
import { replyTokens, TIMING, tokenMs } from './timing.ts'

const chatRequest = z.object({
  stream: z.boolean().optional(),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
})
const CHARACTERS_PER_S = 100

const speechRequest = z.object({ input: z.string() })

const server = createServer((request, response) => {
  request.socket.setNoDelay(true)
  void answer(request, response).catch(() => response.destroy())
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request)
  const from = performance.now()
  switch (request.url) {
    case '/v1/models':
      return json(response, { object: 'list', data: [{ id: 'programmed', object: 'model' }] })
    case '/v1/audio/transcriptions':
      await until(from + TIMING.transcribeMs)
      return json(response, { text: 'I would like two large pepperoni pizzas' })
    case '/v1/chat/completions':
      return chat(response, chatRequest.parse(JSON.parse(String(body))), from)
    case '/v1/audio/speech':
      return speak(response, speechRequest.parse(JSON.parse(String(body))).input, from)
    default:
      response.writeHead(404).end()
  }
}

/** The supervisor is who is offered nothing but handovers. */
async function chat(response: ServerResponse, { tools }: z.infer<typeof chatRequest>, from: number): Promise<void> {
  const names = tools.map((tool) => tool.function.name)
  const isRouting = names.length > 0 && names.every((name) => name.startsWith('transfer_to_'))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  if (isRouting) {
    await until(from + tokenMs(TIMING.routingTokens))
    const call = { name: 'transfer_to_pizza_agent', arguments: '{}' }
    send(response, { role: 'assistant', tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: call }] })
  } else {
    for (const [i, token] of replyTokens().entries()) {
      await until(from + tokenMs(i + 1))
      if (response.destroyed) return
      send(response, i === 0 ? { role: 'assistant', content: token } : { content: token })
    }
  }
  send(response, {}, isRouting ? 'tool_calls' : 'stop')
  response.end('data: [DONE]\n\n')
}

function send(response: ServerResponse, delta: unknown, finish_reason: string | null = null): void {
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'programmed',
    choices: [{ index: 0, delta, finish_reason }],
  }
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

/** A quiet tone of a very fast talker, so that a benchmark need not wait for the end of each reply. */
async function speak(response: ServerResponse, text: string, from: number): Promise<void> {
  const chunkBytes = ((TIMING.sampleRate * TIMING.chunkMs) / 1_000) * 2
  const chunks = Math.max(1, Math.ceil(((text.length / CHARACTERS_PER_S) * 1_000) / TIMING.chunkMs))
  const chunk = new Int16Array(chunkBytes / 2).map((_, i) => 3_000 * Math.sin(i / 8))
  response.writeHead(200, { 'content-type': `audio/pcm;rate=${TIMING.sampleRate}` })
  response.flushHeaders()
  for (let i = 0; i < chunks; i++) {
    await until(from + TIMING.firstAudioMs + (i * TIMING.chunkMs) / TIMING.genX)
    if (response.destroyed) return
    response.write(new Uint8Array(chunk.buffer))
  }
  response.end()
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.send?.({ url: `http://127.0.0.1:${port}/v1` })
})
