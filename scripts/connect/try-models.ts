// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { writeWav } from '../../app/core/wav.ts'
import { ConfigError, readConfig, type ServerConfig } from '../../app/server/config.ts'
import {
  createSynthesiser,
  createTranscriber,
  describeModel,
  type ModelEndpoint,
  type ModelKind,
  readReference,
  SpeechError,
  speechDialect,
} from '../../app/speech/index.ts'
import { EXIT, KitError } from '../exit.ts'

/** How one model answered. */
export interface Tried {
  readonly kind: ModelKind
  readonly name: string
  readonly ok: boolean
  /** What came back, or what went wrong. */
  readonly words: string
  readonly tookMs: number
}

/** A first request may wait for a model to warm up. */
const TIMEOUT_MS = 60_000
/** Said by the voice and heard by the recogniser. */
const SENTENCE = 'One pizza, please.'
const HALF_A_SECOND_BYTES = 24_000

const endpoint = ({ baseUrl, apiKey, model }: ServerConfig['stt'], fallback: string): ModelEndpoint => ({
  baseUrl,
  apiKey: apiKey.reveal(),
  model: model ?? fallback,
  timeoutMs: TIMEOUT_MS,
})

const Chat = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullable() }) })).min(1),
})

const HINTS: Readonly<Record<number, string>> = {
  401: 'The key is not taken: ask for a new card.',
  403: 'The key may not call this model: ask for a new card.',
  404: 'There is no such model there: is it served already?',
  503: 'The model is not up yet: try again in a minute.',
}

/** Why a request by `fetch` failed, without anything that was sent. */
function why(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return `its certificate is not trusted here (${code}). Ask for the cluster's CA and set NODE_EXTRA_CA_CERTS to that file.`
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s.`
  const more = code === '' && cause instanceof Error ? cause.message : code
  return error instanceof Error ? `${error.message}${more === '' ? '' : ` (${more})`}.` : String(error)
}

async function talk({ llm }: ServerConfig): Promise<string> {
  const { baseUrl, apiKey, model } = endpoint(llm, '')
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 8 }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}. ${HINTS[response.status] ?? ''}`.trim())
  const answer = Chat.safeParse(await response.json().catch(() => null))
  if (!answer.success) throw new Error('it answered with something else than a chat completion.')
  return 'answers'
}

async function speak(config: ServerConfig): Promise<{ pcm: Buffer; sampleRate: number }> {
  const voiceless = endpoint(config.tts, '')
  const reference =
    config.ttsReference === null
      ? undefined
      : await readReference(config.ttsReference.path, config.ttsReference.transcript)
  const voice = config.voice ?? (await describeModel({ ...voiceless, kind: 'tts' })).voices?.[0] ?? 'default'
  const dialect = speechDialect(config.ttsDialect, reference)
  const synthesiser = createSynthesiser({ ...voiceless, voice, sampleRate: config.ttsSampleRate, dialect })
  const speech = await synthesiser.synthesise(SENTENCE, {}, AbortSignal.timeout(TIMEOUT_MS))
  const chunks: Uint8Array[] = []
  for await (const chunk of speech) chunks.push(chunk)
  return { pcm: Buffer.concat(chunks), sampleRate: speech.sampleRate }
}

async function tried(kind: ModelKind, name: string, attempt: () => Promise<string>): Promise<Tried> {
  const begun = performance.now()
  const done = (ok: boolean, words: string): Tried => ({ kind, name, ok, words, tookMs: performance.now() - begun })
  try {
    return done(true, await attempt())
  } catch (error) {
    const hint = error instanceof SpeechError ? HINTS[error.status ?? 0] : undefined
    const cause = error instanceof SpeechError && error.cause instanceof Error ? why(error.cause) : undefined
    if (error instanceof SpeechError) return done(false, [error.message, hint, cause].filter(Boolean).join(' '))
    return done(false, why(error))
  }
}

/** Asks each of the three models for something small: the voice says a sentence, and the recogniser hears it. Throws {@link KitError}. */
export async function tryModels(settings: Readonly<Record<string, string>>): Promise<Tried[]> {
  let config: ServerConfig
  try {
    config = readConfig(settings)
  } catch (error) {
    throw error instanceof ConfigError ? new KitError(EXIT.usage, error.message) : error
  }
  let sound: { pcm: Buffer; sampleRate: number } = { pcm: Buffer.alloc(HALF_A_SECOND_BYTES), sampleRate: 24_000 }
  const tts = tried('tts', config.tts.model ?? '', async () => {
    sound = await speak(config)
    const seconds = sound.pcm.length / 2 / sound.sampleRate
    if (seconds < 0.2) throw new Error(`it answered with ${seconds.toFixed(2)} s of sound.`)
    return `speaks (${seconds.toFixed(1)} s of sound)`
  })
  const llm = tried('llm', config.llm.model ?? '', () => talk(config))
  await tts
  const stt = tried('stt', config.stt.model ?? '', async () => {
    const wav = writeWav(sound.pcm, sound.sampleRate)
    await createTranscriber(endpoint(config.stt, '')).transcribe(wav, AbortSignal.timeout(TIMEOUT_MS))
    return 'listens'
  })
  return Promise.all([stt, llm, tts])
}
