// SPDX-License-Identifier: Apache-2.0

import type { Slots } from './acts.ts'
import { mergeWishes } from './topping-wishes.ts'

/**
 * Completes wishes that wait for a size or a kind with what an answer says. One size said once is meant for all of them;
 * several answers go to them one after the other, and `answered` tells how many came before. A whole new wish takes the
 * place of the only one.
 */
export function fill(waiting: readonly Slots[], answer: Slots, sizes: number, answered: number): Slots[] {
  const [only, ...others] = waiting
  if (only && others.length === 0) {
    const anew = answer.pizza !== undefined && answer.size !== undefined
    return [anew ? answer : completed(only, answer)]
  }
  const { size, pizza } = answer
  if (size !== undefined && sizes <= 1 && pizza === undefined) return waiting.map((item) => ({ size, ...item }))
  const at = Math.min(answered, waiting.length - 1)
  return waiting.map((item, index) => (index === at ? completed(item, answer) : item))
}

function completed(waits: Slots, answer: Slots): Slots {
  return { ...waits, ...answer, toppings: mergeWishes(waits.toppings, answer.toppings) }
}
