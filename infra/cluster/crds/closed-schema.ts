// SPDX-License-Identifier: Apache-2.0
import type { StructuralSchema } from './crd.ts'

/** JSON Schema, as ajv takes it. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const STRINGS = { type: 'object', additionalProperties: { type: 'string' } } as const

/** What the API server takes in `metadata` of anything it is sent. Definitions do not say. */
const METADATA: JsonSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$' },
    namespace: { type: 'string', maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
    labels: { type: 'object', additionalProperties: { type: 'string', maxLength: 63 } },
    annotations: STRINGS,
  },
}

/** Keywords that mean the same in both worlds. */
const SAME = [
  'enum',
  'format',
  'maximum',
  'minimum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'maxItems',
  'minItems',
  'maxLength',
  'minLength',
  'maxProperties',
  'minProperties',
  'multipleOf',
  'pattern',
  'uniqueItems',
  'required',
  'default',
]

/** In these, a structural schema only adds conditions: what may be there is said outside of them. */
const CONDITIONS = ['allOf', 'anyOf', 'oneOf', 'not']

const exclusive = (keywords: Record<string, unknown>): Record<string, unknown> => {
  // Draft 4 writes exclusive bounds as booleans, which later drafts do not know.
  const { exclusiveMaximum, exclusiveMinimum, ...rest } = keywords
  return {
    ...rest,
    ...(exclusiveMaximum === true && { exclusiveMaximum: rest.maximum }),
    ...(exclusiveMinimum === true && { exclusiveMinimum: rest.minimum }),
  }
}

function typed(schema: StructuralSchema): Record<string, unknown> {
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] }
  if (schema.type === undefined) return {}
  return { type: schema.nullable ? [schema.type, 'null'] : schema.type }
}

/**
 * A structural schema as JSON Schema in which the world is closed: what the API server would prune, or refuse, is an error.
 * Of the properties that `values` do not have only those with a default are kept, so that a schema of megabytes becomes
 * one that compiles at once.
 */
export function closedSchema(schema: StructuralSchema, values: readonly unknown[]): JsonSchema {
  // Some definitions hold `anyOf: null`.
  const said = [...SAME, ...CONDITIONS].filter((key) => schema[key] !== undefined && schema[key] !== null)
  const base = { ...exclusive(Object.fromEntries(said.map((key) => [key, schema[key]]))), ...typed(schema) }
  if (schema.type === 'array') {
    const items = values.flatMap((value) => (Array.isArray(value) ? value : []))
    return { ...base, ...(schema.items !== undefined && { items: closedSchema(schema.items, items) }) }
  }
  if (schema.type !== 'object') return base
  const objects = values.filter(isRecord)
  const { properties = {}, additionalProperties } = schema
  if (isRecord(additionalProperties)) {
    const below = objects.flatMap((object) => Object.values(object))
    return { ...base, additionalProperties: closedSchema(additionalProperties, below) }
  }
  const kept = Object.entries(properties).flatMap(([name, property]): [string, JsonSchema][] => {
    const below = objects.flatMap((object) => (name in object ? [object[name]] : []))
    if (below.length > 0 || property.default !== undefined) return [[name, closedSchema(property, below)]]
    return []
  })
  const embedded = schema['x-kubernetes-embedded-resource']
  const open = schema['x-kubernetes-preserve-unknown-fields'] || additionalProperties === true || embedded
  return { ...base, properties: Object.fromEntries(kept), ...(!open && { additionalProperties: false }) }
}

/** The closed schema of a whole object: that of its kind, and what every object has. */
export function objectSchema(schema: StructuralSchema, objects: readonly unknown[]): JsonSchema {
  const { apiVersion, kind, metadata, status, ...properties } = schema.properties ?? {}
  const closed = closedSchema({ ...schema, type: 'object', properties }, objects)
  if (typeof closed === 'boolean') return closed
  const own = isRecord(closed.properties) ? closed.properties : {}
  return {
    ...closed,
    properties: { ...own, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: METADATA },
  }
}
