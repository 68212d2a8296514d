// SPDX-License-Identifier: Apache-2.0
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Manifest } from '../manifest.ts'
import { checkRules } from './cel-rules.ts'
import { type JsonSchema, objectSchema } from './closed-schema.ts'
import type { KindSchema } from './crd.ts'

/** One thing an API server would refuse, or quietly drop. */
export interface Finding {
  /** `Gateway openshift-ingress/openshift-ai-inference`. */
  readonly object: string
  /** `spec.listeners[0].tls`. */
  readonly path: string
  readonly message: string
}

/** What a validation found, and what it did not look at. */
export interface Validation {
  readonly findings: readonly Finding[]
  /** Objects that were checked. */
  readonly checked: number
  /** Rules that were evaluated. */
  readonly rules: number
  /** Kinds without a definition, and how many objects of each. */
  readonly notCovered: ReadonlyMap<string, number>
  /** Rules that could not be evaluated: kind, place and rule, and why. */
  readonly notEvaluated: ReadonlyMap<string, string>
}

/** `Gateway openshift-ingress/openshift-ai-inference`. */
export const objectName = ({ kind, metadata }: Manifest): string =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`

/** `gateway.networking.k8s.io/v1/Gateway`. */
export const kindKey = ({ apiVersion, kind }: Manifest): string => `${apiVersion}/${kind}`

const PLAIN_GROUPS = new Set(['networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io'])

/** Is this a kind of Kubernetes itself, which no CustomResourceDefinition defines? */
export function isPlain(key: string): boolean {
  const [group = ''] = key.split('/')
  return !group.includes('.') || PLAIN_GROUPS.has(group)
}

const pathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '')

function messageOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `has no field '${params.additionalProperty}'`
    case 'enum':
      return `must be one of ${params.allowedValues.join(', ')}`
    default:
      return message ?? keyword
  }
}

function wrongScope({ scope }: KindSchema, { metadata }: Manifest): string | null {
  if (scope === 'Cluster' && metadata.namespace !== undefined) return 'its kind belongs to no namespace'
  if (scope === 'Namespaced' && metadata.namespace === undefined) return 'its kind belongs to a namespace'
  return null
}

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  useDefaults: true,
  unicodeRegExp: false,
  logger: false,
  code: { optimize: false },
})
addFormats.default(ajv)

const known = new Map<string, ValidateFunction>()

/** Many workshops ask for the same of a kind: each schema is compiled once. */
function compiled(schema: JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema)
  const check = known.get(text) ?? ajv.compile(schema)
  known.set(text, check)
  return check
}

/** Checks objects of one kind, as an API server would see them: with the defaults of their definition filled in. */
function ofOneKind(kind: KindSchema, objects: readonly Manifest[]) {
  const findings: Finding[] = []
  const notEvaluated = new Map<string, string>()
  let rules = 0
  const check = compiled(objectSchema(kind.schema, objects))
  for (const object of objects) {
    const found = (path: string, message: string) => findings.push({ object: objectName(object), path, message })
    const scope = wrongScope(kind, object)
    if (scope !== null) found('metadata.namespace', scope)
    const filled: unknown = structuredClone(object)
    check(filled)
    for (const error of check.errors ?? []) found(pathOf(error.instancePath), messageOf(error))
    const outcome = checkRules(kind.schema, filled)
    rules += outcome.evaluated
    for (const { path, message } of outcome.broken) found(path, message)
    for (const { path, rule, why } of outcome.skipped)
      notEvaluated.set(`${kind.key} ${path.replaceAll(/\[\d+\]/g, '[]')}: ${rule}`, why)
  }
  return { findings, rules, notEvaluated }
}

/**
 * Checks objects against the definitions of their kinds: every field known (what a server would drop is a finding), of the
 * right type, and every rule in CEL that this machine can evaluate. Plain Kubernetes kinds have no definition: they are
 * counted as not covered.
 */
export function validateObjects(objects: readonly Manifest[], kinds: readonly KindSchema[]): Validation {
  const defined = new Map(kinds.map((kind) => [kind.key, kind]))
  const grouped = byKind(objects)
  const findings: Finding[] = []
  const notCovered = new Map<string, number>()
  const notEvaluated = new Map<string, string>()
  let [checked, rules] = [0, 0]
  for (const [key, some] of grouped) {
    const kind = defined.get(key)
    if (kind === undefined) {
      notCovered.set(key, some.length)
      continue
    }
    const outcome = ofOneKind(kind, some)
    findings.push(...outcome.findings)
    checked += some.length
    rules += outcome.rules
    for (const [rule, why] of outcome.notEvaluated) notEvaluated.set(rule, why)
  }
  return { findings, checked, rules, notCovered, notEvaluated }
}

function byKind(objects: readonly Manifest[]): Map<string, Manifest[]> {
  const groups = new Map<string, Manifest[]>()
  for (const object of objects) {
    const group = groups.get(kindKey(object)) ?? []
    group.push(object)
    groups.set(kindKey(object), group)
  }
  return groups
}
