// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto'
import type { ChatAnswer, ChatRequest } from './chat-request.ts'
import { LANGUAGE_MODEL } from './options.ts'
import { countTokens, toTokens } from './tokens.ts'

type Json = Readonly<Record<string, unknown>>

/** The answer as one `chat.completion`. */
export function chatCompletion(request: ChatRequest, answer: ChatAnswer): Json {
  const { text, cut } = limited(request, answer)
  const message =
    answer.kind === 'text'
      ? { role: 'assistant', content: text, refusal: null }
      : { role: 'assistant', content: null, refusal: null, tool_calls: wireCalls(request, answer) }
  return {
    ...envelope(request, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer, cut) }],
    usage: usage(request, answer, text),
  }
}

/** The answer as `chat.completion.chunk`s: a head with the role, one per token, and a tail with the finish reason. */
export function chatChunks(
  request: ChatRequest,
  answer: ChatAnswer,
): { head: Json | null; pieces: readonly Json[]; tail: readonly Json[] } {
  const { text, cut } = limited(request, answer)
  const about = envelope(request, 'chat.completion.chunk')
  const chunk = (delta: Json, finish: string | null = null): Json => ({
    ...about,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  })
  const pieces =
    answer.kind === 'text'
      ? inGroups(toTokens(text), request.stream_interval ?? 1).map((content) => chunk({ content }))
      : callPieces(request, answer).map((tool_calls) => chunk({ tool_calls }))
  const last = chunk({}, finishReason(answer, cut))
  const counted = request.stream_options?.include_usage
    ? [{ ...about, choices: [], usage: usage(request, answer, text) }]
    : []
  return {
    head: chunk({ role: 'assistant', content: answer.kind === 'text' ? '' : null }),
    pieces,
    tail: [last, ...counted],
  }
}

/** Name and id first, then the arguments token by token, as vLLM streams them. */
function callPieces(request: ChatRequest, answer: Extract<ChatAnswer, { kind: 'calls' }>): Json[][] {
  return wireCalls(request, answer).flatMap(({ id, type, function: called }, index) => [
    [{ index, id, type, function: { name: called.name, arguments: '' } }],
    ...inGroups(toTokens(called.arguments), request.stream_interval ?? 1).map((part) => [
      { index, function: { arguments: part } },
    ]),
  ])
}

function inGroups(tokens: readonly string[], size: number): string[] {
  return Array.from({ length: Math.ceil(tokens.length / size) }, (_, at) =>
    tokens.slice(at * size, (at + 1) * size).join(''),
  )
}

function wireCalls(request: ChatRequest, { calls }: Extract<ChatAnswer, { kind: 'calls' }>) {
  return calls.map(({ name, args }, index) => ({
    id: `call_${fingerprint(request)}${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }))
}

function limited(
  { max_tokens, max_completion_tokens }: ChatRequest,
  answer: ChatAnswer,
): { text: string; cut: boolean } {
  if (answer.kind === 'calls') return { text: '', cut: false }
  const tokens = toTokens(answer.text)
  const most = max_completion_tokens ?? max_tokens ?? Number.POSITIVE_INFINITY
  return tokens.length <= most ? { text: answer.text, cut: false } : { text: tokens.slice(0, most).join(''), cut: true }
}

function finishReason(answer: ChatAnswer, cut: boolean): string {
  if (answer.kind === 'calls') return 'tool_calls'
  return cut ? 'length' : 'stop'
}

function usage(request: ChatRequest, answer: ChatAnswer, text: string): Json {
  const prompt_tokens = request.messages.reduce((sum, { content }) => sum + countTokens(content ?? ''), 0)
  const written = answer.kind === 'text' ? text : JSON.stringify(answer.calls)
  const completion_tokens = countTokens(written)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}

function envelope(request: ChatRequest, object: string): Json {
  return { id: `chatcmpl-${fingerprint(request)}`, object, created: LANGUAGE_MODEL.created, model: LANGUAGE_MODEL.id }
}

/** The same request has the same answer, down to its ids. */
function fingerprint({ messages }: ChatRequest): string {
  return createHash('sha256').update(JSON.stringify(messages)).digest('hex').slice(0, 20)
}
