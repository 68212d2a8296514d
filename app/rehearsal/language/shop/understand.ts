// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import { type Clause, splitClauses } from './clauses.ts'
import { insteadOf, makeIt, notThat, otherOne, replacement } from './corrections.ts'
import { withoutHalves } from './halves.ts'
import { itemAct } from './items.ts'
import { findMentions, type Mention } from './mentions.ts'
import { notOnTheMenu, unknownBeside } from './not-on-the-menu.ts'
import { pizzasAsked } from './open-question.ts'
import { questionActs } from './questions.ts'
import { makePlain, removal, toppingsOnly } from './removals.ts'
import { groupAct, partAct, shouldBe, sizeFor } from './several.ts'
import { smallTalk, talk } from './small-talk.ts'
import { sameAgain, takeAct } from './take.ts'
import { tokenise } from './words.ts'

/** What a customer does with an utterance, in the order it was said. Knows nothing of what was said before. */
export function understand(utterance: string): Act[] {
  const acts: Act[] = []
  for (const clause of splitClauses(tokenise(utterance))) {
    const said = actsOf(clause)
    // "A pepperoni, no wait, do you have something with chicken": what was not settled yet is taken back.
    const last = acts.at(-1)
    if (clause.correction && said[0]?.kind === 'menu' && last?.kind === 'add' && last.slots.size === undefined)
      acts.pop()
    acts.push(...said)
  }
  // "I cannot eat garlic, which pizzas are there": the closer question is the one to answer.
  const close = acts.some((act) => act.kind === 'menu' && act.about !== 'pizzas')
  return acts.filter((act, at) => {
    if (act.kind !== 'menu') return true
    const first = acts.findIndex((other) => other.kind === 'menu' && other.about === act.about)
    return first === at && !(close && act.about === 'pizzas')
  })
}

function actsOf(clause: Clause): Act[] {
  const whole = withoutHalves(clause)
  if (whole) return [talk('halves'), ...actsOf(whole).filter(({ kind }) => kind !== 'talk')]
  return questionActs(clause) ?? wishActs(clause)
}

function wishActs(clause: Clause): Act[] {
  if (/^(?:no )?(?:keep|leave) (?:it|that|them|the <pizza>)(?: in| on| as it is| then)?$/.test(clause.shape))
    return [{ kind: 'keep' }]
  const said = smallTalk(clause)
  // "No more pizzas": the noun alone is no wish.
  if (said[0]?.kind === 'done' && !/<(?:number|size|pizza|topping)>/.test(clause.shape)) return said
  const mentions = withKind(findMentions(clause.tokens))
  const named = pizzaActs(clause, mentions)
  const take = takeAct(clause, mentions, named)
  const other = take && named.length === 0 ? notOnTheMenu(clause) : null
  if (other?.[0]?.kind === 'menu') return other
  if (take && said.length === 0) return take
  const acts = [...said, ...named]
  return acts.length === 0 ? (notOnTheMenu(clause) ?? []) : [...acts, ...unknownBeside(clause)]
}

function pizzaActs(clause: Clause, mentions: readonly Mention[]): Act[] {
  const { shape, correction } = clause
  // "Margherita or pepperoni" orders neither.
  if (/<pizza> or (?:the |an? |<size> )*<pizza>/.test(shape)) return pizzasAsked(clause)
  return (
    sameAgain(clause, mentions) ??
    makePlain(clause, mentions) ??
    insteadOf(clause) ??
    groupAct(clause) ??
    replacement(clause) ??
    sizeFor(clause, mentions) ??
    partAct(clause, mentions) ??
    shouldBe(clause) ??
    makeIt(clause, mentions) ??
    notThat(clause) ??
    removal(clause, mentions) ??
    toppingsOnly(clause, mentions) ??
    otherOne(shape, mentions) ??
    mentions.flatMap((mention) => itemAct(mention, shape, correction, mentions.length))
  )
}

/** "Three small and one large pepperoni": the kind is said once, for all before it. */
function withKind(mentions: readonly Mention[]): readonly Mention[] {
  const told = [...mentions]
  for (let at = told.length - 2; at >= 0; at--) {
    const [mention, next] = [told[at], told[at + 1]]
    if (!mention || next?.pizza === undefined || next.size === undefined || next.definite) continue
    const bare =
      mention.pizza === undefined && mention.size !== undefined && !mention.noun && mention.toppings.length === 0
    const counted = mention.quantity !== undefined || mention.single
    if (bare && counted) told[at] = { ...mention, pizza: next.pizza }
  }
  return told
}
