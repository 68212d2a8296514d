// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import type { ModelInfo, ModelOption } from '#core'
import { ask, type Question, readText } from './ask.ts'
import { type ModelEndpoint, urlOf } from './model-endpoint.ts'
import { SpeechError } from './speech-error.ts'
import { Watchdog } from './watchdog.ts'

export type ModelKind = 'stt' | 'llm' | 'tts'

const WHO: Record<ModelKind, string> = {
  stt: 'speech-to-text model',
  llm: 'language model',
  tts: 'text-to-speech model',
}

const option = z.object({
  type: z.enum(['number', 'string', 'boolean']),
  description: z.string().default(''),
  default: z.union([z.number(), z.string(), z.boolean(), z.null()]).default(null),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  enum: z.array(z.string()).exactOptional(),
})

const modelList = z.object({
  data: z.array(z.object({ id: z.string(), options: z.record(z.string(), z.unknown()).optional().catch(undefined) })),
})

const named = z
  .object({ id: z.string() })
  .or(z.object({ voice_id: z.string() }))
  .or(z.object({ name: z.string() }))
const voice = z.string().or(named.transform((v) => ('id' in v ? v.id : 'voice_id' in v ? v.voice_id : v.name)))
const voiceList = z.object({ voices: z.array(voice) }).or(z.array(voice).transform((voices) => ({ voices })))

/**
 * What a model says about itself: the options it lists under `/v1/models` and, for text-to-speech, its voices under
 * `/v1/audio/voices`. Most servers list neither: then only the name is known, and that is no error.
 *
 * @throws {SpeechError} when the server cannot be reached, is too slow, or refuses the key; or the abort reason
 */
export async function describeModel(
  endpoint: ModelEndpoint & { readonly kind: ModelKind },
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelInfo> {
  const [models, voices] = await Promise.all([
    list(endpoint, 'models', modelList, signal),
    endpoint.kind === 'tts' ? list(endpoint, 'audio/voices', voiceList, signal) : null,
  ])
  const raw = models?.data.find((entry) => entry.id === endpoint.model)?.options ?? {}
  const options: Record<string, ModelOption> = {}
  for (const [name, value] of Object.entries(raw)) {
    const parsed = option.safeParse(value)
    if (parsed.success) options[name] = parsed.data
  }
  const info = { name: endpoint.model, options }
  return voices === null || voices.voices.length === 0 ? info : { ...info, voices: voices.voices }
}

/** One listing, or null when the server has none or answers with something else. */
async function list<T>(
  endpoint: ModelEndpoint & { readonly kind: ModelKind },
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const watchdog = new Watchdog(signal, endpoint.timeoutMs)
  const question: Question = {
    who: `The ${WHO[endpoint.kind]} "${endpoint.model}"`,
    keys: endpoint.kind.toUpperCase(),
    url: urlOf(endpoint, path),
    apiKey: endpoint.apiKey,
    init: {},
    secrets: [],
    watchdog,
  }
  try {
    const parsed = schema.safeParse(JSON.parse(await readText(question, await ask(question))))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (isNoListing(error)) return null
    throw error
  } finally {
    watchdog.end()
  }
}

function isNoListing(error: unknown): boolean {
  if (error instanceof SyntaxError) return true
  if (!(error instanceof SpeechError)) return false
  if (error.code === 'bad_answer') return true
  return error.code === 'refused' && error.status !== 401 && error.status !== 403 && (error.status ?? 500) < 500
}
