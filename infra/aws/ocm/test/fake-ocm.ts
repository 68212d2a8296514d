// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import { type ApiDescription, OCM_SPEC, readApiDescription, WITHOUT_DESCRIPTION } from './api-description.ts'
import { type AwsView, WILLING_ACCOUNT } from './aws-view.ts'
import { type FakeCluster, stepCluster } from './fake-cluster.ts'
import type { FakePool } from './fake-pool.ts'
import { createFaults, type Fault } from './faults.ts'
import { logIn, OAUTH_PATH } from './openshift-login.ts'
import { Refusal, type Reply } from './reply.ts'
import { route } from './routes.ts'

/** A request that got as far as the API. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

export interface FakeState {
  readonly url: string
  readonly clock: Clock
  readonly aws: AwsView
  readonly clusters: Map<string, FakeCluster>
  /** Issuer host by id. */
  readonly oidcConfigs: Map<string, string>
  nextId(kind: string): string
  /** What a test does to something in the moment it is made. */
  readonly hooks: { cluster?: (cluster: FakeCluster) => void; pool?: (pool: FakePool) => void }
}

/** OpenShift Cluster Manager on 127.0.0.1: the customer's view of it, with a memory and a clock. */
export interface FakeOcm extends FakeState {
  readonly tokenUrl: string
  readonly account: { readonly clientId: string; readonly clientSecret: string }
  readonly seen: readonly SeenRequest[]
  /** Bodies that the description forbids, of requests and of the double's own answers. Empty at the end of a good test. */
  readonly faults: readonly string[]
  /** Whether bodies were compared with OCM's description. */
  readonly described: boolean
  befall(fault: Fault): void
  readonly faultsToCome: number
  /** Every token becomes worthless. */
  expireTokens(): void
  readonly logins: number
  /** What still bills, or is left lying about. */
  leftovers(): string[]
  close(): Promise<void>
}

const descriptions = new Map<string, ApiDescription>()
function description(): ApiDescription {
  if (OCM_SPEC === undefined) return WITHOUT_DESCRIPTION
  const read = descriptions.get(OCM_SPEC) ?? readApiDescription(OCM_SPEC)
  descriptions.set(OCM_SPEC, read)
  return read
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** Error bodies look like this in every service of OCM's. */
const refusalBody = (status: number, reason: string) => ({
  kind: 'Error',
  id: status,
  href: `/api/clusters_mgmt/v1/errors/${status}`,
  code: `CLUSTERS-MGMT-${status}`,
  reason,
})

/** Tokens live this long at Red Hat's single sign-on. */
const TOKEN_LIVES_S = 900

/** Starts the double. `aws` is what it sees of the customer's account. */
export async function startFakeOcm(options: { readonly clock: Clock; readonly aws?: AwsView }): Promise<FakeOcm> {
  const { clock, aws = WILLING_ACCOUNT } = options
  const api = description()
  const account = { clientId: 'kit-test-account', clientSecret: 'canary-ocm-secret-0123456789' }
  const seen: SeenRequest[] = []
  const faults: string[] = []
  const misfortunes = createFaults()
  const tokens = new Map<string, number>()
  let logins = 0
  let ids = 0

  const state: { -readonly [Key in keyof FakeState]: FakeState[Key] } = {
    url: '',
    clock,
    aws,
    clusters: new Map(),
    oidcConfigs: new Map(),
    hooks: {},
    nextId: (kind) => {
      ids += 1
      return `${kind}${String(ids).padStart(4, '0')}`
    },
  }

  function token(text: string): Reply {
    const form = new URLSearchParams(text)
    if (form.get('client_id') !== account.clientId || form.get('client_secret') !== account.clientSecret)
      return { status: 401, body: { error: 'unauthorized_client', error_description: 'Invalid client credentials' } }
    logins += 1
    const fresh = `eyJhbGciOiJSUzI1NiJ9.canary-token-${logins}.signature`
    tokens.set(fresh, clock.nowMs() + TOKEN_LIVES_S * 1000)
    return { status: 200, body: { access_token: fresh, expires_in: TOKEN_LIVES_S, token_type: 'Bearer' } }
  }

  function answer(method: string, url: URL, text: string, bearer: string): Reply {
    if ((tokens.get(bearer) ?? 0) <= clock.nowMs()) throw new Refusal(401, 'The access token has expired')
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    seen.push({ method, path: url.pathname, body })
    const wrong = api.requestFaults(method, url.pathname, body)
    faults.push(...wrong.map((fault) => `${method} ${url.pathname}: ${fault}`))
    if (wrong.length > 0) throw new Refusal(400, wrong.join('; '))
    for (const cluster of state.clusters.values()) {
      stepCluster(cluster, clock.nowMs(), aws)
      if (cluster.stage === 'gone') state.clusters.delete(cluster.id)
    }
    return route(state, { method, url, body })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const url = new URL(request.url ?? '/', state.url)
    const text = await bodyOf(request)
    const misfortune = misfortunes.next(method, url.pathname)
    if (misfortune?.kind === 'silent') return
    if (misfortune?.kind === 'dropped') {
      request.socket.destroy()
      return
    }
    if (misfortune?.kind === 'status') {
      const { status, headers, reason = 'injected' } = misfortune
      send(response, { status, body: refusalBody(status, reason), ...(headers === undefined ? {} : { headers }) })
      return
    }
    let reply: Reply
    try {
      if (url.pathname === '/token') reply = token(text)
      else if (OAUTH_PATH.test(url.pathname)) reply = await logIn(state, url, request.headers)
      else reply = answer(method, url, text, (request.headers.authorization ?? '').replace(/^Bearer /, ''))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply = { status: error.status, body: refusalBody(error.status, error.message) }
    }
    const own = api.answerFaults(method, url.pathname, reply.status, reply.body)
    faults.push(...own.map((fault) => `answer to ${method} ${url.pathname}: ${fault}`))
    if (misfortune?.kind === 'lost') request.socket.destroy()
    else send(response, reply)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      faults.push(`the double broke at ${request.method} ${request.url}: ${String(error)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The double has no port.')
  state.url = `http://127.0.0.1:${address.port}`

  return {
    ...state,
    tokenUrl: `${state.url}/token`,
    account,
    seen,
    faults,
    described: OCM_SPEC !== undefined,
    befall: misfortunes.add,
    get faultsToCome() {
      return misfortunes.left
    },
    expireTokens: () => tokens.clear(),
    get logins() {
      return logins
    },
    leftovers: () => [
      ...[...state.clusters.values()].map(({ body, stage }) => `cluster ${body.name} (${stage})`),
      ...[...state.oidcConfigs.keys()].map((id) => `OIDC config ${id}`),
    ],
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
