// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { displayAddress } from './model-endpoint.ts'
import { SpeechError } from './speech-error.ts'
import type { Watchdog } from './watchdog.ts'

/** Longest JSON answer or error body that is read, in bytes. A longer one is nonsense. */
const MAX_TEXT_BYTES = 1_000_000
const MAX_QUOTED_LENGTH = 300

/** One request to a model, with what its errors should call it and must not repeat. */
export interface Question {
  /** For messages: "The speech-to-text model". */
  readonly who: string
  /** For messages: "STT". The environment keys to look at begin with it. */
  readonly keys: string
  readonly url: URL
  readonly apiKey: string
  readonly init: RequestInit
  /** Words that no error message may carry. */
  readonly secrets: readonly string[]
  readonly watchdog: Watchdog
}

/**
 * Sends a request and resolves at its response's headers; the response is a success.
 * A connection that the server had already let go of is tried once more.
 *
 * @throws {SpeechError} or the caller's abort reason
 */
export async function ask(question: Question): Promise<Response> {
  const { init, url, apiKey, watchdog } = question
  const headers = new Headers(init.headers)
  if (apiKey !== '') headers.set('authorization', `Bearer ${apiKey}`)
  const request = { ...init, headers, signal: watchdog.signal }
  watchdog.watch()
  let response: Response
  try {
    response = await fetch(url, request).catch((error: unknown) => {
      if (!isStaleConnection(error) || watchdog.signal.aborted) throw error
      return fetch(url, request)
    })
  } catch (error) {
    throw failure(question, error, false)
  }
  if (response.ok) return response
  throw await refusal(question, response)
}

/** Reads a bounded text answer whole. */
export async function readText(question: Question, response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      question.watchdog.watch()
      bytes += chunk.byteLength
      if (bytes > MAX_TEXT_BYTES) break
      text += decoder.decode(chunk, { stream: true })
    }
  } catch (error) {
    throw failure(question, error, true)
  }
  if (bytes > MAX_TEXT_BYTES) {
    throw badAnswer(question, `sent more than ${MAX_TEXT_BYTES} bytes of text`)
  }
  return text + decoder.decode()
}

/** What a failed `fetch` or, once the answer has begun, a failed read of its body means. */
export function failure(question: Question, error: unknown, hasBegun: boolean): unknown {
  const { who, url, keys, watchdog } = question
  if (error instanceof SpeechError) return error
  const at = displayAddress(url)
  if (watchdog.hasExpired) {
    return new SpeechError(
      'timeout',
      `${who} at ${at} sent nothing for ${watchdog.limitMs} ms. Is it overloaded or still loading?`,
      { retryable: true },
    )
  }
  if (watchdog.signal.aborted) return watchdog.signal.reason
  if (hasBegun) {
    return new SpeechError(
      'broken_off',
      `${who} at ${at} broke off in the middle of its answer (${reasonOf(error)}). Look at its log.`,
      { retryable: true, cause: error },
    )
  }
  return new SpeechError(
    'unreachable',
    `${who} at ${at} cannot be reached (${reasonOf(error)}). Is it running, and is ${keys}_BASE_URL right?`,
    { retryable: true, cause: error },
  )
}

/** A success that is none. `what` completes "The model at …". */
export function badAnswer(question: Question, what: string): SpeechError {
  const { who, url, keys } = question
  return new SpeechError(
    'bad_answer',
    `${who} at ${displayAddress(url)} ${what}. Is ${keys}_BASE_URL the address of such a model, ending in /v1?`,
    { retryable: false },
  )
}

async function refusal(question: Question, response: Response): Promise<unknown> {
  const { who, url, keys } = question
  const { status } = response
  let said = ''
  try {
    said = quote(question, messageIn(await readText(question, response)))
  } catch (error) {
    if (!(error instanceof SpeechError) || question.watchdog.hasExpired) return error
  }
  const advice =
    status === 401 || status === 403
      ? `Check ${keys}_API_KEY.`
      : status === 404
        ? `Check ${keys}_BASE_URL and ${keys}_MODEL.`
        : status === 429 || status >= 500
          ? 'Try again in a moment.'
          : `Check ${keys}_MODEL and its options.`
  return new SpeechError('refused', `${who} at ${displayAddress(url)} answered ${status}${said}. ${advice}`, {
    retryable: status === 429 || status >= 500,
    status,
  })
}

const errorBody = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform((body) => body.error.message),
  z.object({ error: z.string() }).transform((body) => body.error),
  z.object({ message: z.string() }).transform((body) => body.message),
  z.object({ detail: z.string() }).transform((body) => body.detail),
])

/** The message of an OpenAI-, FastAPI- or plain-text-shaped error body; nothing of a web page. */
export function messageIn(body: string): string {
  try {
    const parsed = errorBody.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : ''
  } catch {
    return /^\s*</.test(body) ? 'a web page' : body
  }
}

/** A model's own words for our message: short, on one line, without the key and without what was said. */
export function quote(question: Question, words: string): string {
  let plain = words.replace(/\s+/g, ' ').trim()
  for (const secret of [question.apiKey, ...question.secrets]) {
    if (secret !== '') plain = plain.replaceAll(secret.replace(/\s+/g, ' ').trim(), '…')
  }
  if (plain === '') return ''
  return `: ${plain.length > MAX_QUOTED_LENGTH ? `${plain.slice(0, MAX_QUOTED_LENGTH)}…` : plain}`.replace(/\.$/, '')
}

function isStaleConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeIn(error) ?? '')
}

function reasonOf(error: unknown): string {
  return codeIn(error) ?? (error instanceof Error ? error.name : 'unknown error')
}

/** The system's or undici's code of a failed fetch, which hides it in `cause`. */
function codeIn(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at instanceof AggregateError && at.errors[0] instanceof Error) return codeIn(at.errors[0])
  }
  return null
}
