// SPDX-License-Identifier: Apache-2.0

import { findPizza, findSize, findStreet, findTopping, parseTopping, plainWords, toppingWords } from './lookup.ts'
import { MENU, type MenuPizza } from './menu.ts'
import type { Delivery, Order, OrderItem } from './order.ts'
import { priceItem, totalCents } from './price.ts'

/** What became of a wish: the new order, or a sentence that can be said to the customer. */
export type OrderChange =
  | {
      readonly ok: true
      readonly order: Order /** 1-based line that was touched, if one line was. */
      readonly line?: number
    }
  | { readonly ok: false; readonly refusal: string }

/** A wish for pizzas, in the customer's words. */
export interface ItemWish {
  readonly pizza: string
  readonly size: string
  readonly quantity: number
  /** Changes to the recipe: `olives`, `extra olives`, `no olives`. */
  readonly toppings: readonly string[]
}

/** A wish to change one line; what is absent stays as it is. */
export interface ItemChange {
  readonly pizza?: string | undefined
  readonly size?: string | undefined
  readonly quantity?: number | undefined
  readonly addToppings?: readonly string[] | undefined
  readonly removeToppings?: readonly string[] | undefined
  /** How many of the line's pizzas are meant; the rest stay as they are, and these become a line of their own. */
  readonly only?: number | undefined
}

const refuse = (refusal: string): OrderChange => ({ ok: false, refusal })

/** An order nothing has been put into yet. */
export function emptyOrder(orderId: string): Order {
  return { orderId, items: [], delivery: null, totalCents: 0, status: 'open' }
}

/** Puts pizzas into the order; the same pizza again raises the quantity of its line. */
export function addItem(order: Order, wish: ItemWish): OrderChange {
  const item = resolveItem(wish)
  if (typeof item === 'string') return refuse(item)
  const twin = order.items.findIndex((line) => sameKind(line, item))
  const known = order.items[twin]
  if (!known) return { ok: true, order: withItems(order, [...order.items, item]), line: order.items.length + 1 }
  const quantity = known.quantity + item.quantity
  if (quantity > MENU.maxQuantity) return refuse(tooMany(quantity))
  return {
    ok: true,
    order: withItems(order, order.items.with(twin, priceItem({ ...known, quantity }))),
    line: twin + 1,
  }
}

/** Changes one line (1-based). A line that becomes the same kind as another is merged into it. */
export function changeItem(order: Order, line: number, change: ItemChange): OrderChange {
  const item = order.items[line - 1]
  if (!item) return refuse(noSuchLine(order, line))
  const { only, ...whole } = change
  if (only !== undefined && only < item.quantity) return changePart(order, line, item, only, whole)
  if (change.quantity === 0) return removeItem(order, line)
  const toppings = changeToppings(change.pizza ? [] : item.toppings, change, findPizza(change.pizza ?? item.pizza))
  if (typeof toppings === 'string') return refuse(toppings)
  const resolved = resolveItem({
    pizza: change.pizza ?? item.pizza,
    size: change.size ?? item.size,
    quantity: change.quantity ?? item.quantity,
    toppings,
  })
  if (typeof resolved === 'string') return refuse(resolved)
  const others = order.items.toSpliced(line - 1, 1)
  const twin = others.findIndex((other) => sameKind(other, resolved))
  if (twin === -1) return { ok: true, order: withItems(order, order.items.with(line - 1, resolved)), line }
  return addItem(withItems(order, others), resolved)
}

/** `only` of the line's pizzas are changed: they leave it and come back as what they are now. */
function changePart(order: Order, line: number, item: OrderItem, only: number, change: ItemChange): OrderChange {
  if (!Number.isInteger(only) || only < 1) return refuse(`${only} is not a number of pizzas I can change.`)
  const apart = withItems(order, [...order.items, priceItem({ ...item, quantity: only })])
  const less = removeItem(apart, line, only)
  if (!less.ok) return less
  return changeItem(less.order, less.order.items.length, { quantity: only, ...change })
}

/** Takes a line (1-based) out, or `quantity` of its pizzas. */
export function removeItem(order: Order, line: number, quantity?: number): OrderChange {
  const item = order.items[line - 1]
  if (!item) return refuse(noSuchLine(order, line))
  if (quantity === undefined || quantity >= item.quantity) {
    return { ok: true, order: withItems(order, order.items.toSpliced(line - 1, 1)) }
  }
  const rest = priceItem({ ...item, quantity: item.quantity - quantity })
  return { ok: true, order: withItems(order, order.items.with(line - 1, rest)), line }
}

