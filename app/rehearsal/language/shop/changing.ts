// SPDX-License-Identifier: Apache-2.0

import type { Slots, Target } from './acts.ts'
import { findLines, lineMeant } from './lines.ts'
import type { Planning } from './planning.ts'
import { argsOf, carries, mergeWishes, TOPPINGS_OF_NAME } from './topping-wishes.ts'
import { fill } from './unfinished.ts'

/** "Make the hawaiian a large": a wish that waits, or a line of the order, becomes something else. */
export function change(work: Planning, target: Target | null, set: Slots): void {
  const waiting = waitingFor(work, target)
  const waits = work.pending[waiting]
  if (waits && (target === null || target.pizza !== undefined) && target?.ordinal === undefined) {
    work.pending[waiting] = { ...waits, ...set, toppings: mergeWishes(waits.toppings, set.toppings) }
    return
  }
  if (work.draft.order.items.length === 0) {
    if (set.pizza !== undefined) {
      work.pending.push(set)
      return
    }
    if (work.situation.order.status === 'confirmed')
      work.draft.call('pizza_agent', 'change_pizza', { item: 1, ...argsOf(set) })
    else work.notes.push('nothing ordered')
    return
  }
  const named = target === null || Object.keys(target).length === 0 ? lineNamed(work, set) : null
  if (named) {
    const { pizza: _, ...rest } = set
    work.draft.change(named, rest)
    return
  }
  const found = lineMeant(work.draft.order, work.draft.focus, target, set)
  if (found === 'several') work.ask = { kind: 'which line', about: '' }
  else if (found === null) work.notes.push('no such item')
  else work.draft.change(found, set, target?.part)
}

/** A correction of number or size that names a pizza of another line is about that line. */
export function lineNamed(work: Planning, { pizza, quantity, size }: Slots): number | null {
  if (pizza === undefined || (quantity === undefined && size === undefined)) return null
  const [line, ...others] = findLines(work.draft.order, { pizza }, work.draft.focus)
  return line !== undefined && others.length === 0 && line !== work.draft.focus ? line : null
}

/** "Double it", "double the first". */
export function multiply(work: Planning, by: number, target?: Target): void {
  const line = target === undefined ? null : lineMeant(work.draft.order, work.draft.focus, target)
  if (typeof line === 'number') work.draft.focus = line
  if (work.pending.length > 0 && line === null)
    work.pending = work.pending.map((item) => ({ ...item, quantity: (item.quantity ?? 1) * by }))
  else if (!work.draft.multiply(by)) work.notes.push('nothing ordered')
}

/** "Drop the small one". */
export function remove(work: Planning, target: Target | null, quantity?: number): void {
  const waiting = waitingFor(work, target)
  const known = target?.pizza !== undefined && findLines(work.draft.order, target, work.draft.focus).length > 0
  if (waiting >= 0 && !known && target?.ordinal === undefined) {
    work.pending = work.pending.toSpliced(waiting, 1)
    work.notes.push('dropped')
    return
  }
  if (work.draft.order.items.length === 0) {
    if (work.situation.order.status === 'confirmed') work.draft.call('pizza_agent', 'remove_pizza', { item: 1 })
    else work.notes.push('nothing ordered')
    return
  }
  const found = lineMeant(work.draft.order, work.draft.focus, target)
  if (found === 'several') {
    work.ask = { kind: 'which line', about: '' }
    return
  }
  if (found === null) {
    const names = TOPPINGS_OF_NAME.get(target?.pizza ?? '') ?? []
    const bearer = work.draft.order.items.findIndex(
      (item) => names.length > 0 && names.every((name) => carries(item, name)),
    )
    if (bearer === -1) work.notes.push('no such item')
    else work.draft.change(bearer + 1, { toppings: names.map((name) => ({ kind: 'without', name })) })
    return
  }
  work.draft.remove(found, quantity)
}

/** "No, the other one": what was just done is taken back, and done to the other. */
export function doToTheOther(work: Planning, target: Target): void {
  if (work.pending.length > 0 && target.size !== undefined && target.pizza === undefined) {
    work.pending = fill(work.pending, { size: target.size, toppings: [] }, 1, work.answered++)
    return
  }
  const { undo } = work.situation
  const matches = findLines(work.draft.order, target, undo?.kind === 'change' ? undo.line : work.draft.focus)
  const [line] = matches
  if (!undo || line === undefined) {
    if (line !== undefined) {
      work.draft.focus = line
      work.notes.push('pointed')
    } else work.notes.push('no such item')
    return
  }
  work.draft.doToTheOther(undo, line)
}

/** Which of the unfinished wishes is meant: the last one unless another is named. -1 if none. */
export function waitingFor(work: Planning, target: Target | null): number {
  if (target?.pizza === undefined) return work.pending.length - 1
  return work.pending.findIndex(({ pizza }) => pizza === target.pizza)
}
