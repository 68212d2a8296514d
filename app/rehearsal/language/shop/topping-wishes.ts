// SPDX-License-Identifier: Apache-2.0

import { findPizza, type ItemChange, parseTopping } from '#core/menu'
import type { Slots } from './acts.ts'
import type { TrackedLine } from './situation.ts'

/** True when a line has this topping on it, from its recipe or added. */
export function carries({ pizza, toppings }: TrackedLine, name: string): boolean {
  if (toppings.includes(`no ${name}`)) return false
  return (
    toppings.includes(name) || toppings.includes(`extra ${name}`) || (findPizza(pizza)?.recipe.includes(name) ?? false)
  )
}

/** A change as the arguments of `change_pizza`. */
export function argsOf({ pizza, size, quantity, toppings }: Slots): {
  pizza?: string
  size?: string
  quantity?: number
  add_toppings?: string[]
  remove_toppings?: string[]
} {
  const added = toppings
    .filter(({ kind }) => kind !== 'without')
    .map(({ kind, name }) => (kind === 'extra' ? `extra ${name}` : name))
  const removed = toppings.filter(({ kind }) => kind === 'without').map(({ name }) => name)
  return {
    ...(pizza === undefined ? {} : { pizza }),
    ...(size === undefined ? {} : { size }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(added.length > 0 ? { add_toppings: added } : {}),
    ...(removed.length > 0 ? { remove_toppings: removed } : {}),
  }
}

/** An order's words for a topping, as a wish. */
export function wishOf(words: string): Slots['toppings'] {
  const known = parseTopping(words)
  return known ? [{ kind: known.kind, name: known.topping.name }] : []
}

/** What was wished before, and what is wished now about the same toppings instead. */
export function mergeWishes(old: Slots['toppings'], fresh: Slots['toppings']): Slots['toppings'] {
  return [...old.filter(({ name }) => !fresh.some((wish) => wish.name === name)), ...fresh]
}

/** What takes back every change to a line's recipe. */
export function asOnMenu({ pizza, toppings }: TrackedLine): Slots['toppings'] {
  const recipe = findPizza(pizza)?.recipe ?? []
  return toppings
    .flatMap(wishOf)
    .map(({ name }) => ({ kind: recipe.includes(name) ? ('with' as const) : ('without' as const), name }))
}

/** The change that makes a line what it was. */
export function changeBack(now: TrackedLine | undefined, before: TrackedLine): Slots {
  const gone = before.toppings.flatMap(wishOf)
  const extra = (now?.toppings ?? []).filter((words) => !before.toppings.includes(words)).flatMap(wishOf)
  const undone = extra.map(({ kind, name }) => ({
    kind: kind === 'without' ? ('with' as const) : ('without' as const),
    name,
  }))
  return { pizza: before.pizza, size: before.size, quantity: before.quantity, toppings: mergeWishes(undone, gone) }
}

/** Arguments of an earlier `change_pizza`, as a change. */
export function changeOf(args: Readonly<Record<string, unknown>>): ItemChange {
  const words = (value: unknown) =>
    Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    pizza: text(args.pizza),
    size: text(args.size),
    quantity: typeof args.quantity === 'number' ? args.quantity : undefined,
    addToppings: words(args.add_toppings),
    removeToppings: words(args.remove_toppings),
  }
}

/** Pizzas whose name could also mean toppings. */
export const TOPPINGS_OF_NAME: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pepperoni', ['pepperoni']],
  ['Spinach and Mushroom', ['spinach', 'mushrooms']],
])

/** A wish in the order's words: `olives`, `extra olives`, `no olives`. */
export function wishWords({ kind, name }: Slots['toppings'][number]): string {
  if (kind === 'with') return name
  return `${kind === 'extra' ? 'extra' : 'no'} ${name}`
}
