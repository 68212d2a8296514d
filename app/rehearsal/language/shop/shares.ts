// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots } from './acts.ts'
import type { Situation } from './situation.ts'

/** Turns shares of what was ordered into numbers of pizzas: "half of them", "one small and one large". */
export function resolveShares(acts: readonly Act[], situation: Situation): readonly Act[] {
  const counted = acts.map((act, at) => withCount(act, acts.slice(0, at), situation))
  return apart(counted, situation)
}

/** "Half of them": of what was ordered in the same breath, or else of what was last talked about. */
function withCount(act: Act, earlier: readonly Act[], { order, focus, question }: Situation): Act {
  if ((act.kind !== 'change' && act.kind !== 'remove') || act.target?.part === undefined || act.target.part >= 1)
    return act
  const wished = earlier.findLast((other) => other.kind === 'add')
  const waiting = 'items' in question ? question.items.at(-1) : undefined
  const focused = order.items[(focus ?? order.items.length) - 1]
  const whole = (wished?.kind === 'add' ? wished.slots.quantity : undefined) ?? waiting?.quantity ?? focused?.quantity
  const part = Math.max(1, Math.floor((whole ?? 1) * act.target.part))
  return { ...act, target: { ...act.target, part } }
}

/** "No, one small and one large", said of two that were alike: each is a part of them. */
function apart(acts: readonly Act[], { order, focus, question }: Situation): readonly Act[] {
  const parts = acts.flatMap((act) => (isPart(act) ? [act.slots] : []))
  const rest = acts.filter((act) => !isPart(act))
  const sum = parts.reduce((total, { quantity = 0 }) => total + quantity, 0)
  if (parts.length < 2 || rest.some(({ kind }) => !['yes', 'no', 'talk'].includes(kind))) return acts
  const [waits, ...others] = 'items' in question ? question.items : []
  if (waits?.quantity === sum && others.length === 0)
    return [
      ...rest,
      ...parts.map((slots): Act => ({ kind: 'add', slots: { ...waits, ...slots }, more: false, definite: false })),
    ]
  const line = order.items[(focus ?? 0) - 1]
  if (waits || line?.quantity !== sum || focus === null) return acts
  // A part that leaves the line stands at the end; the last one is what is left of the line itself.
  return [
    ...rest,
    ...parts.map(
      ({ quantity, ...set }, at): Act => ({
        kind: 'change',
        target: { ordinal: focus, ...(at < parts.length - 1 && quantity !== undefined ? { part: quantity } : {}) },
        set,
      }),
    ),
  ]
}

function isPart(act: Act): act is Extract<Act, { kind: 'fragment' | 'add' }> & { slots: Slots & { quantity: number } } {
  if (act.kind !== 'fragment' && act.kind !== 'add') return false
  const { pizza, quantity, size, toppings } = act.slots
  return pizza === undefined && quantity !== undefined && (size !== undefined || toppings.length > 0)
}
