// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'

/** Longest conversation accepted, in characters of all messages. */
const MAX_CHARACTERS = 400_000

/** Text, also as the list of parts some clients send. */
const content = z
  .union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))])
  .nullish()
  .transform((value) => (Array.isArray(value) ? value.map(({ text }) => text ?? '').join('') : (value ?? null)))

const message = z.object({
  role: z
    .enum(['system', 'developer', 'user', 'assistant', 'tool'])
    .transform((role) => (role === 'developer' ? 'system' : role)),
  content,
  tool_calls: z
    .array(
      z.object({
        id: z.string(),
        type: z.literal('function').default('function'),
        function: z.object({ name: z.string(), arguments: z.string() }),
      }),
    )
    .optional(),
  tool_call_id: z.string().optional(),
})

const tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.unknown(),
  }),
})

/** What `POST /v1/chat/completions` understands of OpenAI's request; other fields are allowed and do nothing. */
export const chatRequestSchema = z
  .object({
    model: z.string().min(1),
    messages: z.array(message).min(1).max(2_000),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
    tools: z.array(tool).max(128).nullish(),
    tool_choice: z
      .union([
        z.enum(['none', 'auto', 'required']),
        z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
      ])
      .nullish(),
    response_format: z
      .union([
        z.object({ type: z.enum(['text', 'json_object']) }),
        z.object({
          type: z.literal('json_schema'),
          json_schema: z.object({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }),
        }),
      ])
      .nullish(),
    max_tokens: z.number().int().positive().nullish(),
    max_completion_tokens: z.number().int().positive().nullish(),
    n: z.literal(1, { error: 'only 1 is possible' }).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    tokens_per_second: z.number().min(0).max(10_000).nullish(),
    /** Tokens per chunk, as vLLM's `--stream-interval`. */
    stream_interval: z.number().int().min(1).max(10_000).nullish(),
    ttft_ms: z.number().min(0).max(60_000).nullish(),
  })
  .refine(
    ({ messages }) => messages.reduce((sum, { content: text }) => sum + (text?.length ?? 0), 0) <= MAX_CHARACTERS,
    {
      path: ['messages'],
      message: `are longer than ${MAX_CHARACTERS} characters together`,
    },
  )

export type ChatRequest = z.infer<typeof chatRequestSchema>
export type ChatMessage = ChatRequest['messages'][number]

/** What the model answers: words, or calls of tools it was offered. */
export type ChatAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'calls'
      readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[]
    }
