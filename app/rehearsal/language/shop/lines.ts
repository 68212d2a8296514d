// SPDX-License-Identifier: Apache-2.0

import { numberWords, type Order } from '#core/menu'
import type { Slots, Target } from './acts.ts'
import type { TrackedLine } from './situation.ts'
import { carries } from './topping-wishes.ts'

/** The lines (1-based) that a description fits. */
export function findLines(order: Order, target: Target, focus: number | null): number[] {
  const { pizza, size, ordinal, toppings = [] } = target
  const fits = (item: TrackedLine) =>
    (pizza === undefined || item.pizza === pizza) &&
    (size === undefined || item.size === size) &&
    toppings.every(({ kind, name }) => carries(item, name) === (kind !== 'without'))
  const fitting = order.items.flatMap((item, index) => (fits(item) ? [index + 1] : []))
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

/**
 * The line a change is about: the one described, or whatever was last talked about. Toppings to leave out point at the
 * one line that has them. `several` when it cannot be told, null when there is none.
 */
export function lineMeant(
  order: Order,
  focus: number | null,
  target: Target | null,
  set?: Slots,
): number | 'several' | null {
  if (target?.part !== undefined) return lineWithParts(order, focus, target, target.part)
  if (target === null || Object.keys(target).length === 0) return bearerOf(order, focus, set) ?? focus
  const [first, ...others] = findLines(order, target, focus)
  if (first === undefined || others.length === 0) return first ?? null
  return focus !== null && [first, ...others].includes(focus) && target.pizza !== undefined ? focus : 'several'
}

/** The line that "two of them" are part of: what was last talked about if it has more than that, else one that has. */
function lineWithParts(order: Order, focus: number | null, target: Target, part: number): number | null {
  const fitting = findLines(order, target, focus)
  const larger = fitting.filter((line) => (order.items[line - 1]?.quantity ?? 0) > part)
  if (focus !== null && larger.includes(focus)) return focus
  // "One of them with olives, one with bacon": the other one, which nothing has been said of yet.
  const focused = focus === null ? undefined : order.items[focus - 1]
  const untouched = fitting.find((line) => {
    const item = order.items[line - 1]
    return (
      line !== focus && item?.pizza === focused?.pizza && item?.size === focused?.size && item?.toppings.length === 0
    )
  })
  return larger.at(-1) ?? untouched ?? (focus !== null && fitting.includes(focus) ? focus : (fitting.at(-1) ?? null))
}

/** The line that "another one" copies: the one last talked about, or the only one of that kind. */
export function lineLike(order: Order, focus: number | null, { pizza, size }: Slots): TrackedLine | undefined {
  if (pizza === undefined) return focus === null ? undefined : order.items[focus - 1]
  const alike = order.items.filter((item) => item.pizza === pizza)
  return size === undefined && alike.length === 1 ? alike[0] : undefined
}

function bearerOf(order: Order, focus: number | null, set?: Slots): number | null {
  const gone = set?.toppings.filter(({ kind }) => kind === 'without').map(({ name }) => name) ?? []
  const focused = focus === null ? undefined : order.items[focus - 1]
  if (gone.length === 0 || !focused || gone.some((name) => carries(focused, name))) return null
  const bearers = order.items.flatMap((item, index) => (gone.some((name) => carries(item, name)) ? [index + 1] : []))
  return bearers.length === 1 ? (bearers[0] ?? null) : null
}
