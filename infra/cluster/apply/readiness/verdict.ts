// SPDX-License-Identifier: Apache-2.0
import { type Condition, conditionsOf, type LiveObject, wordsOf } from '../live-object.ts'

/** What one object is seen to be: ready, on its way, or stuck for good. Reasons are in words and name the object. */
export type Verdict = { readonly state: 'ready' } | { readonly state: 'waiting' | 'failed'; readonly why: string }

export const READY: Verdict = { state: 'ready' }

export function waiting(object: Parameters<typeof wordsOf>[0], why: string): Verdict {
  return { state: 'waiting', why: `${wordsOf(object)}: ${why}` }
}

export function failed(object: Parameters<typeof wordsOf>[0], why: string): Verdict {
  return { state: 'failed', why: `${wordsOf(object)}: ${why}` }
}

/** A condition in words: its message, or else its reason. */
export function told({ type, status, reason, message }: Condition): string {
  const why = [reason, message].filter((part) => part !== undefined && part !== '').join(', ')
  return `${type} is ${status}${why === '' ? '' : ` (${why})`}`
}

/** Ready once a condition is True. What else is not True says why it is not. */
export function byCondition(object: LiveObject, type: string): Verdict {
  const conditions = conditionsOf(object)
  const condition = conditions.find((candidate) => candidate.type === type)
  if (condition?.status === 'True') return READY
  if (condition === undefined) return waiting(object, `its controller has not said yet whether it is ${type}`)
  const others = conditions.filter(({ type: other, status }) => other !== type && status === 'False')
  return waiting(object, [condition, ...others].slice(0, 2).map(told).join('; '))
}
