// SPDX-License-Identifier: Apache-2.0

import { resolve } from 'node:path'
import { z } from 'zod'
import { ENV, type EnvKey } from '#core'
import { SPEECH_DIALECTS, type SpeechDialectName } from '#speech'
import { Secret } from './secret.ts'

/** One of the three models, as configured. */
export interface ModelEndpoint {
  /** OpenAI-compatible base URL, without a slash at its end. */
  readonly baseUrl: string
  readonly apiKey: Secret
  /** Null: the first model that `/v1/models` lists. */
  readonly model: string | null
}

/** Everything the voice server reads from its environment. */
export interface ServerConfig {
  readonly stt: ModelEndpoint
  readonly llm: ModelEndpoint
  readonly tts: ModelEndpoint
  /** Null: the model's own default. */
  readonly voice: string | null
  /** How the text-to-speech model is asked. */
  readonly ttsDialect: SpeechDialectName
  /** Recording of the voice to imitate, as a file's path, and what is said in it. */
  readonly ttsReference: { readonly path: string; readonly transcript: string } | null
  /** Hertz, when the model's answer states no rate. */
  readonly ttsSampleRate: number
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly allowedOrigins: readonly string[]
  /** Sources for `frame-ancestors`: who may show the page in a frame. */
  readonly frameAncestors: readonly string[]
  readonly store:
    | { readonly kind: 'postgres'; readonly url: Secret }
    | { readonly kind: 'embedded'; readonly dataDir: string }
  readonly profile: string
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Next's development server, when the page is to be served from there. */
  readonly webDevUrl: string | null
}

/** The environment is wrong; the message lists every mistake, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'bad_config'
  constructor(readonly mistakes: readonly string[]) {
    super(
      `The configuration has ${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}:\n  ${mistakes.join('\n  ')}`,
    )
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const httpUrl = z
  .string({ error: 'is missing' })
  .refine((url) => /^https?:$/.test(protocolOf(url)), 'is no http:// or https:// URL')
  .transform((url) => url.replace(/\/+$/, ''))
const baseUrl = httpUrl.refine((url) => new URL(url).pathname !== '/', 'has no path; it usually ends in /v1')
const secret = z.string().transform((value) => new Secret(value))
/** vLLM and its relatives want some key to be sent, and take any. */
const apiKey = secret.default(new Secret('none'))
const model = z.string().nullable().default(null)

