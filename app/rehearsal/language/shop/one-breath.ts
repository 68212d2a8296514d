// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'

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
      act.slots.size === undefined
    )
      return [act]
    const { size, quantity } = act.slots
    const parts = acts.slice(index + 1).filter((part) => part.kind === 'add')
    const sum = parts.reduce((total, { slots }) => total + (slots.quantity ?? 1), 0)
    if (
      quantity === undefined ||
      quantity < 2 ||
      sum !== quantity ||
      parts.some(({ slots }) => slots.size !== undefined)
    )
      return [act]
    for (const part of parts) Object.assign(part, { slots: { ...part.slots, size } })
    return []
  })
}
