// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import { type Clause, splitClauses } from './clauses.ts'
import { insteadOf, makeIt, notThat, otherOne, replacement } from './corrections.ts'
import { itemAct } from './items.ts'
import { findMentions } from './mentions.ts'
import { questionActs } from './questions.ts'
import { removal, toppingsOnly } from './removals.ts'
import { smallTalk } from './small-talk.ts'
import { tokenise } from './words.ts'

/** What a customer does with an utterance, in the order it was said. Knows nothing of what was said before. */
export function understand(utterance: string): Act[] {
  return splitClauses(tokenise(utterance)).flatMap(actsOf)
}

function actsOf(clause: Clause): Act[] {
  return questionActs(clause) ?? [...smallTalk(clause), ...pizzaActs(clause)]
}

function pizzaActs(clause: Clause): Act[] {
  const { shape, correction } = clause
  const mentions = findMentions(clause.tokens)
  return (
    insteadOf(clause) ??
    replacement(clause) ??
    makeIt(clause, mentions) ??
    notThat(clause) ??
    removal(clause, mentions) ??
    toppingsOnly(clause, mentions) ??
    otherOne(shape, mentions) ??
    mentions.flatMap((mention) => itemAct(mention, shape, correction, mentions.length))
  )
}
