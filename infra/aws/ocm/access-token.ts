// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { ATTEMPTS, attempt, pauseMs, type Surroundings, unanswered } from './http.ts'
import { OcmError } from './ocm-error.ts'

/** A token is renewed this long before it ends: longer than a request takes. */
const RENEW_BEFORE_MS = 60_000

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/** Tokens of one service account. */
export interface AccessToken {
  /** A token that lives a while yet. Throws {@link OcmError}. */
  current(signal?: AbortSignal): Promise<string>
  /** OCM did not accept this one: the next `current` logs in anew. */
  reject(token: string): void
}

/** OAuth 2 client credentials. Callers that come at once share one login. */
export function createAccessToken(
  world: Surroundings,
  account: { readonly clientId: string; readonly clientSecret: string },
): AccessToken {
  const { clock, redactor, random, log } = world
  let held: { token: string; untilMs: number } | null = null
  let renewal: Promise<string> | null = null

  async function logIn(): Promise<string> {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: account.clientId,
        client_secret: account.clientSecret,
      }).toString(),
    }
    for (let nth = 1; ; nth += 1) {
      const answer = await attempt(world, world.tokenUrl, init)
      const status = 'status' in answer ? answer.status : undefined
      if ('status' in answer && answer.status === 200) {
        let body: unknown
        try {
          body = JSON.parse(answer.text)
        } catch {
          body = undefined
        }
        const parsed = tokenAnswer.safeParse(body)
        if (!parsed.success) throw new OcmError('UNEXPECTED', 'The login at Red Hat answered without a token.', 200)
        const { access_token: token, expires_in: seconds } = parsed.data
        redactor.hide(token)
        held = { token, untilMs: clock.nowMs() + seconds * 1000 }
        return token
      }
      const again = status === undefined || status === 429 || status >= 500
      if (!again)
        throw new OcmError(
          'LOGIN_REFUSED',
          `Red Hat does not accept the service account '${account.clientId}' (${status}). Check its id and secret at console.redhat.com/iam/service-accounts, and store them anew.`,
          status,
        )
      if (nth === ATTEMPTS) {
        if (!('status' in answer)) throw unanswered('The login at Red Hat', answer, true)
        throw new OcmError(
          status === 429 ? 'BUSY' : 'BROKEN',
          `The login at Red Hat answered ${status} in ${ATTEMPTS} attempts. Try again later; status.redhat.com says more.`,
          status,
        )
      }
      log(`Login at Red Hat: ${'why' in answer ? answer.why : `answered ${status}`}; trying again.`)
      const headers = 'status' in answer ? answer.headers : undefined
      await clock.sleep(pauseMs(nth + 1, random(), headers, clock.nowMs()))
    }
  }

  return {
    current: async (signal) => {
      signal?.throwIfAborted()
      if (held !== null && held.untilMs - RENEW_BEFORE_MS > clock.nowMs()) return held.token
      renewal ??= logIn().finally(() => {
        renewal = null
      })
      // Shared with other callers: one who leaves must not take the login from the rest.
      const token = await untilAborted(renewal, signal)
      return token
    },
    reject: (token) => {
      if (held?.token === token) held = null
    },
  }
}

async function untilAborted<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value> {
  if (signal === undefined) return promise
  let leave: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    if (leave) signal.removeEventListener('abort', leave)
  }
}
