// SPDX-License-Identifier: Apache-2.0

import { seededRandom } from '../../engine/seeded-random.ts'
import { type Automaton, compilePhrases } from './automaton.ts'
import { parseRules, type Rules } from './expression.ts'
import { MENU_RULES } from './menu-rules.ts'
import { NUMBER_RULES } from './numbers.ts'
import { ORDER_RULES } from './order-rules.ts'
import { sampleUtterance } from './sample.ts'
import { TALK_RULES } from './talk-rules.ts'
import { HUBS, TURN_RULES } from './turn-rules.ts'

/** All that the shop understands, phrase by phrase; an utterance is phrases in any order. */
export const SHOP_RULES = {
  ...NUMBER_RULES,
  ...MENU_RULES,
  ...ORDER_RULES,
  ...TALK_RULES,
  ...TURN_RULES,
} as const satisfies Rules

/** The phrases of the shop, compiled. */
export const shopPhrases = (): Automaton => compilePhrases(parseRules(SHOP_RULES), HUBS)

/** Different utterances the shop understands, drawn at random; the same seed draws the same. */
export function sampleShopUtterances(count: number, seed: number): string[] {
  const rules = parseRules(SHOP_RULES)
  const random = seededRandom(seed)
  const drawn = new Set<string>()
  while (drawn.size < count) drawn.add(sampleUtterance(rules, HUBS[0], random))
  return [...drawn]
}
