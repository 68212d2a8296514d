// SPDX-License-Identifier: Apache-2.0

import { MENU } from '../../app/core/menu/index.ts'

/** A line as the customer means it: `toppings` are changes to the recipe, by topping. */
export interface WantedLine {
  pizza: string
  size: string
  quantity: number
  toppings: Map<string, 'with' | 'extra' | 'no'>
}

/** What the order should be, kept with nothing but the menu's data: none of the shop's own rules. */
export class ReferenceOrder {
  lines: WantedLine[] = []
  delivery: string | null = null
  placed = false

  add(line: WantedLine): WantedLine {
    const twin = this.lines.find((other) => key(other) === key(line))
    if (twin) {
      twin.quantity += line.quantity
      return twin
    }
    this.lines.push(line)
    return line
  }

  /** After a change two lines may be the same kind: they count as one. */
  tidy(): void {
    const lines = this.lines
    this.lines = []
    for (const line of lines) if (line.quantity > 0) this.add(line)
  }

  remove(line: WantedLine): void {
    this.lines = this.lines.filter((other) => other !== line)
  }

  /** In cents, from the menu's prices. */
  total(): number {
    const fee =
      this.delivery !== null && this.delivery !== 'pickup' && this.lines.length > 0 ? MENU.deliveryFeeCents : 0
    return this.lines.reduce((sum, { pizza, size, quantity, toppings }) => {
      const sizeIndex = MENU.sizes.findIndex(({ name }) => name === size)
      const base = MENU.pizzas.find(({ name }) => name === pizza)?.pricesCents[sizeIndex] ?? Number.NaN
      const changes = [...toppings].reduce((cents, [name, kind]) => {
        const topping = MENU.toppings.find((entry) => entry.name === name)
        return (
          cents +
          (kind === 'no' ? 0 : ((kind === 'extra' ? topping?.extraPriceCents : topping?.priceCents) ?? Number.NaN))
        )
      }, 0)
      return sum + quantity * (base + changes)
    }, fee)
  }

  /** The order as comparable text, lines sorted. */
  toString(): string {
    const lines = this.lines.map((line) => `${line.quantity} ${key(line)}`).sort()
    return [
      ...lines,
      `to: ${this.delivery ?? 'not chosen'}`,
      `total: ${this.total()}`,
      this.placed ? 'placed' : 'open',
    ].join('\n')
  }
}

function key({ pizza, size, toppings }: WantedLine): string {
  const changes = [...toppings].map(([name, kind]) => (kind === 'with' ? name : `${kind} ${name}`)).sort()
  return `${size} ${pizza} [${changes.join(', ')}]`
}
