// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Manifest } from '../manifest.ts'
import { answered } from './answer.ts'
import { ClusterError } from './errors.ts'
import { followEvents } from './follow-events.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { LiveObject, type ObjectRef, wordsOf } from './live-object.ts'
import { type ApiRequest, type Transport, transportTo } from './transport.ts'

/** The name under which this kit owns fields. Never changes: another would leave the old one's fields behind. */
export const FIELD_MANAGER = 'voice-agent-workshop-kit'

/** A kind of objects. */
export interface KindRef {
  readonly apiVersion: string
  readonly kind: string
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** The API server checks everything and keeps nothing. */
  readonly dryRun?: boolean
}

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly signal?: AbortSignal
}

/** What the kit asks of a Kubernetes API. Every call throws {@link ClusterError} and asks only once. */
export interface KubernetesClient {
  readonly server: string
  readonly context: string
  /** Server-side apply; fields that others own are taken over. */
  apply(object: Manifest, options?: CallOptions): Promise<LiveObject>
  /** Null: not there. */
  read(ref: ObjectRef, options?: CallOptions): Promise<LiveObject | null>
  list(kind: KindRef, options?: ListOptions): Promise<readonly LiveObject[]>
  /** JSON merge patch. */
  patch(ref: ObjectRef, patch: unknown, options?: CallOptions): Promise<LiveObject>
  /** Creates an object, or throws CONFLICT when it is there. */
  create(object: Manifest, options?: CallOptions): Promise<LiveObject>
  /** Sends bytes to a part of an object, and waits for as long as it takes. */
  upload(ref: ObjectRef, part: string, bytes: Uint8Array, options?: CallOptions): Promise<LiveObject>
  /** Begins a deletion. False: it was not there. */
  delete(ref: ObjectRef, options?: CallOptions): Promise<boolean>
  /** Calls `onChange` whenever an object of the kind changes from now on, until the signal or the server ends it. */
  follow(kind: KindRef, onChange: () => void, options?: ListOptions): Promise<void>
}

const ResourceList = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})
type Resource = z.output<typeof ResourceList>['resources'][number]
const ItemList = z.looseObject({
  metadata: z
    .looseObject({ continue: z.string().optional(), resourceVersion: z.string().optional() })
    .default({ continue: undefined }),
  items: z.array(z.looseObject({})),
})

