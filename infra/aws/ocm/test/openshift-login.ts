// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from 'node:http'
import { compare } from 'bcryptjs'
import type { FakeState } from './fake-ocm.ts'
import { LOGIN_TAKES_MS } from './fake-provider.ts'
import type { Reply } from './reply.ts'

/** The API server and the OAuth server of the double's clusters. */
export const OAUTH_PATH = /^\/openshift\/([^/]+)(\/.*)$/

const compared = new Map<string, Promise<boolean>>()
/** bcrypt is slow by intent, and the answer does not change. */
function isPassword(password: string, hash: string): Promise<boolean> {
  const known = compared.get(`${password} ${hash}`) ?? compare(password, hash)
  compared.set(`${password} ${hash}`, known)
  return known
}

/** The part of OpenShift that turns a password into a token. */
export async function logIn(state: FakeState, url: URL, headers: IncomingHttpHeaders): Promise<Reply> {
  const [, id = '', path = ''] = OAUTH_PATH.exec(url.pathname) ?? []
  const cluster = state.clusters.get(id)
  if (cluster?.stage !== 'ready') return { status: 503 }
  const issuer = `${state.url}/openshift/${id}`
  if (path === '/.well-known/oauth-authorization-server')
    return { status: 200, body: { issuer, authorization_endpoint: `${issuer}/oauth/authorize` } }
  if (path !== '/oauth/authorize') return { status: 404 }
  if (url.searchParams.get('client_id') !== 'openshift-challenging-client' || headers['x-csrf-token'] === undefined)
    return { status: 400 }
  const [username = '', ...rest] = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':')
  for (const provider of cluster.providers.values()) {
    const user = [...provider.users.values()].find((candidate) => candidate.username === username)
    if (user === undefined || state.clock.nowMs() - user.sinceMs < LOGIN_TAKES_MS) continue
    if (!(await isPassword(rest.join(':'), user.hash))) continue
    const fragment = new URLSearchParams({
      access_token: `sha256~canary-openshift-token-of-${username}`,
      expires_in: '86400',
      token_type: 'Bearer',
    })
    return { status: 302, headers: { location: `${issuer}/oauth/token/implicit#${fragment}` } }
  }
  return { status: 401, headers: { 'www-authenticate': 'Basic realm="openshift"' } }
}
