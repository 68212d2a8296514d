// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { LiveObject } from '../live-object.ts'
import { type Kept, type KnownKind, ObjectStore } from './object-store.ts'
import { type JsonObject, mergePatch, serverSideApply } from './server-side-apply.ts'

/** Something that goes wrong with requests, and how often. */
export interface Trouble {
  /** Requests it befalls, `PATCH /apis/apps/v1/…`. */
  readonly on: RegExp
  /** A status to answer with, a connection to drop, or a pause to make before the answer. */
  readonly does:
    | { readonly status: number; readonly body?: JsonObject; readonly retryAfterS?: number }
    | 'drop'
    | { readonly pauseMs: number }
  /** @default always */
  times?: number
}

const Json = z.record(z.string(), z.json())

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: JsonObject = {},
  ) {
    super(message)
  }
}

/**
 * A Kubernetes API on 127.0.0.1: discovery, server-side apply with field managers and conflicts, merge patches, dry runs,
 * reads, lists with selectors and pages, watches, deletions with finalizers, and trouble on demand. It checks no schema.
 */
export class KubernetesApi {
  readonly store = new ObjectStore()
  readonly troubles: Trouble[] = []
  /** Archives that builds were sent, by the build's name. */
  readonly uploads = new Map<string, Buffer>()
  /** `METHOD path` of every request, in order. */
  readonly requests: string[] = []
  readonly #server: Server
  readonly #watches = new Set<ServerResponse>()
  readonly #token: string

  private constructor(token: string) {
    this.#token = token
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(token = 'a-token'): Promise<KubernetesApi> {
    const api = new KubernetesApi(token)
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve))
    return api
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** As an API server does after some minutes. */
  endWatches(): void {
    for (const response of this.#watches) response.end()
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const line = `${request.method} ${decodeURIComponent(url.pathname)}`
    this.requests.push(line)
    const trouble = this.troubles.find(({ on, times }) => on.test(line) && (times ?? 1) > 0)
    if (trouble !== undefined) {
      if (trouble.times !== undefined) trouble.times -= 1
      if (trouble.does === 'drop') {
        request.socket.destroy()
        return
      }
      if ('pauseMs' in trouble.does) await wait(trouble.does.pauseMs)
      else {
        const { status, body, retryAfterS } = trouble.does
        if (retryAfterS !== undefined) response.setHeader('Retry-After', String(retryAfterS))
        send(response, status, body ?? { kind: 'Status', message: `trouble ${status}`, reason: 'Trouble' })
        return
      }
    }
    try {
      if (request.headers.authorization !== `Bearer ${this.#token}`)
        throw new Refusal(401, 'Unauthorized', 'Unauthorized')
      await this.#route(request, response, url)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, reason, message, details } = error
      send(response, status, {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        code: status,
        reason,
        message,
        details,
      })
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, root = '', ...rest] = url.pathname.split('/').map(decodeURIComponent)
    const apiVersion = root === 'api' ? (rest.shift() ?? '') : rest.splice(0, 2).join('/')
    const kinds = this.store.kindsOf(apiVersion)
    if (kinds.length === 0) return notFound(response)
    if (rest.length === 0) {
      const resources = kinds.flatMap(({ plural, kind, namespaced }) => [
        { name: plural, kind, namespaced },
        { name: `${plural}/status`, kind, namespaced },
      ])
      return send(response, 200, { kind: 'APIResourceList', groupVersion: apiVersion, resources })
    }
    const namespace = rest[0] === 'namespaces' && rest.length > 2 ? rest.splice(0, 2)[1] : undefined
    const [plural, name, part] = rest
    const kind = kinds.find((candidate) => candidate.plural === plural)
    if (kind === undefined) return notFound(response)
    const isDry = url.searchParams.get('dryRun') === 'All'
    if (name === undefined) {
      if (request.method === 'POST') return this.#create(response, kind, namespace, await bodyOf(request), isDry)
      return this.#list(response, kind, namespace, url.searchParams)
    }
    const kept = this.store.get(kind, namespace, name)
    if (part === 'instantiatebinary' && kept !== undefined) return this.#build(request, response, namespace, name)
    if (request.method === 'PATCH') return this.#patch(request, response, url, { kind, namespace, name, kept })
    if (kept === undefined) {
      const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : ''
      throw new Refusal(404, 'NotFound', `${kind.plural}${group} "${name}" not found`, { name, kind: kind.plural })
    }
    if (request.method === 'DELETE') {
      if (!isDry) this.#delete(kept)
      return send(response, 200, { kind: 'Status', apiVersion: 'v1', status: 'Success' })
    }
    send(response, 200, kept.object)
  }

  /** A binary build begins: the archive is kept, and a Build is there. */
  async #build(
    request: IncomingMessage,
    response: ServerResponse,
    namespace: string | undefined,
    name: string,
  ): Promise<void> {
    this.uploads.set(name, await buffer(request))
    const labels = { buildconfig: name }
    const annotations = { 'openshift.io/build.number': '1' }
    const metadata = { name: `${name}-1`, namespace: namespace ?? '', labels, annotations }
    const build = { apiVersion: 'build.openshift.io/v1', kind: 'Build', metadata }
    this.store.put(build)
    send(response, 201, build)
  }

