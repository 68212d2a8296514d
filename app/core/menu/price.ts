// SPDX-License-Identifier: Apache-2.0

import { findPizza, findSize, parseTopping } from './lookup.ts'
import { MENU } from './menu.ts'
import type { Delivery, OrderItem } from './order.ts'

/** Price of one pizza in cents. `toppings` are changes to its recipe: `olives`, `extra olives`, `no olives`. */
export function unitPriceCents(pizza: string, size: string, toppings: readonly string[]): number {
  const found = findPizza(pizza)
  const sizeIndex = MENU.sizes.findIndex(({ name }) => name === findSize(size)?.name)
  const base = found?.pricesCents[sizeIndex]
  if (base === undefined) throw new RangeError(`The menu has no "${size}" "${pizza}".`)
  return toppings.reduce((sum, words) => sum + toppingPriceCents(words), base)
}

/** What one change to a recipe costs on one pizza, in cents; leaving something out is free. */
export function toppingPriceCents(words: string): number {
  const change = parseTopping(words)
  if (!change) throw new RangeError(`The menu has no topping "${words}".`)
  if (change.kind === 'without') return 0
  return change.kind === 'extra' ? change.topping.extraPriceCents : change.topping.priceCents
}

/** The line with its price for all of its pizzas. */
export function priceItem(item: Omit<OrderItem, 'priceCents'>): OrderItem {
  return { ...item, priceCents: item.quantity * unitPriceCents(item.pizza, item.size, item.toppings) }
}

/** The total of an order in cents, the delivery fee included. */
export function totalCents(items: readonly OrderItem[], delivery: Delivery | null): number {
  const fee = delivery?.kind === 'delivery' && items.length > 0 ? MENU.deliveryFeeCents : 0
  return items.reduce((sum, { priceCents }) => sum + priceCents, fee)
}

/** `$12.99`. */
export function formatCents(cents: number): string {
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
