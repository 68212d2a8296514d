// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots } from './acts.ts'

/** "Delivery, I'm at 12 Oak Avenue": one wish in two clauses. */
export function joinAddress(acts: readonly Act[]): readonly Act[] {
  const found = acts.find((act) => act.kind === 'address')
  if (!found || !acts.some((act) => act.kind === 'delivery' && act.how === 'delivery')) return acts
  return acts.flatMap((act): Act[] => {
    if (act.kind === 'address') return []
    return act.kind === 'delivery' ? [{ ...act, address: found.address }] : [act]
  })
}

/** "Two large pizzas, one pepperoni and one hawaiian": the size is for each of them. */
export function shareSize(acts: readonly Act[]): readonly Act[] {
  return acts.flatMap((act, index) => {
    if (
      (act.kind !== 'add' && act.kind !== 'fragment') ||
      act.slots.pizza !== undefined ||
      act.slots.toppings.length > 0
    )
      return [act]
    const { size, quantity } = act.slots
    const parts = acts.slice(index + 1).filter((part) => part.kind === 'add')
    const sum = parts.reduce((total, { slots }) => total + (slots.quantity ?? 1), 0)
    if (
      quantity === undefined ||
      quantity < 2 ||
      sum !== quantity ||
      (size !== undefined && parts.some(({ slots }) => slots.size !== undefined))
    )
      return [act]
    // "Three: two pepperoni and one veggie": the number alone says nothing more.
    if (size === undefined) return []
    for (const part of parts) Object.assign(part, { slots: { ...part.slots, size } })
    return []
  })
}

/** "Two margheritas, one with olives and one with mushrooms": some of what was just wished have something of their own. */
export function splitWishes(acts: readonly Act[]): readonly Act[] {
  const split: Act[] = []
  let whole: number | null = null
  for (const act of acts) {
    const parent = whole === null ? undefined : split[whole]
    const own = partOf(act)
    if (own && parent?.kind === 'add' && own.quantity < (parent.slots.quantity ?? 1) + 1) {
      const left = (parent.slots.quantity ?? 1) - own.quantity
      const { quantity: _, toppings, ...rest } = own
      // "Three large margheritas and two small ones": not some of the large ones.
      if (own.size !== undefined && parent.slots.size !== undefined && act.kind !== 'change') {
        split.push({ ...parent, slots: { ...own, ...(parent.slots.pizza ? { pizza: parent.slots.pizza } : {}) } })
        continue
      }
      const slots = {
        ...parent.slots,
        ...rest,
        quantity: own.quantity,
        toppings: [...parent.slots.toppings, ...toppings],
      }
      split.push({ ...parent, slots })
      split[whole ?? 0] = { ...parent, slots: { ...parent.slots, quantity: left } }
    } else {
      split.push(act)
      whole =
        act.kind === 'add' && act.slots.pizza !== undefined && (act.slots.quantity ?? 1) > 1 ? split.length - 1 : null
    }
  }
  return split.filter((act) => act.kind !== 'add' || act.slots.quantity !== 0)
}

/** "Hawaiian, one large, one small": the kind is said first, for all that follow. */
export function spreadKind(acts: readonly Act[]): readonly Act[] {
  const spread: Act[] = []
  for (let at = 0; at < acts.length; at++) {
    const act = acts[at]
    if (!act) continue
    const end = acts.findIndex((other, index) => index > at && partOf(other)?.size === undefined)
    const parts = acts.slice(at + 1, end === -1 ? acts.length : end)
    const isHeading = act.kind === 'add' && act.slots.pizza && !act.slots.size && !act.slots.quantity
    if (!isHeading || parts.length < 2) {
      spread.push(act)
      continue
    }
    for (const part of parts) {
      const own = partOf(part)
      if (own)
        spread.push({ ...act, slots: { ...act.slots, ...own, toppings: [...act.slots.toppings, ...own.toppings] } })
    }
    at += parts.length
  }
  return spread
}

/** What is said of some of the pizzas just named: how many, and how they differ. */
function partOf(act: Act): (Slots & { quantity: number }) | null {
  if (act.kind === 'change' && act.target?.part !== undefined && act.target.pizza === undefined)
    return act.set.pizza === undefined ? { ...act.set, quantity: act.target.part } : null
  if ((act.kind !== 'add' && act.kind !== 'fragment') || act.slots.pizza !== undefined) return null
  const { quantity, toppings, size } = act.slots
  return quantity !== undefined && (toppings.length > 0 || size !== undefined) ? { ...act.slots, quantity } : null
}

/**
 * "Two large pizzas", and, when asked which: "one hawaiian and one veggie" is said of the wish that waits. A wish that
 * says nothing yet is let go when a pizza is named.
 */
export function withOpenWish(
  acts: readonly Act[],
  waiting: readonly Slots[],
): { readonly acts: readonly Act[]; readonly waiting: readonly Slots[] } {
  const named = acts.flatMap((act) => (act.kind === 'add' && act.slots.pizza !== undefined ? [act.slots] : []))
  const [open, ...others] = waiting
  if (!open || open.pizza !== undefined || others.length > 0 || named.length === 0) return { acts, waiting }
  if (open.size === undefined && open.quantity === undefined && open.toppings.length === 0) return { acts, waiting: [] }
  const count = named.reduce((sum, { quantity = 1 }) => sum + quantity, 0)
  const { quantity: wanted = 1 } = open
  const whole = named.every(({ size = open.size }) => size !== undefined)
  // "Two pizzas", and then one after the other: so many are still to be named.
  if (whole && count < wanted && open.toppings.length === 0) {
    const sized = acts.map((act) =>
      act.kind === 'add' && act.slots.pizza !== undefined && open.size !== undefined
        ? { ...act, slots: { size: open.size, ...act.slots } }
        : act,
    )
    return { acts: sized, waiting: [{ ...open, quantity: wanted - count }] }
  }
  if (whole && count === wanted && named.length === 1 && open.toppings.length === 0 && open.size === undefined)
    return { acts, waiting: [] }
  if (named.length < 2 || count !== open.quantity) return { acts, waiting }
  if (open.size === undefined && open.toppings.length === 0) return { acts, waiting: [] }
  return { acts: [{ kind: 'add', slots: open, more: false, definite: false }, ...acts], waiting: [] }
}
