// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { ModelOption } from '#core/protocol'
import { ApiError } from '../api-error.ts'
import { DEFAULT_CHUNK_MS } from './pace.ts'
import { DEFAULT_VOICE, VOICE_IDS } from './voices.ts'

/** The name this model answers to. */
export const SPEECH_MODEL = 'rehearsal-flite'

/** Longest text of one request in characters, as OpenAI has it. */
export const MAX_INPUT_LENGTH = 4_096

/** What this model offers beyond the standard request, as `/v1/models` lists it. */
export const SPEECH_OPTIONS = {
  gen_x: {
    type: 'number',
    description:
      'Pace to this many seconds of audio per second, shared by all replies of a slice; 0 or null is unpaced.',
    default: null,
    min: 0,
    max: 100,
  },
  jitter_ms: {
    type: 'number',
    description: 'Each chunk arrives late by up to this many milliseconds.',
    default: 0,
    min: 0,
    max: 900,
  },
  chunk_ms: {
    type: 'number',
    description: `Length of a chunk of audio in milliseconds; null is ${DEFAULT_CHUNK_MS} when paced, else phrase by phrase.`,
    default: null,
    min: 10,
    max: 5_000,
  },
  seed: {
    type: 'number',
    description: 'Seed of the jitter: the same seed gives the same lateness.',
    default: 1,
    min: 0,
    max: 4_294_967_295,
  },
  slice: {
    type: 'string',
    description: 'Whose budget of time a paced reply draws on; replies with the same name share it.',
    default: 'default',
  },
} as const satisfies Record<string, ModelOption>

const { gen_x, jitter_ms, chunk_ms, seed } = SPEECH_OPTIONS

const schema = z.object({
  model: z.string().default(SPEECH_MODEL),
  input: z.string().min(1, 'is empty').max(MAX_INPUT_LENGTH, `is longer than ${MAX_INPUT_LENGTH} characters`),
  voice: z.enum(VOICE_IDS, `is not one of ${VOICE_IDS.join(', ')}`).default(DEFAULT_VOICE),
  response_format: z.enum(['pcm', 'wav'], 'is not one of pcm, wav').default('pcm'),
  speed: z.number().min(0.25, 'is below 0.25').max(4, 'is above 4').default(1),
  gen_x: z.number().min(gen_x.min).max(gen_x.max).nullish(),
  jitter_ms: z.number().min(jitter_ms.min).max(jitter_ms.max).nullish(),
  chunk_ms: z.number().min(chunk_ms.min).max(chunk_ms.max).nullish(),
  seed: z.int().min(seed.min).max(seed.max).nullish(),
  slice: z.string().min(1).max(64).nullish(),
})

export type SpeechRequest = z.infer<typeof schema>

/** @throws ApiError that names the field and says what would be accepted. */
export function parseSpeechRequest(body: unknown): SpeechRequest {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const param = issue?.path.join('.') ?? ''
  if (param === '') throw new ApiError(400, 'invalid_json', 'The body is not a JSON object; send {"input": "…"}.')
  throw new ApiError(400, 'invalid_value', `\`${param}\` ${issue?.message ?? 'is not valid'}.`, param)
}
