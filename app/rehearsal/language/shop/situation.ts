// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { emptyOrder, findPizza, findSize, type Order, priceItem, totalCents } from '#core/menu'
import type { ChatMessage } from '../chat-request.ts'
import { isNoHelp, type Slots } from './acts.ts'
import { topicsOf } from './topic.ts'
import { understand } from './understand.ts'

/** A tool call of this turn, with what came back. */
export interface Done {
  readonly name: string
  readonly args: unknown
  readonly result: string
}

/** What the shop asked last, as far as it was heard. */
export type Question =
  | { readonly kind: 'size' | 'pizza' | 'leave out'; readonly items: readonly Slots[] }
  | { readonly kind: 'which number'; readonly numbers: readonly number[]; readonly about: string }
  | { readonly kind: 'which line'; readonly about: string }
  | { readonly kind: 'pickup or delivery' }
  | { readonly kind: 'address' }
  | { readonly kind: 'place the order' }
  | { readonly kind: 'anything else' }
  | { readonly kind: 'none' }

/** All that can be known from the messages of one request. */
export interface Situation {
  readonly text: string
  /** Another reading of the same utterance. */
  readonly alsoHeard: string | null
  /** The order when the customer spoke, as the system prompt tells it. */
  readonly order: Order
  readonly done: readonly Done[]
  readonly question: Question
  /** 1-based line that was last talked about. */
  readonly focus: number | null
  /** The order's lines before the last change, when the last turn changed or removed one. */
  readonly undo: Undo | null
  /** How many times the customer has spoken. */
  readonly turn: number
  readonly lastReply: string
  /** What was asked about, recommended or refused last, and not ordered: what "one of those" means. */
  readonly topic: Slots | null
  /** All that was asked about in the breath of the topic. */
  readonly topics: readonly Slots[]
  /** True when the shop has asked the same question twice in a row. */
  readonly askedTwice: boolean
}

/** What the shop did last, so that "no, the other one" can take it back. */
export type Undo =
  | {
      readonly kind: 'change'
      readonly line: number
      readonly args: Readonly<Record<string, unknown>>
      readonly before: TrackedLine
    }
  | { readonly kind: 'remove'; readonly before: TrackedLine }

/** A line of the order as tool results tell it. */
export interface TrackedLine {
  readonly pizza: string
  readonly size: string
  readonly quantity: number
  readonly toppings: readonly string[]
}

const orderSchema = z.object({
  items: z.array(
    z.object({ quantity: z.number(), size: z.string(), pizza: z.string(), toppings: z.array(z.string()).default([]) }),
  ),
  delivery: z
    .union([
      z.object({ kind: z.literal('pickup') }),
      z.object({ kind: z.literal('delivery'), address: z.string().optional() }),
    ])
    .nullable()
    .default(null),
  status: z.enum(['open', 'confirmed']).default('open'),
})

/** Reads the messages of a request. */
export function readSituation(messages: readonly ChatMessage[]): Situation {
  const last = messages.findLastIndex(({ role }) => role === 'user')
  const before = messages.slice(0, Math.max(0, last))
  const { text, alsoHeard } = readings(messages[last]?.content ?? '')
  const lastReply = replyBefore(before)
  const { focus, undo } = trackOrder(before)
  const topics = topicsOf(before)
  return {
    text,
    alsoHeard,
    order: readOrder(messages),
    done: callsIn(messages.slice(last + 1)),
    question: questionIn(before, lastReply),
    focus,
    undo,
    turn: messages.filter(({ role }) => role === 'user').length,
    lastReply,
    topic: topics[0] ?? null,
    topics,
    askedTwice: askedAgain(before, lastReply),
  }
}

/** The same question twice, with nothing between that helped. */
function askedAgain(before: readonly ChatMessage[], lastReply: string): boolean {
  const at = lastUser(before)
  const asked = questionOf(lastReply)
  return (
    asked !== '' &&
    asked === questionOf(replyBefore(before.slice(0, at))) &&
    understand(readings(before[at]?.content ?? '').text).every(isNoHelp)
  )
}

function lastUser(messages: readonly ChatMessage[]): number {
  return Math.max(
    0,
    messages.findLastIndex(({ role }) => role === 'user'),
  )
}

function readings(content: string): { text: string; alsoHeard: string | null } {
  const match = /^([\s\S]*?)\s*\(also heard: "([^"]*)"\)\s*$/.exec(content)
  return match ? { text: match[1] ?? '', alsoHeard: match[2] ?? null } : { text: content, alsoHeard: null }
}

function readOrder(messages: readonly ChatMessage[]): Order {
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content ?? ''] : [])).join('\n')
  const line = /^Order: (\{.*\})$/m.exec(system)?.[1]
  const parsed = orderSchema.safeParse(line === undefined ? null : parseJson(line))
  const empty = emptyOrder('order')
  if (!parsed.success) return empty
  const items = parsed.data.items.flatMap((item) =>
    findPizza(item.pizza) && findSize(item.size) ? [priceItem(item)] : [],
  )
  const { delivery, status } = parsed.data
  const read = delivery?.kind === 'delivery' && delivery.address === undefined ? { kind: delivery.kind } : delivery
  return {
    ...empty,
    items,
    delivery: withoutUndefined(read),
    status,
    totalCents: totalCents(items, withoutUndefined(read)),
  }
}

function withoutUndefined(
  delivery: { kind: 'pickup' } | { kind: 'delivery'; address?: string | undefined } | null,
): Order['delivery'] {
  if (delivery?.kind !== 'delivery') return delivery
  return delivery.address === undefined ? { kind: 'delivery' } : { kind: 'delivery', address: delivery.address }
}

