// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import Ajv, { type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { z } from 'zod'

const operation = z.object({
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() }),
  ),
})
const described = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

/** What OCM's OpenAPI description says of bodies. */
export interface ApiDescription {
  /** Faults of a request's body; none where it is right. A path that is not described is itself a fault. */
  requestFaults(method: string, path: string, body: unknown): string[]
  /** The same for an answer: it keeps the double honest. */
  answerFaults(method: string, path: string, status: number, body: unknown): string[]
}

/** File with the description, where `KIT_OCM_SPEC` names one. */
export const OCM_SPEC = process.env.KIT_OCM_SPEC

/** Says that nothing is checked: for a run without the description. */
export const WITHOUT_DESCRIPTION: ApiDescription = { requestFaults: () => [], answerFaults: () => [] }

/** Lists that travel as `{"items": […]}` although the description draws plain arrays. */
const WRAPPED_LISTS: readonly (readonly [schema: string, property: string])[] = [
  ['Cluster', 'ingresses'],
  ['HTPasswdIdentityProvider', 'users'],
]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The description is open where the API is not: an object with named properties has no others. */
function sealed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(sealed)
  if (!isObject(schema)) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, sealed(value)]))
  if (isObject(schema.properties) && schema.additionalProperties === undefined) inner.additionalProperties = false
  return inner
}

/** Reads the description. Takes about a second. */
export function readApiDescription(file: string): ApiDescription {
  const { paths, components } = described.parse(JSON.parse(readFileSync(file, 'utf8')))
  for (const [name, property] of WRAPPED_LISTS) {
    const properties = components.schemas[name]?.properties
    if (!isObject(properties) || properties[property] === undefined)
      throw new RangeError(`${file} has no ${name}.${property} any more: is it another API?`)
    properties[property] = {}
  }
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addFormat('int32', true).addFormat('int64', true).addFormat('float', true).addFormat('double', true)
  ajv.addSchema({ $id: 'ocm', components: { schemas: sealed(components.schemas) } })

  const patterns = Object.entries(paths).map(([template, operations]) => ({
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    literal: template.replaceAll(/\{[^}]+\}/g, '').length,
    operations,
  }))
  // `…/htpasswd_users/import` is not a user named import.
  patterns.sort((a, b) => b.literal - a.literal)

  const operationOf = (method: string, path: string) => {
    const found = patterns.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()]
    return found === undefined ? undefined : operation.parse(found)
  }
  const compiled = new Map<unknown, ValidateFunction>()
  const compile = (schema: unknown) =>
    ajv.compile(JSON.parse(JSON.stringify(sealed(schema)).replaceAll('"#/components', '"ocm#/components')))
  const faultsOf = (schema: unknown, body: unknown): string[] => {
    const validate = compiled.get(schema) ?? compile(schema)
    compiled.set(schema, validate)
    if (validate(body)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    )
  }
  const outside = (path: string) => !path.startsWith('/api/clusters_mgmt/')
  return {
    requestFaults: (method, path, body) => {
      if (outside(path)) return []
      const found = operationOf(method, path)
      if (found === undefined) return [`${method} ${path} is not in the description`]
      const schema = found.requestBody?.content['application/json']?.schema
      if (schema === undefined) return body === undefined ? [] : [`${method} ${path} takes no body`]
      return body === undefined ? [] : faultsOf(schema, body)
    },
    answerFaults: (method, path, status, body) => {
      if (outside(path) || body === undefined) return []
      const responses = operationOf(method, path)?.responses
      const schema = (responses?.[String(status)] ?? responses?.default)?.content?.['application/json']?.schema
      return schema === undefined ? [] : faultsOf(schema, body)
    },
  }
}