  #mustHaveNamespace(kind: KnownKind, namespace: string | undefined): void {
    if (!kind.namespaced) return
    const home = this.store.find('Namespace', namespace ?? '')
    if (home === undefined)
      throw new Refusal(404, 'NotFound', `namespaces "${namespace}" not found`, {
        name: namespace ?? '',
        kind: 'namespaces',
      })
    if (home.metadata.deletionTimestamp !== undefined)
      throw new Refusal(403, 'Forbidden', `namespace ${namespace} is being terminated`, {
        causes: [{ reason: 'NamespaceTerminating' }],
      })
  }

  #create(
    response: ServerResponse,
    kind: KnownKind,
    namespace: string | undefined,
    body: JsonObject,
    isDry: boolean,
  ): void {
    this.#mustHaveNamespace(kind, namespace)
    const { name } = LiveObject.parse(body).metadata
    if (this.store.get(kind, namespace, name) !== undefined)
      throw new Refusal(409, 'AlreadyExists', `${kind.plural} "${name}" already exists`)
    send(response, 201, isDry ? body : this.store.keep(kind, body, new Map()).object)
  }

  async #patch(
    request: IncomingMessage,
    response: ServerResponse,
    { searchParams }: URL,
    {
      kind,
      namespace,
      name,
      kept,
    }: { kind: KnownKind; namespace: string | undefined; name: string; kept: Kept | undefined },
  ): Promise<void> {
    this.#mustHaveNamespace(kind, namespace)
    const body = await bodyOf(request)
    const manager = searchParams.get('fieldManager') ?? ''
    const isDry = searchParams.get('dryRun') === 'All'
    const finish = (object: JsonObject, owners: Kept['owners']): void =>
      send(response, kept === undefined ? 201 : 200, isDry ? object : this.store.keep(kind, object, owners).object)
    if (request.headers['content-type'] === 'application/merge-patch+json') {
      if (kept === undefined)
        throw new Refusal(404, 'NotFound', `${kind.plural} "${name}" not found`, { name, kind: kind.plural })
      return finish(Json.parse(mergePatch(kept.object, body)), kept.owners)
    }
    if (request.headers['content-type'] !== 'application/apply-patch+yaml')
      throw new Refusal(415, 'UnsupportedMediaType', 'no such patch')
    if (manager === '') throw new Refusal(422, 'Invalid', 'fieldManager is required for apply patch')
    const force = searchParams.get('force') === 'true'
    const result = serverSideApply(kept?.object, kept?.owners ?? new Map(), body, manager, force)
    if (result.kind === 'conflict')
      throw new Refusal(
        409,
        'Conflict',
        `Apply failed: conflicts with ${result.with.map((who) => `"${who}"`).join(', ')}`,
      )
    finish(result.object, result.owners)
  }

  #delete(kept: Kept): void {
    const { finalizers = [] } = LiveObject.parse(kept.object).metadata
    if (finalizers.length === 0) this.store.remove(kept)
    else
      this.store.update(LiveObject.parse(kept.object), (object) =>
        Json.parse(mergePatch(object, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })),
      )
  }

  #list(response: ServerResponse, kind: KnownKind, namespace: string | undefined, query: URLSearchParams): void {
    const matches = selects(query.get('labelSelector'))
    const isIn = (kept: Kept): boolean => {
      const { metadata } = LiveObject.parse(kept.object)
      return (
        kept.kind === kind && (namespace === undefined || metadata.namespace === namespace) && matches(metadata.labels)
      )
    }
    if (query.get('watch') === 'true') {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.flushHeaders()
      const tell = (type: string, kept: Kept): void => {
        if (isIn(kept)) response.write(`${JSON.stringify({ type, object: kept.object })}\n`)
      }
      this.store.on('change', tell)
      this.#watches.add(response)
      response.on('close', () => {
        this.store.off('change', tell)
        this.#watches.delete(response)
      })
      return
    }
    const all = this.store.all().filter(isIn)
    const from = Number(query.get('continue') ?? 0)
    const limit = Number(query.get('limit') ?? all.length)
    const next = from + limit < all.length ? { continue: String(from + limit) } : {}
    const items = all.slice(from, from + limit).map(({ object: { apiVersion: _, kind: __, ...item } }) => item)
    send(response, 200, { kind: `${kind.kind}List`, metadata: { resourceVersion: this.store.version, ...next }, items })
  }
}

/** Equality and existence, as in `a=b,c`. */
function selects(selector: string | null): (labels: Readonly<Record<string, string>>) => boolean {
  const wants = (selector ?? '').split(',').filter(Boolean)
  return (labels) =>
    wants.every((want) => {
      const [key = '', value] = want.split('=')
      return value === undefined ? key in labels : labels[key] === value
    })
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  return Json.parse(JSON.parse(await text(request)))
}

function send(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found\n')
}
