// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { hasSlots } from './mention-slots.ts'
import { findMentions } from './mentions.ts'
import { smallTalk, talk } from './small-talk.ts'

const ASKS =
  /^(?:and |so |but |oh |ok |okay |then |well |wait |sorry |hey |hi |hello )*(?:is|are|was|were (?=you|they|there|the)|does|did|has|do (?:they|you (?!think|mind))|will (?:it|that|they|this|the)|would (?:it|that|this|the)|who|whos|why|when|whens|where|wheres|which|what|whats|how|hows)\b(?! (?:about|if|an?|i (?:want|need|meant|said)|id (?:like|want)|possible)\b)/
const COMPARES = /\b(?:under|over|below|above|less than|more than|within|enough|cheaper than|at least|at most)\b/

/** A look at the menu for each pizza that a question names, with the size it was asked in. */
export function pizzasAsked({ tokens }: Pick<Clause, 'tokens'>): Act[] {
  return findMentions(tokens).flatMap(({ pizza, size }): Act[] =>
    pizza === undefined ? [] : [{ kind: 'menu', about: pizza, ...(size === undefined ? {} : { size }) }],
  )
}

const PEOPLE = /\b(?:people|persons?|adults?|kids|children|of us|family|everyone|me)\b/
const POINTS = /\b(?:on|in|with|about|of) (?:it|that|them|those|this)\b/

/** A question that no rule knows is still a question: it must never change the order. */
export function anyOtherQuestion({ shape, tokens }: Clause): Act[] | null {
  if (!ASKS.test(shape) || smallTalk({ shape, tokens, correction: false }).length > 0) return null
  if (/\b(?:possible|ok|okay|alright) (?:to|if)\b/.test(shape)) return null
  if (COMPARES.test(shape)) return [PEOPLE.test(shape) ? { kind: 'menu', about: 'sizes' } : { kind: 'total' }]
  const pizzas = pizzasAsked({ tokens })
  if (pizzas.length > 0) return pizzas
  const [mention] = findMentions(tokens).filter(hasSlots)
  if (POINTS.test(shape)) return [{ kind: 'about it' }]
  if (/\b(?:it|that|this|they|them|those|these)\b/.test(shape) && mention) return [{ kind: 'about it' }]
  const [topping] = mention?.toppings ?? []
  if (topping) return [{ kind: 'menu', about: topping.name }]
  if (mention?.size !== undefined) return [{ kind: 'menu', about: 'sizes' }]
  return [talk('off topic')]
}
