// SPDX-License-Identifier: Apache-2.0
import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import type { CelRule, StructuralSchema } from './crd.ts'

/** What became of the rules of an object. */
export interface RuleOutcome {
  /** Rules that were evaluated, the broken ones included. */
  readonly evaluated: number
  readonly broken: readonly { readonly path: string; readonly message: string }[]
  /** Rules that could not be evaluated, and why. */
  readonly skipped: readonly { readonly path: string; readonly rule: string; readonly why: string }[]
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** How Kubernetes writes a property name in a rule, where CEL would read something else. */
function escaped(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as CEL wants it: whole numbers are ints, and objects maps. */
function celValue(value: unknown, schema: StructuralSchema | undefined): CelInput {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isInteger(value) && schema?.type !== 'number' ? BigInt(value) : value
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items))
  if (!isRecord(value)) return null
  const free = isRecord(schema?.additionalProperties) ? schema.additionalProperties : undefined
  return new Map(
    Object.entries(value).map(([name, below]) => [
      free === undefined ? escaped(name) : name,
      celValue(below, schema?.properties?.[name] ?? free),
    ]),
  )
}

const environment = celEnv({ funcs: strings })
const planned = new Map<string, ReturnType<typeof plan> | string>()

function planOf(rule: string): ReturnType<typeof plan> | string {
  const known = planned.get(rule)
  if (known !== undefined) return known
  let made: ReturnType<typeof plan> | string
  try {
    made = plan(environment, parse(rule))
  } catch (error) {
    made = error instanceof Error ? error.message : String(error)
  }
  planned.set(rule, made)
  return made
}

function evaluate({ rule, message }: CelRule, self: CelInput): 'kept' | { broken: string } | { skipped: string } {
  // Rules about a change are not asked when an object is made.
  if (/\boldSelf\b/.test(rule)) return { skipped: 'it compares with an older object' }
  const program = planOf(rule)
  if (typeof program === 'string') return { skipped: program }
  const result = program({ self })
  if (isCelError(result)) return { skipped: result.message }
  return result === true ? 'kept' : { broken: message ?? `the rule ${rule} does not hold` }
}

interface Place {
  readonly schema: StructuralSchema | undefined
  readonly value: unknown
  readonly path: string
}

function placesBelow(schema: StructuralSchema, value: unknown, path: string): Place[] {
  if (Array.isArray(value))
    return value.map((item, i) => ({ schema: schema.items, value: item, path: `${path}[${i}]` }))
  if (!isRecord(value)) return []
  const free = isRecord(schema.additionalProperties) ? schema.additionalProperties : undefined
  return Object.entries(value).map(([name, item]) => ({
    schema: schema.properties?.[name] ?? free,
    value: item,
    path: path === '' ? name : `${path}.${name}`,
  }))
}

/** Evaluates every rule of a schema at every place of a value that has one. */
export function checkRules(schema: StructuralSchema, value: unknown, path = ''): RuleOutcome {
  const broken: { path: string; message: string }[] = []
  const skipped: { path: string; rule: string; why: string }[] = []
  let evaluated = 0
  const rules = schema['x-kubernetes-validations'] ?? []
  const self = rules.length === 0 ? null : celValue(value, schema)
  for (const rule of rules) {
    const outcome = evaluate(rule, self)
    if (outcome !== 'kept' && 'skipped' in outcome) skipped.push({ path, rule: rule.rule, why: outcome.skipped })
    else evaluated += 1
    if (outcome !== 'kept' && 'broken' in outcome) broken.push({ path, message: outcome.broken })
  }
  for (const { schema: under, value: item, path: where } of placesBelow(schema, value, path)) {
    if (under === undefined) continue
    const outcome = checkRules(under, item, where)
    evaluated += outcome.evaluated
    broken.push(...outcome.broken)
    skipped.push(...outcome.skipped)
  }
  return { evaluated, broken, skipped }
}
