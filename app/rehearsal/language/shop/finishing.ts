// SPDX-License-Identifier: Apache-2.0

import { type Act, isNoHelp } from './acts.ts'
import { nextStep } from './next-step.ts'
import type { Planning } from './planning.ts'
import type { Question } from './situation.ts'

/** Pickup or delivery, and the address as far as it was said. */
export function deliver(work: Planning, kind: 'pickup' | 'delivery', address?: string): void {
  const accepted = work.draft.deliver(kind, address)
  const { delivery } = work.draft.order
  if (!accepted || (kind === 'delivery' && delivery?.kind === 'delivery' && !delivery.address))
    work.ask = { kind: 'address' }
}

/** "Place the order". */
export function confirm(work: Planning): void {
  work.orderWhatIsComplete()
  // "Place it again": it is placed, and that is what there is to say.
  if (work.situation.order.status === 'confirmed' && work.draft.order.items.length === 0) {
    work.draft.call('order_agent', 'get_order', {})
    return
  }
  if (work.pending.length > 0 || work.draft.calls.some(({ name }) => name === 'confirm_order')) return
  work.draft.call('order_agent', 'confirm_order', {})
  work.ask = nextStep(work.draft.order)
}

/** "That is all". */
export function finish(work: Planning, acts: readonly Act[] = []): void {
  work.orderWhatIsComplete()
  work.wrapUp = true
  if (work.pending.length > 0) return
  if (work.draft.order.items.length === 0) {
    work.notes.push(work.situation.order.status === 'confirmed' ? 'bye' : 'nothing ordered')
    return
  }
  const next = nextStep(work.draft.order)
  if (next.kind === 'place the order' && !acts.some(({ kind }) => kind === 'confirm'))
    work.draft.call('order_agent', 'get_order', {})
}

/** "Yes", to whatever was asked. */
export function agree(work: Planning, content: boolean, acts: readonly Act[]): void {
  const { question } = work.situation
  if (question.kind === 'leave out') {
    leaveOut(work)
    return
  }
  if (
    question.kind === 'place the order' &&
    !acts.some(({ kind }) => ['change', 'remove', 'add', 'clear', 'confirm', 'fragment', 'no'].includes(kind))
  ) {
    confirm(work)
    return
  }
  if (
    acts.some(({ kind }) => kind !== 'yes' && kind !== 'talk') ||
    (question.kind !== 'anything else' && question.kind !== 'none')
  )
    return
  const { items, delivery } = work.draft.order
  const pleased = content || acts.some((act) => act.kind === 'yes' && act.content)
  if (work.wrapUp || work.notes.includes('go on')) return
  if (items.length > 0 && (pleased || delivery)) finish(work)
  else work.notes.push('go on')
}

/** "No", to whatever was asked. */
export function decline(work: Planning, acts: readonly Act[]): void {
  const { question } = work.situation
  if (acts.length > 1) return
  if (question.kind === 'anything else') finish(work)
  else if (question.kind === 'place the order') work.notes.push('what to change')
  else if (question.kind !== 'leave out' && work.pending.length > 0) leaveOut(work)
  else if (question.kind !== 'leave out') work.notes.push('go on')
}

/** What waits is let go. */
export function leaveOut(work: Planning): void {
  if (work.pending.length === 0) return
  work.pending = []
  work.notes.push('dropped')
}

/** What the shop asks at the end of its reply. */
export function closingQuestion(work: Planning, acts: readonly Act[]): Question {
  if (work.ask && (work.ask.kind !== 'address' || work.pending.length === 0)) return work.ask
  const waits = work.pending.length > 0
  if (waits && work.situation.question.kind !== 'leave out' && work.situation.askedTwice && acts.every(isNoHelp))
    return { kind: 'leave out', items: work.pending }
  const incomplete = work.pending.filter(({ pizza }) => pizza === undefined)
  if (incomplete.length > 0) return { kind: 'pizza', items: incomplete }
  if (work.pending.length > 0) return { kind: 'size', items: work.pending }
  if (work.draft.calls.some(({ name }) => name === 'confirm_order')) return { kind: 'none' }
  if (work.notes.includes('bye')) return { kind: 'none' }
  if (work.wrapUp) return nextStep(work.draft.order)
  const { question } = work.situation
  const asked = ['pickup or delivery', 'address', 'place the order'].includes(question.kind)
  const onlyInformed = work.draft.calls.every(({ name }) => /^(look_up|get_)/.test(name))
  if (asked && onlyInformed && !work.notes.includes('what to change')) return question
  if (work.notes.includes('what to change') || work.notes.includes('go on')) return { kind: 'none' }
  return { kind: 'anything else' }
}
