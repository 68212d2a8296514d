// SPDX-License-Identifier: Apache-2.0

import { MENU } from '#core/menu'
import { type Act, isRequest } from './acts.ts'
import { change, doToTheOther, multiply, remove } from './changing.ts'
import { agree, closingQuestion, confirm, decline, deliver, finish, leaveOut } from './finishing.ts'
import { joinAddress, shareSize, splitWishes, spreadKind, withOpenWish } from './one-breath.ts'
import { answerOrCorrect, order } from './ordering.ts'
import type { Plan } from './plan.ts'
import { Planning } from './planning.ts'
import type { Situation } from './situation.ts'

/** Goes through the acts of one utterance, keeping the order as it will be after each of them. */
export function planActs(situation: Situation, acts: readonly Act[]): Omit<Plan, 'pointsBack'> {
  const work = new Planning(situation)
  const wishes = splitWishes(spreadKind(joinAddress(shareSize(answers(work, acts)))))
  for (const act of wishes) take(work, act, wishes)
  work.orderWhatIsComplete()
  if (wishes.length === 0 && !answerInOtherWords(work))
    work.notes.push(isTalk(situation.text) ? 'off topic' : 'unclear')
  const { calls, order: drafted } = work.draft
  // Once it is known how the order gets there, what is left is to read it back and ask.
  if (drafted.items.length > 0 && calls.some(({ name }) => name === 'set_delivery')) work.wrapUp = true
  return {
    calls: work.draft.calls,
    notes: work.notes,
    ask: closingQuestion(work, wishes),
    order: work.draft.order,
  }
}

/** What was asked for is known now, or is let go. */
function answers(work: Planning, acts: readonly Act[]): readonly Act[] {
  if (work.situation.question.kind !== 'pizza') return acts
  const answered = withOpenWish(acts, work.pending)
  work.pending = [...answered.waiting]
  return answered.acts
}

function take(work: Planning, act: Act, acts: readonly Act[]): void {
  const { draft, notes, situation } = work
  if (['delivery', 'address', 'order', 'total'].includes(act.kind)) work.orderWhatIsComplete()
  switch (act.kind) {
    case 'add':
      order(work, act.slots, act.more, act.definite)
      break
    case 'fragment':
      answerOrCorrect(work, act.slots, act.correction, acts)
      break
    case 'change':
      change(work, act.target, act.set)
      break
    case 'remove':
      if (situation.question.kind === 'leave out' && act.target === null) leaveOut(work)
      // "Shall I place the order?" "No, cancel it."
      else if (situation.question.kind === 'place the order' && act.target === null && act.quantity === undefined)
        draft.clear()
      else remove(work, act.target, act.quantity)
      break
    case 'other':
      doToTheOther(work, act.target)
      break
    case 'multiply':
      multiply(work, act.by, act.target)
      break
    case 'plain':
      if (!draft.plain()) work.pending = work.pending.map((item) => ({ ...item, toppings: [] }))
      break
    case 'clear':
      work.pending = []
      draft.clear()
      break
    case 'menu':
      draft.call('pizza_agent', 'look_up_menu', { about: act.about })
      break
    case 'recommend':
      draft.call('pizza_agent', 'look_up_menu', {
        about: MENU.pizzas[situation.turn % MENU.pizzas.length]?.name ?? 'pizzas',
      })
      break
    case 'order':
    case 'total':
      draft.call('order_agent', 'get_order', {})
      break
    case 'delivery':
      deliver(work, act.how, act.address)
      break
    case 'address':
      deliver(work, 'delivery', act.address)
      break
    case 'shop':
      draft.call('delivery_agent', 'look_up_shop', { about: act.about })
      break
    case 'confirm':
      confirm(work)
      break
    case 'done':
      finish(work, acts)
      break
    case 'yes':
      agree(work, act.content, acts)
      break
    case 'no':
      decline(work, acts)
      break
    case 'talk':
      if ((act.about === 'listening' || act.about === 'off topic') && acts.some(isRequest)) break
      if (!notes.includes(act.about)) notes.push(act.about)
  }
}

/** Whole sentences that have nothing to do with pizza, and not just a word or two heard wrong. */
function isTalk(text: string): boolean {
  return text.trim().split(/\s+/).length > 3
}

/** An address on a street nobody knows is still an answer to "which address?". */
function answerInOtherWords(work: Planning): boolean {
  const { question, text } = work.situation
  if (question.kind !== 'address' || text.trim() === '') return false
  deliver(work, 'delivery', text.trim().slice(0, 80))
  return true
}
