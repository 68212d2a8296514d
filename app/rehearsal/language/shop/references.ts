// SPDX-License-Identifier: Apache-2.0

import { MENU, type Order } from '#core/menu'
import type { Act, Slots } from './acts.ts'
import { findLines } from './lines.ts'
import { resolveShares } from './shares.ts'
import type { Question, Situation, Undo } from './situation.ts'
import { changeOf, wishOf } from './topping-wishes.ts'

/** Puts what was talked about in the place of "that", "all of them", "the others". */
export function resolveReferences(acts: readonly Act[], situation: Situation): readonly Act[] {
  const fresh = putRight(acts, situation).filter((act) => !isRepeated(act, acts, situation))
  const pointed = resolveShares(
    fresh.flatMap((act) => pointedAt(act, situation)),
    situation,
  )
  const resolved: Act[] = []
  for (const act of pointed) resolved.push(...spread(act, resolved, situation))
  return resolved
}

/** "Sorry, I meant a small veggie and a large hawaiian": when both are in the order, these are what they should be. */
function putRight(acts: readonly Act[], { order }: Situation): readonly Act[] {
  const meant = acts.flatMap((act) => (act.kind === 'add' && act.correction ? [act.slots.pizza] : []))
  const lines = meant.map((pizza) => order.items.filter((item) => item.pizza === pizza))
  if (meant.length < 2 || lines.some(({ length }) => length !== 1)) return acts
  return acts.map((act) => {
    if (act.kind !== 'add' || !act.correction || act.slots.pizza === undefined) return act
    const { pizza, ...set } = act.slots
    return { kind: 'change', target: { pizza }, set }
  })
}

/** "Yes, medium vegetarian", said of the medium vegetarian that was just put down: it agrees, and orders nothing. */
function isRepeated(act: Act, acts: readonly Act[], { text, order, focus }: Situation): boolean {
  const line = order.items[(focus ?? 0) - 1]
  if (act.kind !== 'add' || act.more || !line || acts[0]?.kind !== 'yes') return false
  if (
    !/^\W*(?:yes|yeah|yep|right|correct|exactly|ok|okay)\b\W*(?!an?\b|one\b|another\b|and\b|also\b|i\b|add\b)/i.test(
      text,
    )
  )
    return false
  const { pizza, size = line.size, quantity = line.quantity, toppings } = act.slots
  return pizza === line.pizza && size === line.size && quantity === line.quantity && toppings.length === 0
}

function pointedAt(act: Act, { topic, topics, question, text, order, focus, undo }: Situation): readonly Act[] {
  const open = question.kind === 'size' || question.kind === 'pizza'
  const known = topic?.pizza !== undefined
  if (act.kind === 'keep') {
    if (undo?.kind !== 'remove') return [{ kind: 'yes', content: true }]
    const { toppings, ...line } = undo.before
    return [add({ ...line, toppings: toppings.flatMap(wishOf) })]
  }
  if (act.kind === 'each') {
    const { quantity, size } = act
    const asked = topics.length > 1 ? topics.flatMap((one) => one.pizza ?? []) : MENU.pizzas.map(({ name }) => name)
    return asked.map((pizza) => add({ pizza, quantity, ...(size === undefined ? {} : { size }), toppings: [] }))
  }
  const ordinal = act.kind === 'other' || act.kind === 'change' ? act.target?.ordinal : undefined
  if (typeof ordinal === 'number' && topics.length > 1) {
    const [last, ...first] = topics
    const pointed = [...first, last][ordinal - 1]
    if (pointed) return [add({ ...pointed, ...(act.kind === 'change' ? act.set : {}) })]
  }
  if (act.kind === 'change' && act.target === null && undo?.kind === 'change' && /\b(?:just|only)\b/i.test(text))
    return [{ ...act, set: { ...act.set, toppings: insteadOfAdded(act.set.toppings, undo) } }]
  if (act.kind === 'about it') return [aboutIt(act, topic, question, order, focus)]
  if (act.kind === 'same size') {
    const size = order.items[(focus ?? 1) - 1]?.size
    return size === undefined ? [] : [{ kind: 'fragment', slots: { size, toppings: [] }, correction: false }]
  }
  // "And a large one?" after the price of a small one.
  const asks = /^\W*(?:and|what about|how about)\b.*\?\s*$/i.test(text)
  const orders = act.kind === 'take' || act.kind === 'add' || act.kind === 'fragment'
  if (topic?.pizza !== undefined && asks && orders && act.slots.pizza === undefined && act.slots.size !== undefined)
    return [{ kind: 'menu', about: topic.pizza, size: act.slots.size }]
  if (act.kind === 'take') {
    if (topic && known) {
      const { quantity, ...slots } = act.slots
      return [add({ ...topic, ...slots, ...(quantity === undefined ? {} : { quantity }) })]
    }
    if (topic && act.slots.pizza === undefined && act.slots.size === undefined)
      return [{ kind: 'change', target: null, set: { toppings: [...topic.toppings, ...act.slots.toppings] } }]
    if (act.otherwise.length > 0) return act.otherwise
    return [{ kind: 'yes', content: true }]
  }
  // "And the margheritas?" after the price of something else.
  const bare = act.kind === 'add' && act.slots.quantity === undefined && act.slots.size === undefined
  if (topic && bare && asks && act.slots.pizza !== undefined) return [{ kind: 'menu', about: act.slots.pizza }]
  if (topic?.pizza !== undefined && act.kind === 'other' && act.target.size !== undefined && order.items.length === 0)
    return [add({ ...topic, size: act.target.size })]
  if (act.kind === 'add' && topic && !known && /\bwith (?:it|that|those|them|some)\b/i.test(text))
    return [{ ...act, slots: { ...act.slots, toppings: [...act.slots.toppings, ...topic.toppings] } }]
  // "Cancel it. A small one then": of what was just taken off.
  const again =
    (act.kind === 'add' || act.kind === 'fragment') && act.slots.size !== undefined && /\bones?\b/i.test(text)
  if (undo?.kind === 'remove' && again && act.slots.pizza === undefined && !open)
    return [add({ pizza: undo.before.pizza, ...act.slots })]
  if (!topic || !known || open) return [act]
  // "Just the pepperonis then": in the size they were asked about.
  const asked = act.kind === 'add' && act.definite ? topics.find(({ pizza }) => pizza === act.slots.pizza) : undefined
  if (act.kind === 'add' && asked) return [{ ...act, slots: { ...asked, ...act.slots } }]
  if (act.kind === 'change' && act.target?.part !== undefined && act.target.pizza === undefined)
    return [add({ ...topic, ...act.set, quantity: act.target.part })]
  if (act.kind === 'fragment' && !act.correction && act.slots.pizza === undefined)
    return [add({ ...topic, ...act.slots })]
  if (act.kind === 'add' && !act.more && act.slots.pizza === undefined && act.slots.size !== undefined)
    return [add({ ...topic, ...act.slots })]
  return [act]
}