const apiRoot = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`

/** A client of the cluster that `access` leads to. */
export function clientOf(access: ClusterAccess): KubernetesClient {
  return new HttpClient(access, transportTo(access))
}

class HttpClient implements KubernetesClient {
  readonly server: string
  readonly context: string
  readonly #send: Transport
  readonly #resources = new Map<string, Resource[]>()

  constructor({ server, context }: ClusterAccess, send: Transport) {
    this.server = server
    this.context = context
    this.#send = send
  }

  async apply(object: Manifest, { signal, dryRun }: CallOptions = {}): Promise<LiveObject> {
    const query = { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict', ...dry(dryRun) }
    const path = await this.#pathOf(object, signal)
    const request = { method: 'PATCH', path, query, contentType: 'application/apply-patch+yaml', body: object } as const
    return this.#object(wordsOf(object), { ...request, ...on(signal) })
  }

  async create(object: Manifest, { signal, dryRun }: CallOptions = {}): Promise<LiveObject> {
    const path = (await this.#pathOf(object, signal)).replace(/\/[^/]*$/, '')
    const query = { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', ...dry(dryRun) }
    return this.#object(wordsOf(object), { method: 'POST', path, query, body: object, ...on(signal) })
  }

  async patch(ref: ObjectRef, patch: unknown, { signal, dryRun }: CallOptions = {}): Promise<LiveObject> {
    const query = { fieldManager: FIELD_MANAGER, ...dry(dryRun) }
    const path = await this.#pathOf(ref, signal)
    const request = { method: 'PATCH', path, query, contentType: 'application/merge-patch+json', body: patch } as const
    return this.#object(wordsOf(ref), { ...request, ...on(signal) })
  }

  async upload(ref: ObjectRef, part: string, bytes: Uint8Array, { signal }: CallOptions = {}): Promise<LiveObject> {
    const path = `${await this.#pathOf(ref, signal)}/${part}`
    const request = {
      method: 'POST',
      path,
      contentType: 'application/octet-stream',
      body: bytes,
      follows: true,
    } as const
    return this.#object(wordsOf(ref), { ...request, ...on(signal) })
  }

  async read(ref: ObjectRef, { signal }: CallOptions = {}): Promise<LiveObject | null> {
    try {
      return await this.#object(wordsOf(ref), { method: 'GET', path: await this.#pathOf(ref, signal), ...on(signal) })
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'NOT_FOUND') return null
      throw error
    }
  }

  async delete(ref: ObjectRef, { signal, dryRun }: CallOptions = {}): Promise<boolean> {
    const query = { propagationPolicy: 'Background', ...dry(dryRun) }
    try {
      await this.#call(wordsOf(ref), { method: 'DELETE', path: await this.#pathOf(ref, signal), query, ...on(signal) })
      return true
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'NOT_FOUND') return false
      throw error
    }
  }

  async list(kind: KindRef, options: ListOptions = {}): Promise<readonly LiveObject[]> {
    const path = await this.#collectionOf(kind, options)
    const found: LiveObject[] = []
    for (let next: string | undefined, first = true; first || next; first = false) {
      const query = { labelSelector: options.labelSelector, limit: '500', continue: next }
      const page = ItemList.parse(
        await this.#call(`list of ${kind.kind}`, { method: 'GET', path, query, ...on(options.signal) }),
      )
      // The items of a list do not say what they are.
      found.push(...page.items.map((item) => LiveObject.parse({ ...item, ...kind })))
      next = page.metadata.continue
    }
    return found
  }

  async follow(kind: KindRef, onChange: () => void, options: ListOptions = {}): Promise<void> {
    const path = await this.#collectionOf(kind, options)
    const { labelSelector } = options
    // Without a version to begin at, a watch tells of everything that is there first.
    const now = { method: 'GET', path, query: { labelSelector, limit: '1' }, ...on(options.signal) } as const
    const { resourceVersion } = ItemList.parse(await this.#call(`list of ${kind.kind}`, now)).metadata
    const query = { watch: 'true', labelSelector, resourceVersion }
    const response = await this.#send({ method: 'GET', path, query, follows: true, ...on(options.signal) })
    if (response.statusCode !== 200) await answered(`watch of ${kind.kind}`, this.server, response)
    await followEvents(response, onChange, options.signal)
  }

  async #object(what: string, request: ApiRequest): Promise<LiveObject> {
    return LiveObject.parse(await this.#call(what, request))
  }

  async #call(what: string, request: ApiRequest): Promise<unknown> {
    return answered(what, this.server, await this.#send(request))
  }

  async #pathOf({ apiVersion, kind, metadata }: ObjectRef, signal?: AbortSignal): Promise<string> {
    const resource = await this.#resource({ apiVersion, kind }, signal).catch((error: unknown) => {
      if (!(error instanceof ClusterError) || error.code !== 'NO_SUCH_KIND') throw error
      throw new ClusterError(error.code, `${wordsOf({ apiVersion, kind, metadata })}: ${error.message}`)
    })
    if (resource.namespaced && metadata.namespace === undefined)
      throw new ClusterError('REJECTED', `${kind} ${metadata.name} has no namespace, and its kind lives in one.`)
    const space = resource.namespaced ? `/namespaces/${encodeURIComponent(metadata.namespace ?? '')}` : ''
    return `${apiRoot(apiVersion)}${space}/${resource.name}/${encodeURIComponent(metadata.name)}`
  }

  async #collectionOf(kind: KindRef, { namespace, signal }: ListOptions): Promise<string> {
    const resource = await this.#resource(kind, signal)
    const space = namespace === undefined || !resource.namespaced ? '' : `/namespaces/${encodeURIComponent(namespace)}`
    return `${apiRoot(kind.apiVersion)}${space}/${resource.name}`
  }

  /** How the API calls a kind. Asked anew for a kind it did not have. */
  async #resource({ apiVersion, kind }: KindRef, signal?: AbortSignal): Promise<Resource> {
    const has = (resource: Resource): boolean => resource.kind === kind
    const known = this.#resources.get(apiVersion)?.find(has)
    if (known !== undefined) return known
    const resources = await this.#resourcesOf(apiVersion, signal)
    this.#resources.set(apiVersion, resources)
    const found = resources.find(has)
    if (found !== undefined) return found
    const next = 'Is the operator that brings it installed?'
    throw new ClusterError('NO_SUCH_KIND', `the cluster has no kind ${kind} in ${apiVersion}. ${next}`)
  }

  async #resourcesOf(apiVersion: string, signal?: AbortSignal): Promise<Resource[]> {
    const path = apiRoot(apiVersion)
    try {
      const list = await this.#call(`kinds of ${apiVersion}`, { method: 'GET', path, ...on(signal) })
      // Subresources such as deployments/scale carry kinds too.
      return ResourceList.parse(list).resources.filter(({ name }) => !name.includes('/'))
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'NO_SUCH_KIND') return []
      throw error
    }
  }
}

const on = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
const dry = (dryRun = false) => (dryRun ? { dryRun: 'All' } : {})
