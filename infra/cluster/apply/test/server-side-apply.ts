// SPDX-License-Identifier: Apache-2.0

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Which manager owns which fields; a field by its path, a list as a whole. */
export type Ownership = Map<string, Set<string>>

const SEPARATOR = '\u0000'
const IDENTITY = new Set([
  'apiVersion',
  'kind',
  ['metadata', 'name'].join(SEPARATOR),
  ['metadata', 'namespace'].join(SEPARATOR),
])

function leaves(value: JsonObject, path: readonly string[] = []): Map<string, Json> {
  const found = new Map<string, Json>()
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key]
    if (IDENTITY.has(here.join(SEPARATOR))) continue
    if (isObject(inner) && Object.keys(inner).length > 0) for (const leaf of leaves(inner, here)) found.set(...leaf)
    else found.set(here.join(SEPARATOR), inner)
  }
  return found
}

function at(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object
  for (const key of path.split(SEPARATOR)) value = isObject(value) ? value[key] : undefined
  return value
}

function put(object: JsonObject, path: string, value: Json): void {
  const keys = path.split(SEPARATOR)
  const last = keys.pop() ?? ''
  let inside = object
  for (const key of keys) {
    const next: JsonObject = isObject(inside[key]) ? inside[key] : {}
    inside[key] = next
    inside = next
  }
  inside[last] = value
}

function remove(object: JsonObject, path: string): void {
  const keys = path.split(SEPARATOR)
  const last = keys.pop() ?? ''
  const parent = keys.length === 0 ? object : at(object, keys.join(SEPARATOR))
  if (!isObject(parent)) return
  delete parent[last]
  if (Object.keys(parent).length === 0 && keys.length > 0) remove(object, keys.join(SEPARATOR))
}

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What an apply comes to: the object after it, or who owns what it would have changed. */
export type Applied =
  | { readonly kind: 'applied'; readonly object: JsonObject; readonly owners: Ownership }
  | { readonly kind: 'conflict'; readonly with: readonly string[] }

/**
 * Server-side apply as the API server does it, but for lists, which it takes as a whole: fields that others own with
 * another value are a conflict or, by force, taken over; fields this manager no longer sends are removed.
 */
export function serverSideApply(
  before: JsonObject | undefined,
  owners: Ownership,
  sent: JsonObject,
  manager: string,
  force: boolean,
): Applied {
  const object = structuredClone(before ?? sent)
  const wanted = leaves(sent)
  const after: Ownership = new Map([...owners].map(([name, paths]) => [name, new Set(paths)]))
  const conflicts = new Set<string>()
  for (const [name, paths] of after) {
    if (name === manager) continue
    for (const path of paths) {
      const value = wanted.get(path)
      if (value === undefined || same(value, at(object, path))) continue
      if (force) paths.delete(path)
      else conflicts.add(name)
    }
  }
  if (conflicts.size > 0) return { kind: 'conflict', with: [...conflicts] }
  for (const path of after.get(manager) ?? []) {
    const isShared = [...after].some(([name, paths]) => name !== manager && paths.has(path))
    if (!wanted.has(path) && !isShared) remove(object, path)
  }
  for (const [path, value] of wanted) put(object, path, value)
  after.set(manager, new Set(wanted.keys()))
  return { kind: 'applied', object, owners: after }
}

/** JSON merge patch (RFC 7396). */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}
