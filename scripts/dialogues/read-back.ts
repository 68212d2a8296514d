// SPDX-License-Identifier: Apache-2.0

import { MENU, numberWords } from '../../app/core/menu/index.ts'

/** A line as somebody who listens to the shop understands it. */
export interface HeardLine {
  readonly quantity: number
  readonly size: string
  readonly pizza: string
  /** As said, sorted: "olives", "extra ham", "no cheese". */
  readonly changes: readonly string[]
}

/** What an order is, as far as it has been read out. */
export interface ReadBack {
  readonly lines: readonly HeardLine[]
  /** `pickup` or an address; null when nothing was said of it. */
  readonly to: string | null
}

const QUANTITIES = new Map(Array.from({ length: MENU.maxQuantity }, (_, index) => [numberWords(index + 1), index + 1]))

const anyOf = (names: Iterable<string>): string => [...names].sort((a, b) => b.length - a.length).join('|')
const LINE = new RegExp(
  `\\b(${anyOf(QUANTITIES.keys())}) (${anyOf(MENU.sizes.map(({ name }) => name))}) (${anyOf(MENU.pizzas.map(({ name }) => name))})`,
  'g',
)

/** The order that a reply of the shop reads out, or null when it reads out none. */
export function readBackIn(reply: string): ReadBack | null {
  const to =
    /(?:for delivery to|We deliver to) (\d+ [A-Z]\w+ [A-Z]\w+)/.exec(reply)?.[1] ??
    (/for pickup\.|Pickup it is\./.test(reply) ? 'pickup' : null)
  if (/There is nothing in your order/.test(reply)) return { lines: [], to }
  const read = /You have (.*?)(?:, for (?:delivery|pickup)\b.*?)?\.(?: |$)/.exec(reply)?.[1]
  if (read === undefined) return null
  const starts = [...read.matchAll(LINE)]
  const lines = starts.map((start, index) => {
    const rest = read.slice(start.index + start[0].length, starts[index + 1]?.index)
    const [, quantity = '', size = '', pizza = ''] = start
    return { quantity: QUANTITIES.get(quantity) ?? 0, size, pizza, changes: changesIn(rest) }
  })
  return { lines, to }
}

function changesIn(words: string): string[] {
  return words
    .replace(/^ with /, '')
    .split(/, | and /)
    .map((change) => change.replace(/^and /, '').trim())
    .filter((change) => change !== '' && change !== 'and')
    .sort()
}

/** A line of the reference order: "6 large Hawaiian [no ham, olives]". */
export function parseWanted(expected: string): ReadBack {
  const rows = expected.split('\n')
  const to = rows.find((row) => row.startsWith('to: '))?.slice(4) ?? null
  const lines = rows.flatMap((row) => {
    const match = /^(\d+) (.*) \[(.*)\]$/.exec(row)
    const size = MENU.sizes.map(({ name }) => name).find((name) => match?.[2]?.startsWith(`${name} `))
    if (!match || size === undefined) return []
    const changes = (match[3] ?? '').split(', ').filter((change) => change !== '')
    return [
      { quantity: Number(match[1]), size, pizza: (match[2] ?? '').slice(size.length + 1), changes: changes.sort() },
    ]
  })
  return { lines, to }
}

export const sameLine = (one: HeardLine, other: HeardLine): boolean =>
  one.quantity === other.quantity && sameButCount(one, other)

const sameButCount = (one: HeardLine, other: HeardLine): boolean =>
  one.size === other.size && one.pizza === other.pizza && one.changes.join() === other.changes.join()