export function callsIn(messages: readonly ChatMessage[]): Done[] {
  const results = new Map(
    messages.flatMap(({ role, tool_call_id, content }) =>
      role === 'tool' && tool_call_id ? [[tool_call_id, content ?? '']] : [],
    ),
  )
  return messages.flatMap(({ tool_calls = [] }) =>
    tool_calls.map(({ id, function: called }) => ({
      name: called.name,
      args: parseJson(called.arguments),
      result: results.get(id) ?? '',
    })),
  )
}

function replyBefore(before: readonly ChatMessage[]): string {
  const human = before.findLastIndex(({ role }) => role === 'user')
  const said = before
    .slice(human + 1)
    .flatMap(({ role, content }) => (role === 'assistant' && content ? [content] : []))
  return said.join(' ')
}

/** The open question: from the shop's own words, or, where they were cut off, from what the customer left unsaid. */
function questionIn(before: readonly ChatMessage[], lastReply: string): Question {
  const asked = questionOf(lastReply)
  if (/leave out/i.test(asked))
    return { kind: 'leave out', items: itemsNamed(asked.replace(/^.*leave out|, then/gi, '')) }
  if (/^(?:And )?what size/i.test(asked)) return { kind: 'size', items: itemsNamed(asked) }
  if (/^(?:And )?which pizza/i.test(asked))
    return { kind: 'pizza', items: itemsOr(asked.replace(/^.*which pizza would you like(?: for)?/i, '')) }
  const previous = before.findLast(({ role }) => role === 'user')?.content ?? ''
  if (/did you say/i.test(asked)) {
    const numbers = understand(asked.replace(/^.*did you say/i, '')).flatMap((act) =>
      'slots' in act && act.slots.quantity ? [act.slots.quantity] : [],
    )
    return { kind: 'which number', numbers, about: readings(previous).text }
  }
  if (/which one/i.test(asked)) return { kind: 'which line', about: readings(previous).text }
  if (/pickup or delivery/i.test(asked)) return { kind: 'pickup or delivery' }
  if (/address|house number|which street/i.test(asked)) return { kind: 'address' }
  if (/place the order/i.test(asked)) return { kind: 'place the order' }
  if (asked !== '') return { kind: 'anything else' }
  const items = understand(readings(previous).text).flatMap((act) =>
    act.kind === 'add' && act.slots.size === undefined && act.slots.pizza !== undefined && !act.more ? [act.slots] : [],
  )
  const answered = before
    .slice(before.findLastIndex(({ role }) => role === 'user'))
    .some(({ tool_calls }) => tool_calls?.some((call) => call.function.name === 'add_pizza'))
  return items.length > 0 && !answered ? { kind: 'size', items } : { kind: 'none' }
}

function questionOf(reply: string): string {
  return (
    reply
      .match(/[^.!?]*\?/g)
      ?.at(-1)
      ?.trim() ?? ''
  )
}

function itemsOr(list: string): Slots[] {
  const items = itemsNamed(list)
  return items.length > 0 ? items : [{ toppings: [] }]
}

function itemsNamed(question: string): Slots[] {
  const list = question.replace(/what size would you like for/i, '').replace(/\?/g, '')
  return understand(list).flatMap((act) =>
    act.kind === 'add' || act.kind === 'fragment'
      ? [act.slots]
      : act.kind === 'other' || act.kind === 'change'
        ? [{ ...(act.target ?? {}), toppings: [] }]
        : [],
  )
}

function trackOrder(before: readonly ChatMessage[]): { focus: number | null; undo: Undo | null } {
  let lines: TrackedLine[] = []
  let focus: number | null = null
  let undo: Undo | null = null
  for (const [at, message] of before.entries()) {
    if (message.role === 'user') undo = null
    const calls = message.tool_calls
      ? callsIn([message, ...before.slice(at + 1).filter(({ role }) => role === 'tool')])
      : []
    for (const { name, args, result } of calls) {
      const told = lineTold(result)
      const removed = Number(/^Removed item (\d+)/.exec(result)?.[1] ?? 0)
      const gone = lines[removed - 1]
      if (name === 'clear_order' && /empty now/.test(result)) {
        lines = []
        focus = null
      } else if (gone) {
        undo = { kind: 'remove', before: gone }
        lines = lines.toSpliced(removed - 1, 1)
        focus =
          lines.length === 0
            ? null
            : focus !== null && focus > removed
              ? focus - 1
              : Math.min(focus ?? lines.length, lines.length)
      } else if (told) {
        const old = lines[told.line - 1]
        const split = isRecord(args) && typeof args.only === 'number' ? Number(args.item) : null
        const parent = split === null ? undefined : lines[split - 1]
        if (split !== null && parent && isRecord(args) && Number(args.only) < parent.quantity) {
          lines[split - 1] = { ...parent, quantity: parent.quantity - Number(args.only) }
          undo = null
        } else if (name === 'change_pizza' && old) {
          undo = { kind: 'change', line: told.line, args: isRecord(args) ? args : {}, before: old }
        }
        lines[told.line - 1] = told.tracked
        focus = told.line
      }
    }
  }
  return { focus, undo }
}

function lineTold(result: string): { line: number; tracked: TrackedLine } | null {
  const match =
    /^(?:Added|Changed) item (\d+): (\d+) (small|medium|extra large|large) ([A-Za-z ]+?)(?: with ([^$]+?))?, \$/.exec(
      result,
    )
  if (!match) return null
  const [, line, quantity, size = '', pizza = '', toppings] = match
  const list = toppings?.split(/, and |, | and /).filter((words) => words !== '') ?? []
  return { line: Number(line), tracked: { quantity: Number(quantity), size, pizza, toppings: list } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
