// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots } from './acts.ts'
import { lineNamed } from './changing.ts'
import { deliver } from './finishing.ts'
import { findLines, lineLike } from './lines.ts'
import type { Planning } from './planning.ts'
import { wishOf } from './topping-wishes.ts'
import { fill } from './unfinished.ts'

/** Pizzas that are wanted: new ones, more of the same, or what completes a wish that waits. */
export function order(work: Planning, slots: Slots, more: boolean, definite: boolean): void {
  const { question } = work.situation
  const same = slots.pizza === undefined ? undefined : work.pending.findIndex((item) => item.pizza === slots.pizza)
  if (same !== undefined && same !== -1 && (question.kind === 'size' || question.kind === 'pizza')) {
    work.pending[same] = {
      ...work.pending[same],
      ...slots,
      toppings: [...(work.pending[same]?.toppings ?? []), ...slots.toppings],
    }
    return
  }
  if (definite && slots.quantity === undefined && slots.size === undefined && slots.pizza !== undefined) {
    const [line] = findLines(work.draft.order, { pizza: slots.pizza }, work.draft.focus)
    if (line !== undefined) {
      if (slots.toppings.length > 0) work.draft.change(line, { toppings: slots.toppings })
      else work.draft.focus = line
      return
    }
  }
  if (slots.pizza !== undefined && slots.size === undefined && !more) {
    const waiting = work.pending.findIndex((item) => item.pizza === undefined)
    const waits = work.pending[waiting]
    if (waits && question.kind === 'pizza') {
      work.pending[waiting] = { ...waits, pizza: slots.pizza, toppings: [...waits.toppings, ...slots.toppings] }
      return
    }
  }
  if (slots.pizza === undefined && work.pending.length > 0 && !more) {
    work.pending = fill(work.pending, slots, 1, work.answered++)
    return
  }
  const { order: placed } = work.situation
  if (more && slots.pizza === undefined && placed.status === 'confirmed' && work.draft.order.items.length === 0) {
    for (const { pizza, size, quantity, toppings } of placed.items)
      work.pending.push({ pizza, size, quantity, toppings: toppings.flatMap(wishOf) })
    return
  }
  if (more) {
    const like = lineLike(work.draft.order, work.draft.focus, slots)
    if (like) {
      const { pizza, size, toppings } = like
      const copied = slots.toppings.length > 0 ? slots.toppings : toppings.flatMap(wishOf)
      work.pending.push({ pizza, size: slots.size ?? size, quantity: slots.quantity ?? 1, toppings: copied })
      return
    }
  }
  work.pending.push(slots)
}

/** Bare words, "large", "three": the answer to what was asked, or a correction of what was last talked about. */
export function answerOrCorrect(work: Planning, slots: Slots, correction: boolean, acts: readonly Act[]): void {
  const { question, lastReply } = work.situation
  const street = /house number on ([A-Z][A-Za-z ]+)\./.exec(lastReply)?.[1]
  if (street && slots.quantity !== undefined && slots.pizza === undefined && slots.size === undefined) {
    deliver(work, 'delivery', `${slots.quantity} ${street}`)
    return
  }
  const namesLine = slots.pizza !== undefined && correction && lineNamed(work, slots)
  if (namesLine) {
    const { pizza: _, ...set } = slots
    work.draft.change(namesLine, set)
    return
  }
  if (work.pending.length > 0) {
    const sizes = acts.filter((act) => act.kind === 'fragment' && act.slots.size !== undefined).length
    work.pending = fill(work.pending, slots, sizes, work.answered++)
    return
  }
  const line = work.draft.focus === null ? undefined : work.draft.order.items[work.draft.focus - 1]
  const bareSize = slots.pizza === undefined && slots.quantity === undefined
  if (line && (correction || bareSize || slots.pizza === undefined)) {
    if (correction || slots.quantity === undefined || slots.size === undefined)
      work.draft.change(work.draft.focus ?? 1, slots)
    return
  }
  if (question.kind === 'address') return
  work.pending.push(slots)
}