/** Pickup or delivery; a delivery without an address keeps the one already known. */
export function setDelivery(order: Order, kind: 'pickup' | 'delivery', address?: string): OrderChange {
  if (kind === 'pickup') return { ok: true, order: withDelivery(order, { kind }) }
  if (address === undefined) {
    const known = order.delivery?.kind === 'delivery' ? order.delivery : { kind }
    return { ok: true, order: withDelivery(order, known) }
  }
  const resolved = resolveAddress(address)
  if (!resolved.ok) return refuse(resolved.refusal)
  return { ok: true, order: withDelivery(order, { kind, address: resolved.address }) }
}

/** Why the order cannot be confirmed yet, as a sentence; null when it can. */
export function missingForConfirmation(order: Order): string | null {
  if (order.items.length === 0) return 'There is nothing in the order yet.'
  if (!order.delivery) return 'I still need to know whether it is pickup or delivery.'
  if (order.delivery.kind === 'delivery' && !order.delivery.address) return 'I still need the address for the delivery.'
  return null
}

/** The address in the menu's words, or why the shop cannot deliver there. */
export function resolveAddress(
  address: string,
): { readonly ok: true; readonly address: string } | { readonly ok: false; readonly refusal: string } {
  const match = /^(?:number )?(\d+) (.+)$/.exec(plainWords(address))
  const street = findStreet(match?.[2] ?? plainWords(address))
  if (!street) return { ok: false, refusal: `We do not deliver to "${address.trim().slice(0, 80)}".` }
  if (!match) return { ok: false, refusal: `I need the house number on ${street.name}.` }
  const number = Number(match[1])
  const { min, max } = MENU.houseNumbers
  if (number < min || number > max) return { ok: false, refusal: `${street.name} has numbers ${min} to ${max} only.` }
  return { ok: true, address: `${number} ${street.name}` }
}

function resolveItem(wish: ItemWish): OrderItem | string {
  const pizza = findPizza(wish.pizza)
  if (!pizza) return `We have no "${wish.pizza}" pizza. We make ${MENU.pizzas.map(({ name }) => name).join(', ')}.`
  const size = findSize(wish.size)
  if (!size) return `We have no size "${wish.size}". The sizes are ${MENU.sizes.map(({ name }) => name).join(', ')}.`
  if (!Number.isInteger(wish.quantity) || wish.quantity < 1)
    return `${wish.quantity} is not a number of pizzas I can make.`
  if (wish.quantity > MENU.maxQuantity) return tooMany(wish.quantity)
  const toppings = changeToppings([], { addToppings: wish.toppings }, pizza)
  if (typeof toppings === 'string') return toppings
  return priceItem({ pizza: pizza.name, size: size.name, quantity: wish.quantity, toppings })
}

/**
 * The changes to a recipe after a wish, in the menu's order. A plain topping that the recipe has already changes
 * nothing; leaving out what is not on it takes back an earlier addition.
 */
function changeToppings(current: readonly string[], change: ItemChange, pizza?: MenuPizza): readonly string[] | string {
  const byName = new Map(
    current.flatMap((words) => {
      const known = parseTopping(words)
      return known ? [[known.topping.name, known] as const] : []
    }),
  )
  const onRecipe = (name: string) => pizza?.recipe.includes(name) ?? false
  for (const words of change.addToppings ?? []) {
    const wish = parseTopping(words)
    if (!wish) return `We have no topping "${words}".`
    const { name } = wish.topping
    if (wish.kind === 'without' ? !onRecipe(name) : wish.kind === 'with' && onRecipe(name)) byName.delete(name)
    else byName.set(name, wish)
  }
  for (const words of change.removeToppings ?? []) {
    const topping = parseTopping(words)?.topping ?? findTopping(words)
    if (!topping) return `We have no topping "${words}".`
    if (onRecipe(topping.name)) byName.set(topping.name, { kind: 'without', topping })
    else byName.delete(topping.name)
  }
  return MENU.toppings.flatMap(({ name }) => {
    const known = byName.get(name)
    return known ? [toppingWords(known)] : []
  })
}

function sameKind(a: OrderItem, b: OrderItem): boolean {
  return a.pizza === b.pizza && a.size === b.size && a.toppings.join() === b.toppings.join()
}

function withItems(order: Order, items: readonly OrderItem[]): Order {
  return { ...order, items, totalCents: totalCents(items, order.delivery) }
}

function withDelivery(order: Order, delivery: Delivery): Order {
  return { ...order, delivery, totalCents: totalCents(order.items, delivery) }
}

function tooMany(quantity: number): string {
  return `${quantity} of one kind is more than our oven takes; ${MENU.maxQuantity} is the most.`
}

function noSuchLine(order: Order, line: number): string {
  if (order.items.length === 0) return 'There is nothing in the order yet.'
  return `The order has no item ${line}; it has ${order.items.length}.`
}
