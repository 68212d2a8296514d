// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { hasSlots, slotsOf } from './mention-slots.ts'
import type { Mention } from './mentions.ts'

const VERB = /\b(?:take|have|get|want|like|order|add|go (?:with|for)|try|give me|gimme|need|do|put (?:me )?down)\b/
const POINTS = /\b(?:it|that|this|those|these|them|that one|this one|one|ones)\b/
const NOT_A_TAKE =
  /\b(?:make|change|swap|switch|turn|remove|cancel|put|instead|be|other|another|more|dont|not|no longer|forget|off|out|first|second|third|last|same|how|what|delivered|mean|meant|said|wanted)\b|\b(?:on|to|from|onto) (?:it|that|them|those|the|this)\b/

/** "I will take it", "two of those, medium", "ok add that": something last talked about is wanted. */
export function takeAct(
  { shape, correction }: Clause,
  mentions: readonly Mention[],
  otherwise: readonly Act[],
): Act[] | null {
  if (correction || NOT_A_TAKE.test(shape) || !POINTS.test(shape)) return null
  if (mentions.some(({ pizza, ordinal }) => pizza !== undefined || ordinal !== undefined)) return null
  const said = mentions.filter((mention) => hasSlots(mention))
  if (!VERB.test(shape) && !said.some(({ noun, part }) => noun || part !== undefined)) return null
  if (said.length === 0 && !VERB.test(shape)) return null
  const toppings = said.flatMap((mention) => mention.toppings)
  const slots = Object.assign({}, ...said.map(slotsOf), { toppings })
  return [{ kind: 'take', slots, otherwise }]
}

/** "Same again", "the same thing but large". */
export function sameAgain({ shape }: Clause, mentions: readonly Mention[]): Act[] | null {
  if (/\bsame size\b/.test(shape)) {
    const toppings = mentions.flatMap((mention) => mention.toppings)
    return [
      { kind: 'same size' },
      ...(toppings.length > 0 ? [{ kind: 'change' as const, target: null, set: { toppings } }] : []),
    ]
  }
  if (!/\b(?:same (?:again|thing|one)|the same|one (?:just )?like (?:that|it))\b/.test(shape)) return null
  if (mentions.some(({ pizza }) => pizza !== undefined) || /\b(?:make|address|price|one more|another)\b/.test(shape))
    return null
  const [only] = mentions.filter(hasSlots)
  return [{ kind: 'add', slots: only ? slotsOf(only) : { toppings: [] }, more: true, definite: false }]
}
