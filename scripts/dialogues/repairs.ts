// SPDX-License-Identifier: Apache-2.0

import { numberWords } from '../../app/core/menu/index.ts'
import { type HeardLine, type ReadBack, sameLine } from './read-back.ts'

/** Most differences of a line that are put right one by one; with more, it is taken off and ordered again. */
const MOST_CHANGES = 2

/** Ways to say what comes next about an order that was not understood, the plainest first; null when it is right. */
export function nextRepair(heard: ReadBack, wanted: ReadBack): readonly string[] | null {
  const extra = heard.lines.filter((line) => !wanted.lines.some((other) => sameLine(line, other)))
  const missing = wanted.lines.filter((line) => !heard.lines.some((other) => sameLine(line, other)))
  const [wrong] = extra
  if (wrong) {
    const isOnly = heard.lines.filter(({ pizza }) => pizza === wrong.pizza).length === 1
    const meant = missing.find(({ pizza }) => pizza === wrong.pizza)
    const changes = meant && isOnly ? changesTo(wrong, meant) : []
    const [change] = changes
    if (change && changes.length <= MOST_CHANGES) return change
    return removal(wrong, heard.lines)
  }
  const [line] = missing
  if (line) return [ordering(line, 'I would like'), ordering(line, 'can I get'), bare(line)]
  if (wanted.to !== null && heard.to !== wanted.to) return delivery(wanted.to)
  return null
}

/** Each difference between a line and what it should be, with ways to ask for it. */
function changesTo(wrong: HeardLine, meant: HeardLine): string[][] {
  const pizza = wrong.pizza.toLowerCase()
  const changes: string[][] = []
  if (wrong.quantity !== meant.quantity) {
    const count = numberWords(meant.quantity)
    changes.push([`make the ${pizza} ${count}`, `change the ${pizza} to ${count}`])
  }
  if (wrong.size !== meant.size)
    changes.push([`make the ${pizza} ${meant.size}`, `change the ${pizza} to ${meant.size}`])
  const over = wrong.changes.filter((change) => !meant.changes.includes(change))
  const lacking = meant.changes.filter((change) => !wrong.changes.includes(change))
  for (const change of over) {
    const topping = change.replace(/^(no|extra) /, '')
    if (lacking.some((other) => other.endsWith(topping))) continue
    changes.push(
      change.startsWith('no ')
        ? [`add ${topping} to the ${pizza}`, `put ${topping} on the ${pizza}`]
        : [`remove the ${topping} from the ${pizza}`, `take the ${topping} off the ${pizza}`],
    )
  }
  for (const change of lacking)
    changes.push(
      change.startsWith('no ')
        ? [`${change} on the ${pizza}`, `take the ${change.slice(3)} off the ${pizza}`]
        : [`add ${change} to the ${pizza}`, `put ${change} on the ${pizza}`],
    )
  return changes
}

function removal(line: HeardLine, among: readonly HeardLine[]): string[] {
  const pizza = line.pizza.toLowerCase()
  const alike = among.filter((other) => other.pizza === line.pizza)
  if (alike.length === 1) return [`remove the ${pizza}`, `cancel the ${pizza}`, `I don't want the ${pizza}`]
  if (alike.filter(({ size }) => size === line.size).length === 1)
    return [`remove the ${line.size} ${pizza}`, `cancel the ${line.size} ${pizza}`]
  return ['cancel everything', "let's start over"]
}

function bare({ quantity, size, pizza }: HeardLine): string {
  const name = pizza.toLowerCase()
  return quantity === 1
    ? `I'd like ${/^[aeiou]/.test(size) ? 'an' : 'a'} ${size} ${name} pizza`
    : `I'd like ${numberWords(quantity)} ${size} ${name} pizzas`
}

function ordering(line: HeardLine, want: string): string {
  const more = line.changes.filter((change) => !change.startsWith('no '))
  const less = line.changes.filter((change) => change.startsWith('no '))
  const item = bare(line).replace(/^I'd like /, '')
  return [
    `${want} ${item}`,
    ...(more.length > 0 ? [`with ${more.join(' and ')}`] : []),
    ...(less.length > 0 ? [`${more.length > 0 ? 'and' : 'with'} ${less.join(' and ')}`] : []),
  ].join(' ')
}

function delivery(to: string): string[] {
  if (to === 'pickup') return ["I'll pick it up", 'for pickup please', "it's for pickup"]
  const spoken = to.replace(/^\d+/, (digits) => numberWords(Number(digits)))
  return [`deliver it to ${spoken}`, `my address is ${spoken}`, `please bring it to ${to}`]
}
