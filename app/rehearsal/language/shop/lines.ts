// SPDX-License-Identifier: Apache-2.0

import { numberWords, type Order } from '#core/menu'
import type { Target } from './acts.ts'
import type { TrackedLine } from './situation.ts'

/** The lines (1-based) that a description fits. */
export function findLines(order: Order, target: Target, focus: number | null): number[] {
  const { pizza, size, ordinal } = target
  const fitting = order.items.flatMap((item, index) =>
    (pizza === undefined || item.pizza === pizza) && (size === undefined || item.size === size) ? [index + 1] : [],
  )
  if (ordinal === undefined) return fitting
  if (ordinal === 'other') return fitting.filter((line) => line !== focus)
  const picked = ordinal === 'last' ? fitting.at(-1) : fitting[ordinal - 1]
  return picked === undefined ? [] : [picked]
}

/** `two large Pepperoni with extra cheese and no onions`. */
export function lineWords({
  quantity,
  size,
  pizza,
  toppings,
}: {
  quantity: number
  size?: string
  pizza?: string
  toppings: readonly string[]
}): string {
  const changes = toppings.length > 0 ? ` with ${listWords(toppings)}` : ''
  return (
    [numberWords(quantity), size, pizza ?? (quantity === 1 ? 'pizza' : 'pizzas')]
      .filter((word) => word !== undefined)
      .join(' ') + changes
  )
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length <= 1) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** The whole order's pizzas, as a list. */
export function orderWords(items: readonly TrackedLine[]): string {
  return listWords(items.map((item) => lineWords(item)))
}
