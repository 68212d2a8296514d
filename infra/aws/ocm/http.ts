// SPDX-License-Identifier: Apache-2.0
import { type Clock, systemClock } from './clock.ts'
import { OcmError } from './ocm-error.ts'
import { createRedactor, type Redactor } from './redact.ts'

/** What the client needs of the world; everything has a default but the account. */
export interface OcmOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** @default https://api.openshift.com */
  readonly apiUrl?: string
  /** @default Red Hat's single sign-on */
  readonly tokenUrl?: string
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  /** [0, 1), for the jitter. */
  readonly random?: () => number
  readonly log?: (line: string) => void
  readonly redactor?: Redactor
  /** Ends every request: the time that the caller has left. */
  readonly signal?: AbortSignal
  /** One attempt may take this long. @default 30,000: OCM checks roles in AWS before it answers a create */
  readonly timeoutMs?: number
}

export type Surroundings = Required<Omit<OcmOptions, 'clientId' | 'clientSecret' | 'signal'>>

export const surroundings = (options: OcmOptions): Surroundings => ({
  apiUrl: options.apiUrl ?? 'https://api.openshift.com',
  tokenUrl: options.tokenUrl ?? 'https://sso.redhat.com/auth/realms/redhat-external/protocol/openid-connect/token',
  fetch: options.fetch ?? fetch,
  clock: options.clock ?? systemClock,
  random: options.random ?? Math.random,
  log: options.log ?? (() => undefined),
  redactor: options.redactor ?? createRedactor(),
  timeoutMs: options.timeoutMs ?? 30_000,
})

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Nothing came back. `sent` is false where the request certainly never arrived. */
export interface NoAnswer {
  readonly why: string
  readonly timedOut: boolean
  readonly sent: boolean
}

const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return 'code' in error ? String(error.code) : error.name
}

/** One attempt: an answer, or why there was none. Throws only the reason of `signal`. */
export async function attempt(
  world: Surroundings,
  url: string,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Answer | NoAnswer> {
  const patience = AbortSignal.timeout(world.timeoutMs)
  try {
    const response = await world.fetch(url, {
      ...init,
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    signal?.throwIfAborted()
    if (patience.aborted) return { why: `no answer within ${world.timeoutMs} ms`, timedOut: true, sent: true }
    const code = codeOf(error)
    return { why: `the connection broke (${code})`, timedOut: false, sent: !NEVER_SENT.includes(code) }
  }
}

/** Attempts in all. With {@link pauseMs} they span about half a minute. */
export const ATTEMPTS = 7
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 20_000
const LONGEST_RETRY_AFTER_MS = 120_000

/** `Retry-After` in either of its forms; null where there is none. */
function retryAfterMs(headers: Headers | undefined, nowMs: number): number | null {
  const value = headers?.get('retry-after')
  if (value === undefined || value === null) return null
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS)
}

/**
 * Pause before attempt `next` (2 for the first retry): full jitter, as in "Exponential Backoff And Jitter" of the AWS
 * architecture blog; on top of what `Retry-After` asks for where it does.
 */
export function pauseMs(next: number, random: number, headers: Headers | undefined, nowMs: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (next - 2))
  const asked = retryAfterMs(headers, nowMs)
  return asked === null ? random * ceiling : asked + random * Math.min(ceiling, 1000)
}

/** The error for a request that never got an answer. */
export const unanswered = (what: string, { why, timedOut }: NoAnswer, repeatable: boolean): OcmError =>
  repeatable
    ? new OcmError(
        timedOut ? 'TIMEOUT' : 'UNREACHABLE',
        `${what} got no answer in ${ATTEMPTS} attempts: ${why}. Check the way to the internet and status.redhat.com.`,
      )
    : new OcmError('OUTCOME_UNKNOWN', `${what} may or may not have happened: ${why}. It is not sent again blindly.`)
