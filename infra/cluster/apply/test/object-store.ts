// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events'
import type { LiveObject } from '../live-object.ts'
import { LiveObject as Live } from '../live-object.ts'
import type { JsonObject, Ownership } from './server-side-apply.ts'

/** A kind as discovery tells of it. */
export interface KnownKind {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
}

/** One object with who owns its fields. */
export interface Kept {
  readonly kind: KnownKind
  readonly object: JsonObject
  readonly owners: Ownership
}

const keyOf = (kind: KnownKind, namespace: string | undefined, name: string): string =>
  [kind.apiVersion, kind.kind, namespace ?? '', name].join(' ')

/** The objects of a cluster, and what happens to them. */
export class ObjectStore extends EventEmitter<{ change: [type: 'ADDED' | 'MODIFIED' | 'DELETED', kept: Kept] }> {
  readonly #kinds = new Map<string, KnownKind>()
  readonly #objects = new Map<string, Kept>()
  #version = 0

  constructor() {
    super()
    this.setMaxListeners(0)
  }

  get version(): string {
    return String(this.#version)
  }

  /** From now on the cluster knows a kind. */
  learn(apiVersion: string, kind: string, namespaced: boolean): void {
    if (this.#kinds.has(`${apiVersion}/${kind}`)) return
    const small = kind.toLowerCase()
    const plural =
      small.endsWith('y') && !small.endsWith('ay')
        ? `${small.slice(0, -1)}ies`
        : small.endsWith('s')
          ? `${small}es`
          : `${small}s`
    this.#kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind, plural, namespaced })
  }

  kindsOf(apiVersion: string): KnownKind[] {
    return [...this.#kinds.values()].filter((kind) => kind.apiVersion === apiVersion)
  }

  kindOf(apiVersion: string, kind: string): KnownKind | undefined {
    return this.#kinds.get(`${apiVersion}/${kind}`)
  }

  get(kind: KnownKind, namespace: string | undefined, name: string): Kept | undefined {
    return this.#objects.get(keyOf(kind, namespace, name))
  }

  all(): Kept[] {
    return [...this.#objects.values()]
  }

  /** Every object of a kind, as a client sees it. */
  list(kind: string): LiveObject[] {
    return this.all().flatMap((kept) => (kept.kind.kind === kind ? [Live.parse(kept.object)] : []))
  }

  find(kind: string, name: string, namespace?: string): LiveObject | undefined {
    return this.list(kind).find(
      ({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace),
    )
  }

  /** Keeps an object as it is given, with a new version; nothing when it is the same as before. */
  keep(kind: KnownKind, object: JsonObject, owners: Ownership): Kept {
    const { metadata } = Live.parse(object)
    const key = keyOf(kind, metadata.namespace, metadata.name)
    const before = this.#objects.get(key)
    const bare = (of: JsonObject): string =>
      JSON.stringify({ ...of, metadata: { ...Live.parse(of).metadata, resourceVersion: '', generation: 0 } })
    if (before !== undefined && bare(before.object) === bare(object)) {
      const kept = { ...before, owners }
      this.#objects.set(key, kept)
      return kept
    }
    this.#version += 1
    const spec = (of: JsonObject): string => JSON.stringify({ ...of, metadata: null, status: null })
    const old = before === undefined ? 0 : (Live.parse(before.object).metadata.generation ?? 0)
    const generation = before !== undefined && spec(before.object) === spec(object) ? old : old + 1
    const kept: Kept = {
      kind,
      owners,
      object: {
        ...object,
        metadata: { ...JSON.parse(JSON.stringify(metadata)), resourceVersion: this.version, generation },
      },
    }
    this.#objects.set(key, kept)
    this.emit('change', before === undefined ? 'ADDED' : 'MODIFIED', kept)
    return kept
  }

  /** A controller's doing: an object as it is, or its status. */
  put(object: JsonObject & { apiVersion: string; kind: string }): void {
    const kind = this.kindOf(object.apiVersion, object.kind)
    if (kind === undefined) throw new RangeError(`The double knows no ${object.apiVersion} ${object.kind}.`)
    const { metadata } = Live.parse(object)
    this.keep(kind, object, this.get(kind, metadata.namespace, metadata.name)?.owners ?? new Map())
  }

  /** Changes the live object of a reference with what `change` gives. */
  update(live: LiveObject, change: (object: JsonObject) => JsonObject): void {
    const kind = this.kindOf(live.apiVersion, live.kind)
    const kept = kind && this.get(kind, live.metadata.namespace, live.metadata.name)
    if (kind !== undefined && kept !== undefined) this.keep(kind, change(structuredClone(kept.object)), kept.owners)
  }

  setStatus(live: LiveObject, status: JsonObject): void {
    this.update(live, (object) => ({ ...object, status }))
  }

  remove(kept: Kept): void {
    const { metadata } = Live.parse(kept.object)
    this.#version += 1
    this.#objects.delete(keyOf(kept.kind, metadata.namespace, metadata.name))
    this.emit('change', 'DELETED', kept)
    if (kept.kind.kind !== 'Namespace') return
    for (const other of this.all())
      if (Live.parse(other.object).metadata.namespace === metadata.name) this.remove(other)
  }
}
