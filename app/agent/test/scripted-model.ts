// SPDX-License-Identifier: Apache-2.0

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const requestSchema = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.string().nullish(),
      tool_calls: z
        .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
        .optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
})

/** A request as the scripted model sees it. */
export type ScriptedRequest = z.infer<typeof requestSchema> & { readonly role: string; readonly last: string }

/** What the model answers, piece by piece. */
export type Piece =
  | { readonly text: string }
  | { readonly call: string; readonly args?: unknown; readonly id?: string }
  /** Milliseconds of silence before the next piece. */
  | { readonly waitMs: number }
  /** A line of the stream exactly as given. */
  | { readonly raw: string }
  /** The connection breaks off. */
  | { readonly drop: true }

/** An answer, or a plain HTTP error. */
export type Script = readonly Piece[] | { readonly status: number; readonly body: unknown }

/** An OpenAI-compatible language model that says what a test tells it to. */
export interface ScriptedModel {
  readonly baseUrl: string
  readonly requests: readonly ScriptedRequest[]
  /** Requests whose client went away before the answer was complete, by role, with when that was noticed. */
  readonly abandoned: readonly { readonly role: string; readonly atMs: number }[]
  close(): Promise<void>
}

/** Starts one on 127.0.0.1. `script` is asked anew for each request. */
export async function scriptedModel(script: (request: ScriptedRequest) => Script): Promise<ScriptedModel> {
  const requests: ScriptedRequest[] = []
  const abandoned: { role: string; atMs: number }[] = []
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const part of request) body += part
    const parsed = requestSchema.parse(JSON.parse(body))
    const system = parsed.messages[0]?.content ?? ''
    const role = /You are the (\w+)/.exec(system)?.[1] ?? 'unknown'
    const asked = { ...parsed, role, last: parsed.messages.at(-1)?.content ?? '' }
    requests.push(asked)
    let over = false
    response.on('close', () => {
      if (!over) abandoned.push({ role, atMs: performance.now() })
    })
    const answer = script(asked)
    if ('status' in answer) {
      over = true
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let calls = 0
    for (const piece of answer) {
      if (response.destroyed) return
      if ('waitMs' in piece) await sleep(piece.waitMs)
      else if ('drop' in piece) {
        over = true
        response.destroy()
        return
      } else if ('raw' in piece) response.write(`${piece.raw}\n\n`)
      else if ('text' in piece) response.write(event({ content: piece.text }))
      else {
        const args = typeof piece.args === 'string' ? piece.args : JSON.stringify(piece.args ?? {})
        const id = piece.id ?? `call_${requests.length}_${calls}`
        response.write(
          event({
            tool_calls: [{ index: calls++, id, type: 'function', function: { name: piece.call, arguments: args } }],
          }),
        )
      }
    }
    over = true
    response.end(`${event({}, 'stop')}data: [DONE]\n\n`)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    abandoned,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function event(delta: Record<string, unknown>, finish: string | null = null): string {
  const choices = [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finish }]
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'scripted', choices })}\n\n`
}
