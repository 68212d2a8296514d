// SPDX-License-Identifier: Apache-2.0

import { type Clause, trim } from './clauses.ts'
import { isWord, NO_WHOLE_NUMBER, shapeOf } from './words.ts'

/** Half of one pizza: "half mushrooms", "half and half", "on one half". Not "half of them", which are whole pizzas. */
const HALF =
  /\bhalf (?:and half|(?:with |no |without |extra |a )*(?:<topping>|<pizza>)|of (?:it|the pizza|that pizza|a pizza)\b|is\b)|\bon (?:one|the|the other|only|just)?(?: of)? ?half\b|\b(?:one|each|other) half\b/

const FRACTION = new RegExp(`^${NO_WHOLE_NUMBER}$`)

/**
 * A clause that wants something on half of a pizza, without that: "a large pepperoni, half mushrooms" is a large pepperoni.
 * Null when it speaks of no half.
 */
export function withoutHalves({ tokens, shape, correction }: Clause): Clause | null {
  const fraction = tokens.findIndex((token) => isWord(token, FRACTION))
  if (fraction !== -1) return { tokens: [], shape: '', correction }
  if (!HALF.test(shape)) return null
  let at = tokens.findIndex((token) => isWord(token, /^half$/))
  // "Mushrooms on half of it": the topping stands before.
  if (tokens.slice(Math.max(0, at - 3), at).some((token) => isWord(token, /^(on|over)$/))) {
    while (at > 0 && tokens[at - 1]?.kind !== 'pizza' && tokens[at - 1]?.kind !== 'size') at -= 1
  }
  const rest = trim(tokens.slice(0, at))
  return { tokens: rest, shape: shapeOf(rest), correction }
}
