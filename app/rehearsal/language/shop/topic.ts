// SPDX-License-Identifier: Apache-2.0

import { findPizza, findTopping, MENU } from '#core/menu'
import type { ChatMessage } from '../chat-request.ts'
import type { Slots } from './acts.ts'
import { understand } from './understand.ts'

/** How many turns something that was only talked about is remembered as "that". */
const REMEMBERED_TURNS = 2

/**
 * What was asked about, recommended or refused last and is not in the order: first what "one of those" and "that" mean,
 * then whatever else was asked about in the same breath. Empty when something was done to the order since.
 */
export function topicsOf(before: readonly ChatMessage[]): readonly Slots[] {
  let turns = 0
  let asked: Slots | null = null
  for (let at = before.length - 1; at >= 0 && turns < REMEMBERED_TURNS; at--) {
    const { role, content, tool_calls = [] } = before[at] ?? { role: 'system', content: null }
    if (role === 'user') {
      if (asked) return [withWords(asked, content ?? ''), ...alsoAsked(asked, content ?? '')]
      turns += 1
    }
    for (const { id, function: called } of tool_calls.toReversed()) {
      const result = before.find((message) => message.tool_call_id === id)?.content ?? ''
      if (called.name === 'look_up_menu') asked ??= named(called.arguments, result)
      else if (called.name === 'add_pizza' && !result.startsWith('Added')) asked ??= refused(called.arguments)
      else if (/^(?:add|change|remove)_pizza$/.test(called.name)) return []
    }
  }
  return []
}

function alsoAsked(topic: Slots, words: string): Slots[] {
  return understand(words).flatMap((act) => {
    const pizza = act.kind === 'menu' ? findPizza(act.about)?.name : undefined
    if (act.kind !== 'menu' || pizza === undefined || pizza === topic.pizza) return []
    return [{ pizza, ...(act.size === undefined ? {} : { size: act.size }), toppings: [] }]
  })
}

function named(args: string, result: string): Slots | null {
  const about = stringIn(args, 'about')
  const pizza = findPizza(about) ?? MENU.pizzas.find(({ name }) => result.startsWith(`${name}: `))
  if (pizza) return { pizza: pizza.name, toppings: [] }
  if (result.startsWith('Pizzas: ') || /^We have no/.test(result)) return null
  const listed = MENU.pizzas.filter(({ name }) => result.includes(name))
  const [only] = listed
  if (only && listed.length === 1) return { pizza: only.name, toppings: [] }
  const topping = findTopping(about)
  return topping ? { toppings: [{ kind: 'with', name: topping.name }] } : null
}

function refused(args: string): Slots | null {
  const pizza = findPizza(stringIn(args, 'pizza'))?.name
  const size = stringIn(args, 'size')
  return pizza === undefined ? null : { pizza, ...(size === '' ? {} : { size }), toppings: [] }
}

/** The size, or the double portion, that was asked about. */
function withWords(topic: Slots, words: string): Slots {
  if (topic.pizza === undefined)
    return /\b(?:extra|double)\b/i.test(words)
      ? { toppings: topic.toppings.map(({ name }) => ({ kind: 'extra', name })) }
      : topic
  const size = understand(words).flatMap((act) =>
    (act.kind === 'menu' && findPizza(act.about)?.name === topic.pizza) || act.kind === 'about it'
      ? (act.size ?? [])
      : [],
  )[0]
  return size === undefined ? topic : { size, ...topic }
}

function stringIn(json: string, key: string): string {
  try {
    const value: unknown = JSON.parse(json)
    const found: unknown =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : ''
    return typeof found === 'string' ? found : ''
  } catch {
    return ''
  }
}
