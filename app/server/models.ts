// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import type { ModelInfo } from '#core'
import { describeModel, type ModelEndpoint as SpeechEndpoint } from '#speech'
import type { ModelEndpoint, ServerConfig } from './config.ts'
import type { Log } from './log.ts'

export const MODEL_KINDS = ['stt', 'llm', 'tts'] as const
export type ModelKind = (typeof MODEL_KINDS)[number]

/** What is known of the three models. */
export type Models = Readonly<Record<ModelKind, ModelInfo>>

/** A model's name could not be found out at the start. */
export class ModelNameError extends Error {
  override readonly name = 'ModelNameError'
  readonly code = 'no_model_name'
}

/** How old an answer of the models may be before it is asked for again. */
const FRESH_MS = 3_000
/** A model that does not list itself within this time counts as down. */
const ANSWER_MS = 2_500

const modelList = z.object({ data: z.array(z.object({ id: z.string() })).min(1) })

/** The endpoint as the clients of `#speech` want it. */
export function speechEndpoint(endpoint: ModelEndpoint, timeoutMs: number): SpeechEndpoint {
  return { baseUrl: endpoint.baseUrl, apiKey: endpoint.apiKey.reveal(), model: endpoint.model ?? '', timeoutMs }
}

/** Fills in the model names that were not configured: the first that the server lists. Throws {@link ModelNameError}. */
export async function nameModels(config: ServerConfig): Promise<ServerConfig> {
  const named = await Promise.all(
    MODEL_KINDS.map(async (kind) => ({
      ...config[kind],
      model: config[kind].model ?? (await firstModel(kind, config)),
    })),
  )
  const [stt = config.stt, llm = config.llm, tts = config.tts] = named
  return { ...config, stt, llm, tts }
}

async function firstModel(kind: ModelKind, config: ServerConfig): Promise<string> {
  const { baseUrl, apiKey } = config[kind]
  try {
    const response = await fetch(`${baseUrl}/models`, {
      headers: { authorization: `Bearer ${apiKey.reveal()}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const [first] = modelList.parse(await response.json()).data
    if (first !== undefined) return first.id
  } catch {}
  const key = kind.toUpperCase()
  throw new ModelNameError(
    `${key}_MODEL is not set, and ${baseUrl}/models lists no model. Set ${key}_MODEL, or start the model.`,
  )
}

/** What the models say about themselves, asked again when somebody wants to know. */
export class ModelDirectory {
  readonly #config: ServerConfig
  readonly #log: Log
  #models: Models
  #down: readonly ModelKind[] = MODEL_KINDS
  #askedAt = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | null = null

  constructor(config: ServerConfig, log: Log) {
    this.#config = config
    this.#log = log
    const unknown = (kind: ModelKind): ModelInfo => ({ name: config[kind].model ?? '', options: {} })
    this.#models = { stt: unknown('stt'), llm: unknown('llm'), tts: unknown('tts') }
  }

  /** As last heard. */
  get models(): Models {
    return this.#models
  }

  /** The models that do not answer. Asks them, unless it was done a moment ago. */
  async down(): Promise<readonly ModelKind[]> {
    if (performance.now() - this.#askedAt > FRESH_MS) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = null
      })
      await this.#asking
    }
    return this.#down
  }

  /** The first voice that the text-to-speech model lists. Asks it only when it did not answer before. */
  async ownVoice(): Promise<string | undefined> {
    if (this.#down.includes('tts')) await this.down()
    return this.#models.tts.voices?.[0]
  }

  async #ask(): Promise<void> {
    const answers = await Promise.allSettled(
      MODEL_KINDS.map((kind) => describeModel({ ...speechEndpoint(this.#config[kind], ANSWER_MS), kind })),
    )
    const known: Record<ModelKind, ModelInfo> = { ...this.#models }
    const down: ModelKind[] = []
    for (const [i, kind] of MODEL_KINDS.entries()) {
      const answer = answers[i]
      if (answer?.status === 'fulfilled') known[kind] = answer.value
      else down.push(kind)
    }
    if (down.join() !== this.#down.join()) this.#log.info({ down }, 'models')
    this.#models = known
    this.#down = down
    this.#askedAt = performance.now()
  }
}
