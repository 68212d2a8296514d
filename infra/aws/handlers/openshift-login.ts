// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** A token, or why there is none yet. A new identity provider takes minutes until it knows its people. */
export type Login =
  | { readonly kind: 'in'; readonly token: string; readonly expiresInS: number }
  | { readonly kind: 'not-yet'; readonly why: string }

const oauthServer = z.object({ issuer: z.url() })

/** One request may take this long. */
const TIMEOUT_MS = 20_000

const fragment = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().default(86_400) })

/**
 * Turns a password into a token of OpenShift, as `oc login` does: the client `openshift-challenging-client` answers with a
 * redirect that carries the token in its fragment. Whatever goes wrong is `not-yet`: the caller asks again, and knows how
 * long. Neither password nor token are in `why`.
 */
export async function logIn(
  apiUrl: string,
  { username, password }: { readonly username: string; readonly password: string },
  ask: typeof fetch = fetch,
): Promise<Login> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const discovery = await ask(`${apiUrl}/.well-known/oauth-authorization-server`, { signal })
    if (!discovery.ok) return { kind: 'not-yet', why: `the API answered ${discovery.status}` }
    const { issuer } = oauthServer.parse(await discovery.json())
    const url = `${issuer}/oauth/authorize?response_type=token&client_id=openshift-challenging-client`
    const basic = Buffer.from(`${username}:${password}`).toString('base64')
    const answer = await ask(url, {
      headers: { authorization: `Basic ${basic}`, 'x-csrf-token': '1' },
      redirect: 'manual',
      signal,
    })
    if (answer.status === 401) return { kind: 'not-yet', why: `'${username}' is not known there (401)` }
    const location = answer.headers.get('location')
    if (answer.status !== 302 || location === null)
      return { kind: 'not-yet', why: `the login answered ${answer.status}` }
    const parsed = fragment.safeParse(Object.fromEntries(new URLSearchParams(new URL(location, issuer).hash.slice(1))))
    if (!parsed.success) return { kind: 'not-yet', why: 'the login answered without a token' }
    return { kind: 'in', token: parsed.data.access_token, expiresInS: parsed.data.expires_in }
  } catch (error) {
    // The message may hold the request; its kind does not.
    const { name, cause } = error instanceof Error ? error : { name: 'Error', cause: undefined }
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    return { kind: 'not-yet', why: `the API or its login did not answer: ${name}${code}` }
  }
}