/** "No, just ham": of what was put on last, that alone stays. */
function insteadOfAdded(wishes: Slots['toppings'], undo: Extract<Undo, { kind: 'change' }>): Slots['toppings'] {
  const added = (changeOf(undo.args).addToppings ?? []).flatMap(wishOf)
  const meant = wishes.filter(({ kind }) => kind !== 'without')
  if (meant.length === 0 || !meant.every(({ name }) => added.some((wish) => wish.name === name))) return wishes
  const gone = added.filter(({ name }) => !meant.some((wish) => wish.name === name))
  return [...wishes, ...gone.map(({ name }) => ({ kind: 'without' as const, name }))]
}

/** What a question about "it" or "a large one" is about: what was talked of, what waits, else what is in the order. */
function aboutIt(
  { size }: { readonly size?: string },
  topic: Slots | null,
  question: Question,
  order: Order,
  focus: number | null,
): Act {
  const waits = 'items' in question ? question.items.findLast(({ pizza }) => pizza !== undefined)?.pizza : undefined
  const line = order.items[(focus ?? order.items.length) - 1]
  const pizza = topic?.pizza ?? waits ?? line?.pizza
  const sized = size === undefined ? {} : { size }
  // What was changed on it is told by the order alone.
  if (topic === null && size === undefined && line !== undefined && line.toppings.length > 0) return { kind: 'order' }
  if (pizza !== undefined) return { kind: 'menu', about: pizza, ...sized }
  return { kind: 'menu', about: 'pizzas', ...sized }
}

function add(slots: Slots): Act {
  return { kind: 'add', slots, more: false, definite: false }
}

/** "All of them" as one act for each that is meant: wishes of this breath, wishes that wait, or lines of the order. */
function spread(act: Act, earlier: Act[], { question, order, focus }: Situation): Act[] {
  if (
    act.kind === 'change' &&
    act.plural &&
    act.target === null &&
    question.kind !== 'size' &&
    question.kind !== 'pizza'
  ) {
    // "Them", when what was talked about is one pizza of several: all of them.
    const single = order.items[(focus ?? 0) - 1]?.quantity === 1 && order.items.length > 1
    const alone =
      earlier.every(({ kind }) => ['yes', 'no', 'talk'].includes(kind)) &&
      act.set.pizza === undefined &&
      act.set.quantity === undefined
    if (single && alone) return order.items.map((_, index) => ({ ...act, target: { ordinal: index + 1 } })).reverse()
  }
  if ((act.kind !== 'change' && act.kind !== 'remove') || act.target?.group === undefined) return [act]
  const { group } = act.target
  const named = earlier.flatMap((other) =>
    other.kind === 'change' ? [other.target?.pizza] : other.kind === 'add' ? [other.slots.pizza] : [],
  )
  if (act.kind === 'change' && act.set.size !== undefined) {
    const fresh = earlier.flatMap((other, at) =>
      other.kind === 'add' && other.slots.size === undefined ? [{ other, at }] : [],
    )
    for (const { other, at } of fresh) earlier[at] = { ...other, slots: { ...act.set, ...other.slots } }
    if (fresh.length > 0) return []
  }
  const waiting = question.kind === 'size' || question.kind === 'pizza' ? question.items : []
  const left = waiting.filter(({ pizza }) => group === 'all' || !named.includes(pizza))
  if (left.length > 0) return left.map(({ pizza }) => ({ ...act, target: pizza === undefined ? null : { pizza } }))
  const except = act.target.except === undefined ? [] : findLines(order, act.target.except, focus)
  if (act.kind === 'remove' && except.length > 0)
    return order.items
      .flatMap((_, index) => (except.includes(index + 1) ? [] : [index + 1]))
      .reverse()
      .map((line) => ({ ...act, target: { ordinal: line } }))
  const lines = order.items.flatMap(({ pizza }, index) =>
    group === 'rest' && (named.length > 0 ? named.includes(pizza) : index + 1 === focus) ? [] : [index + 1],
  )
  // From the last one on: lines that become alike are merged, and the numbers before them stay true.
  if (lines.length > 0) return lines.reverse().map((line) => ({ ...act, target: { ordinal: line } }))
  return [{ ...act, target: null }]
}
