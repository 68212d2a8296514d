// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** What a reference stands for. */
export interface Scope {
  /** `Ref` of a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown
  getAtt(logicalId: string, attribute: string): unknown
  importValue(name: string): unknown
  zones(): readonly string[]
}

/** A template uses a function that the double does not know: nothing is guessed. */
export class UnknownFunction extends Error {
  override readonly name = 'UnknownFunction' as const
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = z.array(z.coerce.string())
const dotted = (name: string): [string, string] => {
  const [logicalId = '', ...attribute] = name.split('.')
  return [logicalId, attribute.join('.')]
}

function substituted(text: string, variables: Record<string, unknown>, scope: Scope): string {
  return text.replaceAll(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    if (name in variables) return String(resolve(variables[name], scope))
    return String(name.includes('.') ? scope.getAtt(...dotted(name)) : scope.ref(name))
  })
}

const FUNCTIONS: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (name, scope) => scope.ref(z.string().parse(name)),
  'Fn::GetAtt': (target, scope) =>
    typeof target === 'string'
      ? scope.getAtt(...dotted(target))
      : scope.getAtt(...z.tuple([z.string(), z.string()]).parse(target)),
  'Fn::ImportValue': (name, scope) => scope.importValue(z.string().parse(resolve(name, scope))),
  'Fn::GetAZs': (_, scope) => scope.zones(),
  'Fn::Join': (argument, scope) => {
    const [between, parts] = z.tuple([z.string(), z.unknown()]).parse(argument)
    return texts.parse(resolve(parts, scope)).join(between)
  },
  'Fn::Split': (argument, scope) => {
    const [at, whole] = z.tuple([z.string(), z.unknown()]).parse(argument)
    return z.string().parse(resolve(whole, scope)).split(at)
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = z.tuple([z.coerce.number(), z.unknown()]).parse(argument)
    const chosen = z.array(z.unknown()).parse(resolve(list, scope))[index]
    if (chosen === undefined) throw new RangeError(`There is no element ${index} to select.`)
    return chosen
  },
  'Fn::Sub': (argument, scope) => {
    if (typeof argument === 'string') return substituted(argument, {}, scope)
    const [text, variables] = z.tuple([z.string(), z.record(z.string(), z.unknown())]).parse(argument)
    return substituted(text, variables, scope)
  },
}

/** The one function that an object is, if it is one. */
function functionOf(value: Record<string, unknown>): readonly [name: string, argument: unknown] | null {
  const [entry, ...more] = Object.entries(value)
  if (entry === undefined || more.length > 0 || !(entry[0] === 'Ref' || entry[0].startsWith('Fn::'))) return null
  return entry
}

/** A value with every function of CloudFormation in it worked out. Throws {@link UnknownFunction}. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope))
  if (!isObject(value)) return value
  const found = functionOf(value)
  if (found === null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, scope)]))
  const [name, argument] = found
  const act = FUNCTIONS[name]
  if (act === undefined) throw new UnknownFunction(`This CloudFormation does not know ${name}.`)
  return act(argument, scope)
}

/** Resources that a value refers to, by logical id. */
export function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>()
  const look = (inner: unknown): void => {
    if (Array.isArray(inner)) inner.forEach(look)
    if (!isObject(inner)) return
    const [name, argument] = functionOf(inner) ?? []
    if (name === 'Ref') found.add(String(argument))
    if (name === 'Fn::GetAtt') found.add(Array.isArray(argument) ? String(argument[0]) : dotted(String(argument))[0])
    if (name === 'Fn::Sub')
      for (const [, variable = ''] of JSON.stringify(argument).matchAll(/\$\{([^!}][^}]*)\}/g))
        found.add(dotted(variable)[0])
    Object.values(inner).forEach(look)
  }
  look(value)
  return found
}
