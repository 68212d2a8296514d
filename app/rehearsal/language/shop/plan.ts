// SPDX-License-Identifier: Apache-2.0

import type { Order } from '#core/menu'
import type { Act } from './acts.ts'
import { numberInDoubt, resolveAnswer } from './answers.ts'
import { planActs } from './planner.ts'
import { resolveReferences } from './references.ts'
import type { Question, Situation } from './situation.ts'
import { understand } from './understand.ts'

export type Agent = 'pizza_agent' | 'order_agent' | 'delivery_agent'

/** A tool call the customer's words ask for. */
export interface PlannedCall {
  readonly agent: Agent
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** Something to say that no tool is needed for. */
export type Note =
  | Extract<Act, { kind: 'talk' }>['about']
  | 'unclear'
  | 'go on'
  | 'what to change'
  | 'nothing ordered'
  | 'no such item'
  | 'dropped'
  /** One of the pizzas was pointed at, and nothing else said. */
  | 'pointed'

/** What an utterance asks for in its situation: what to do, what to say, and what to ask at the end. */
export interface Plan {
  readonly calls: readonly PlannedCall[]
  readonly notes: readonly Note[]
  readonly ask: Question
  /** The order as it will be when all calls have been made. */
  readonly order: Order
  /** Pizzas were spoken of in a way that only who sees what was done before can tell the meaning of. */
  readonly pointsBack: boolean
}

const POINTING: ReadonlySet<Act['kind']> = new Set(['take', 'add', 'change', 'multiply', 'plain', 'other'])

/** Makes the plan. The same messages always make the same plan, whichever role asks. */
export function makePlan(situation: Situation): Plan {
  const acts = understand(situation.text)
  const doubt = numberInDoubt(situation, acts)
  if (doubt) return { calls: [], notes: [], ask: doubt, order: situation.order, pointsBack: false }
  const pointsBack = acts.some(({ kind }) => POINTING.has(kind))
  const plan = planActs(situation, resolveReferences(resolveAnswer(situation, acts), situation))
  return { ...plan, pointsBack }
}
