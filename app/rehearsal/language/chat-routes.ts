// SPDX-License-Identifier: Apache-2.0

import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { ApiError, unknownModel } from '../api-error.ts'
import { answerChat } from './answer-chat.ts'
import { type ChatRequest, chatRequestSchema } from './chat-request.ts'
import { chatChunks, chatCompletion } from './chat-response.ts'
import { LANGUAGE_MODEL } from './options.ts'
import { paced } from './pace.ts'

/** `POST /chat/completions` as OpenAI and vLLM answer it; mounted under `/v1`. */
export function languageRoutes(): Hono {
  const routes = new Hono()
  routes.post('/chat/completions', async (c) => {
    const request = await parseRequest(c.req.raw)
    const answer = answerChat(request)
    const pace = { ttftMs: request.ttft_ms ?? 0, tokensPerSecond: request.tokens_per_second ?? 0 }
    const signal = c.req.raw.signal
    if (!request.stream) {
      const chunks = chatChunks(request, answer)
      for await (const _ of paced(chunks.pieces, pace, signal));
      return c.json(chatCompletion(request, answer))
    }
    return streamSSE(c, async (stream) => {
      const stop = new AbortController()
      stream.onAbort(() => stop.abort())
      const { head, pieces, tail } = chatChunks(request, answer)
      let first = true
      for await (const piece of paced(pieces, pace, AbortSignal.any([signal, stop.signal]))) {
        if (first && head) await stream.writeSSE({ data: JSON.stringify(head) })
        first = false
        await stream.writeSSE({ data: JSON.stringify(piece) })
      }
      if (stop.signal.aborted || signal.aborted) return
      for (const chunk of tail) await stream.writeSSE({ data: JSON.stringify(chunk) })
      await stream.writeSSE({ data: '[DONE]' })
    })
  })
  return routes
}

async function parseRequest(request: Request): Promise<ChatRequest> {
  let body: unknown
  try {
    body = await request.json()
  } catch {
    throw new ApiError(400, 'bad_json', 'The body is not JSON. Send an object with `model` and `messages`.')
  }
  const parsed = chatRequestSchema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const param = issue?.path.join('.') || null
    throw new ApiError(400, 'invalid_value', `${param ?? 'The body'}: ${issue?.message ?? 'is not valid'}.`, param)
  }
  if (parsed.data.model !== LANGUAGE_MODEL.id) throw unknownModel(parsed.data.model, LANGUAGE_MODEL.id)
  if (!parsed.data.messages.some(({ role }) => role === 'user' || role === 'system')) {
    throw new ApiError(
      400,
      'invalid_value',
      'messages: there is nothing to answer, neither from a user nor from a system.',
      'messages',
    )
  }
  return parsed.data
}
