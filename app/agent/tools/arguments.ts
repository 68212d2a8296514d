// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { parseQuantity } from '#core/menu'

/**
 * Arguments as models send them: an object, JSON text, JSON text in JSON text, or nothing at all.
 * Empty strings and nulls are dropped, for small models fill in every optional field.
 */
export function parseArguments(raw: unknown): unknown {
  let value = raw
  for (let depth = 0; typeof value === 'string' && depth < 3; depth++) {
    if (value.trim() === '') return {}
    try {
      value = JSON.parse(value)
    } catch {
      return value
    }
  }
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== null && entry !== '' && entry !== 'null' && entry !== 'None'),
  )
}

/** A whole number, also as `"2"` or `"two"`. */
export const wholeNumber = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  return parseQuantity(value) ?? value
}, z.number().int())

/** A list of words, also as JSON text or as `"olives, onions"`. */
export const wordList = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value
    const parsed = parseArguments(value)
    if (Array.isArray(parsed)) return parsed
    return value
      .replace(/^\[|\]$/g, '')
      .split(/,| and /)
      .map((word) => word.trim().replace(/^['"]|['"]$/g, ''))
      .filter((word) => word !== '')
  },
  z.array(z.string().min(1).max(80)).max(20),
)
