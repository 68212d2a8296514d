// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { createAccessToken } from './access-token.ts'
import {
  type Answer,
  ATTEMPTS,
  attempt,
  type NoAnswer,
  type OcmOptions,
  pauseMs,
  surroundings,
  unanswered,
} from './http.ts'
import { OcmError, type OcmErrorCode } from './ocm-error.ts'

/** One call. */
export interface OcmRequest<Schema extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the root of the API: `/api/clusters_mgmt/v1/clusters`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Shape of the answer; `z.undefined()` where there is none worth reading. */
  readonly answer: Schema
  /**
   * May it be sent twice? Everything but a POST may. A POST that asks without changing anything may too.
   * @default method !== 'POST'
   */
  readonly repeatable?: boolean
  readonly signal?: AbortSignal
}

/** Requests with a token, retried where that is safe. Every error is an {@link OcmError}, or the reason of `signal`. */
export interface OcmConnection {
  ask<Schema extends z.ZodType>(request: OcmRequest<Schema>): Promise<z.output<Schema>>
}

/** An error of OCM's, as every one of its services writes it. */
const refusal = z.object({ reason: z.string().optional(), operation_id: z.string().optional() })

const CODES: Readonly<Record<number, OcmErrorCode>> = {
  401: 'LOGIN_REFUSED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'BUSY',
}
/** Some of OCM's services say with a 400 what others say with a 409. */
const TAKEN = /already (exists|in use|taken)|must be unique/i
const NEXT: Readonly<Partial<Record<OcmErrorCode, string>>> = {
  LOGIN_REFUSED: 'The service account is not activated for OCM: log in with it once, `rosa login` and `rosa whoami`.',
  FORBIDDEN: 'The service account lacks a role in console.redhat.com: it needs Cluster Provisioner or more.',
  BUSY: 'Try again in some minutes.',
  BROKEN: 'Try again later; status.redhat.com says more.',
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const whichever = (...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined => {
  const given = signals.filter((signal) => signal !== undefined)
  return given.length > 1 ? AbortSignal.any(given) : given[0]
}

export function createConnection(options: OcmOptions): OcmConnection {
  const world = surroundings(options)
  const { clock, redactor, random, log } = world
  redactor.hide(options.clientSecret)
  const token = createAccessToken(world, options)

  function refused(what: string, { status, text }: Answer, repeatable: boolean): OcmError {
    const said = refusal.safeParse(parsed(text))
    const reason = said.success && said.data.reason !== undefined ? redactor.redacted(said.data.reason) : undefined
    const operation = said.success && said.data.operation_id ? ` (operation ${said.data.operation_id})` : ''
    const answered = `${what} was answered with ${status}${reason === undefined ? '' : `: ${reason}`}${operation}.`
    if (status >= 500 && !repeatable)
      return new OcmError('OUTCOME_UNKNOWN', `${answered} It may have happened all the same.`, status, reason)
    const taken = status === 400 && TAKEN.test(reason ?? '')
    const code = taken ? 'CONFLICT' : (CODES[status] ?? (status >= 500 ? 'BROKEN' : 'REFUSED'))
    const next = NEXT[code]
    return new OcmError(code, next === undefined ? answered : `${answered} ${next}`, status, reason)
  }

  async function answerOf<Schema extends z.ZodType>(request: OcmRequest<Schema>, what: string): Promise<Answer> {
    const { method, query, repeatable = method !== 'POST' } = request
    const signal = whichever(options.signal, request.signal)
    const url = new URL(request.path, world.apiUrl)
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, value)
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    let loggedInAnew = false
    for (let nth = 1; ; nth += 1) {
      const bearer = await token.current(signal)
      const answer: Answer | NoAnswer = await attempt(
        world,
        url.href,
        {
          method,
          headers: {
            authorization: `Bearer ${bearer}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body }),
        },
        signal,
      )
      if ('status' in answer) {
        if (answer.status < 300) return answer
        if (answer.status === 401 && !loggedInAnew) {
          loggedInAnew = true
          token.reject(bearer)
          continue
        }
        const again = answer.status === 429 || (answer.status >= 500 && repeatable)
        if (!again || nth >= ATTEMPTS) throw refused(what, answer, repeatable)
      } else {
        const safe = repeatable || !answer.sent
        if (!safe || nth >= ATTEMPTS) throw unanswered(what, answer, safe)
      }
      const headers = 'status' in answer ? answer.headers : undefined
      const waitMs = pauseMs(nth + 1, random(), headers, clock.nowMs())
      const happened = 'why' in answer ? answer.why : `answered ${answer.status}`
      log(redactor.redacted(`${what}: ${happened}; again in ${Math.round(waitMs)} ms.`))
      await clock.sleep(waitMs, signal)
    }
  }

  return {
    ask: async (request) => {
      const what = redactor.redacted(`${request.method} ${request.path}`)
      const answer = await answerOf(request, what)
      const result = request.answer.safeParse(
        request.answer instanceof z.ZodUndefined ? undefined : parsed(answer.text),
      )
      if (result.success) return result.data
      const where = result.error.issues.map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`)
      throw new OcmError(
        'UNEXPECTED',
        redactor.redacted(`${what} was answered in another shape than described. ${where.join('; ')}`),
        answer.status,
      )
    },
  }
}