const variables = z.object({
  STT_BASE_URL: baseUrl,
  STT_API_KEY: apiKey,
  STT_MODEL: model,
  LLM_BASE_URL: baseUrl,
  LLM_API_KEY: apiKey,
  LLM_MODEL: model,
  TTS_BASE_URL: baseUrl,
  TTS_API_KEY: apiKey,
  TTS_MODEL: model,
  TTS_VOICE: z.string().nullable().default(null),
  TTS_DIALECT: z.enum(SPEECH_DIALECTS, `must be one of ${SPEECH_DIALECTS.join(', ')}`).default('openai-speech'),
  TTS_REFERENCE_AUDIO: z.string().nullable().default(null),
  TTS_REFERENCE_TEXT: z.string().nullable().default(null),
  TTS_SAMPLE_RATE: z.coerce
    .number('is no number')
    .int('is no whole number')
    .min(8_000, 'is below 8000')
    .max(96_000, 'is above 96000')
    .default(24_000),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce
    .number('is no number')
    .int('is no whole number')
    .min(0, 'is below 0')
    .max(65_535, 'is above 65535')
    .default(3_000),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .refine((origins) => origins.every(isOrigin), 'must be origins like https://pizza.example.com, comma-separated'),
  FRAME_ANCESTORS: z
    .string()
    .default('*')
    .transform(frameAncestorsOf)
    .refine(
      (sources) => sources !== null,
      'must be *, none, or origins like https://workshop.example.com, comma-separated',
    )
    .transform((sources) => sources ?? []),
  DATABASE_URL: z
    .string()
    .refine((url) => /^postgres(ql)?:$/.test(protocolOf(url)), 'is no postgres:// URL')
    .transform((url) => new Secret(url))
    .optional(),
  KIT_DATA_DIR: z.string().default('.kit/data'),
  KIT_PROFILE: z.string().max(40, 'is longer than 40 characters').default('laptop'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  KIT_WEB_DEV_URL: httpUrl.nullable().default(null),
})

const environment = variables.superRefine((e, context) => {
  const wrong = (key: EnvKey, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  const hasAudio = e.TTS_REFERENCE_AUDIO !== null
  const hasText = e.TTS_REFERENCE_TEXT !== null
  if (hasAudio && !hasText) wrong('TTS_REFERENCE_TEXT', 'is missing beside TTS_REFERENCE_AUDIO')
  if (hasText && !hasAudio) wrong('TTS_REFERENCE_AUDIO', 'is missing beside TTS_REFERENCE_TEXT')
  if ((hasAudio || hasText) && e.TTS_DIALECT !== 'higgs-chat') {
    wrong('TTS_DIALECT', 'cannot imitate a recording; only higgs-chat can')
  }
})

/** Values that are shown when they are wrong; all others may be secret. */
const SHOWN = new Set<string>([
  'HOST',
  'PORT',
  'ALLOWED_ORIGINS',
  'FRAME_ANCESTORS',
  'LOG_LEVEL',
  'KIT_PROFILE',
  'TTS_DIALECT',
  'TTS_SAMPLE_RATE',
])

/**
 * Reads the environment once. An empty value counts as absent.
 * @throws {ConfigError} naming every mistake at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => mistake(issue, given)))
  const e = parsed.data
  return {
    stt: { baseUrl: e.STT_BASE_URL, apiKey: e.STT_API_KEY, model: e.STT_MODEL },
    llm: { baseUrl: e.LLM_BASE_URL, apiKey: e.LLM_API_KEY, model: e.LLM_MODEL },
    tts: { baseUrl: e.TTS_BASE_URL, apiKey: e.TTS_API_KEY, model: e.TTS_MODEL },
    voice: e.TTS_VOICE,
    ttsDialect: e.TTS_DIALECT,
    ttsReference:
      e.TTS_REFERENCE_AUDIO === null || e.TTS_REFERENCE_TEXT === null
        ? null
        : { path: resolve(e.TTS_REFERENCE_AUDIO), transcript: e.TTS_REFERENCE_TEXT },
    ttsSampleRate: e.TTS_SAMPLE_RATE,
    host: e.HOST,
    port: e.PORT,
    allowedOrigins: e.ALLOWED_ORIGINS,
    frameAncestors: e.FRAME_ANCESTORS,
    store:
      e.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir: resolve(e.KIT_DATA_DIR) }
        : { kind: 'postgres', url: e.DATABASE_URL },
    profile: e.KIT_PROFILE,
    logLevel: e.LOG_LEVEL,
    webDevUrl: e.KIT_WEB_DEV_URL,
  }
}

function mistake(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  const key = String(issue.path[0] ?? '')
  const value = SHOWN.has(key) && key in given ? ` (${JSON.stringify(given[key])})` : ''
  return `${key}${value} ${issue.message}.${isEnvKey(key) ? ` It is: ${ENV[key]}.` : ''}`
}

function isEnvKey(key: string): key is EnvKey {
  return key in ENV
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

/** The page's own origin may always frame it, unless nobody may. Null when an origin is none. */
function frameAncestorsOf(list: string): readonly string[] | null {
  const sources = list
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '')
  if (sources.length === 1 && (sources[0] === '*' || sources[0] === 'none')) {
    return sources[0] === '*' ? ['*'] : ["'none'"]
  }
  return sources.every(isOrigin) ? ["'self'", ...sources] : null
}
