// SPDX-License-Identifier: Apache-2.0
import type { z } from 'zod'
import { didYouMean } from './did-you-mean.ts'
import { keysAt, numbersAt } from './json-schema.ts'

/** One thing that is wrong in a workshop file. */
export interface WorkshopFault {
  /** `models.tts.on`. */
  readonly key: string
  /** What stands there, as JSON; `nothing` for a missing key. */
  readonly value: string
  /** What would be right. */
  readonly right: string
  /** 1-based; null when the key is not in the file. */
  readonly line: number | null
}

/** A workshop file that cannot be used. The message lists every fault. */
export class WorkshopError extends Error {
  override readonly name = 'WorkshopError' as const

  constructor(
    readonly code: 'UNREADABLE' | 'NOT_YAML' | 'INVALID',
    readonly file: string,
    readonly faults: readonly WorkshopFault[],
    message = faults
      .map(
        ({ key, value, right, line }) =>
          `${file}${line === null ? '' : `:${line}`}  ${key} is ${value}; right would be ${right}`,
      )
      .join('\n'),
  ) {
    super(message)
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  object: 'keys with values below it',
}

/** What stands at a path of the input. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at = input
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = new Map<PropertyKey, unknown>(Object.entries(at)).get(String(key))
  }
  return at
}

const written = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (text === undefined) return 'nothing'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function right(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return numbersAt(issue.path) ?? ARTICLES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return `one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}`
    case 'too_small':
    case 'too_big':
      return numbersAt(issue.path) ?? 'text that is not empty'
    case 'invalid_format':
      return issue.format === 'datetime' ? 'a time with its zone, such as 2026-12-01T09:00:00+01:00' : issue.message
    default:
      return issue.message
  }
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, input: unknown): Omit<WorkshopFault, 'line'>[] {
  const known = keysAt(issue.path)
  return issue.keys.map((key) => {
    const path = [...issue.path, key]
    const meant = didYouMean(key, known)
    return {
      key: path.join('.'),
      value: `${written(valueAt(input, path))}, and no such key is known`,
      right: meant === undefined ? `one of ${known.join(', ')}` : `'${meant}' (did you mean that?)`,
    }
  })
}

/** zod's issues in the words of this kit. `lineOf` finds the line of a path in the file. */
export function faultsOf(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | null,
): WorkshopFault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return unknownKeys(issue, input).map((fault) => ({ ...fault, line: lineOf(fault.key.split('.')) }))
    const key = issue.path.length === 0 ? 'the file' : issue.path.join('.')
    return [{ key, value: written(valueAt(input, issue.path)), right: right(issue), line: lineOf(issue.path) }]
  })
}
