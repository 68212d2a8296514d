// SPDX-License-Identifier: Apache-2.0

import { addItem, changeItem, type Order, type OrderChange, removeItem, setDelivery } from '#core/menu'
import type { Slots } from './acts.ts'
import type { Agent, PlannedCall } from './plan.ts'
import type { Situation, TrackedLine, Undo } from './situation.ts'
import { argsOf, asOnMenu, changeBack, changeOf, wishOf } from './topping-wishes.ts'

/** The calls of a plan, and the order as it will be after each of them. */
export class Draft {
  readonly calls: PlannedCall[] = []
  order: Order
  /** 1-based line that was last talked about. */
  focus: number | null

  constructor({ order, focus }: Situation) {
    this.order =
      order.status === 'open' ? order : { ...order, items: [], delivery: null, totalCents: 0, status: 'open' }
    this.focus = focus !== null && focus <= this.order.items.length ? focus : this.order.items.length || null
  }

  call(agent: Agent, name: string, args: Readonly<Record<string, unknown>>): void {
    this.calls.push({ agent, name, args })
  }

  add(wish: TrackedLine): void {
    const { pizza, size, quantity, toppings } = wish
    this.call('pizza_agent', 'add_pizza', { pizza, size, quantity, ...(toppings.length > 0 ? { toppings } : {}) })
    this.#simulate(addItem(this.order, wish))
  }

  /** @param only how many of the line's pizzas are meant; all if absent. */
  change(line: number, set: Slots, only?: number): void {
    const part = only !== undefined && only < (this.order.items[line - 1]?.quantity ?? 0) ? { only } : {}
    const args = argsOf(set)
    this.call('pizza_agent', 'change_pizza', { item: line, ...part, ...args })
    const { add_toppings, remove_toppings } = args
    const change = { ...set, ...part, addToppings: add_toppings, removeToppings: remove_toppings }
    this.#simulate(changeItem(this.order, line, change))
  }

  remove(line: number, quantity?: number): void {
    this.call('pizza_agent', 'remove_pizza', { item: line, ...(quantity === undefined ? {} : { quantity }) })
    this.#simulate(removeItem(this.order, line, quantity))
    if (this.order.items.length === 0) this.focus = null
    else this.focus = Math.min(this.focus ?? 1, this.order.items.length)
  }

  /** Takes back what was done last, and does it to another line. */
  doToTheOther(undo: Undo, line: number): void {
    if (undo.kind === 'remove') {
      this.remove(line)
      this.add(undo.before)
      return
    }
    this.change(undo.line, changeBack(this.order.items[undo.line - 1], undo.before))
    const { pizza, size, quantity, addToppings = [], removeToppings = [] } = changeOf(undo.args)
    this.change(line, {
      ...(pizza === undefined ? {} : { pizza }),
      ...(size === undefined ? {} : { size }),
      ...(quantity === undefined ? {} : { quantity }),
      toppings: [...addToppings.flatMap(wishOf), ...removeToppings.flatMap((name) => wishOf(`no ${name}`))],
    })
  }

  /** So many times what was last talked about. False when there is nothing. */
  multiply(by: number): boolean {
    const line = this.order.items[(this.focus ?? 0) - 1]
    if (line && this.focus) this.change(this.focus, { quantity: line.quantity * by, toppings: [] })
    return line !== undefined
  }

  /** Nothing on what was last talked about but what belongs there. False when there is nothing. */
  plain(): boolean {
    const line = this.order.items[(this.focus ?? 0) - 1]
    if (line && this.focus) this.change(this.focus, { toppings: asOnMenu(line) })
    return line !== undefined
  }

  clear(): void {
    this.call('order_agent', 'clear_order', {})
    this.order = { ...this.order, items: [], delivery: null, totalCents: 0 }
    this.focus = null
  }

  /** False when it will be refused, as far as can be seen from here. */
  deliver(kind: 'pickup' | 'delivery', address?: string): boolean {
    this.call('delivery_agent', 'set_delivery', { kind, ...(address === undefined ? {} : { address }) })
    const change = setDelivery(this.order, kind, address)
    if (change.ok) this.order = change.order
    return change.ok
  }

  #simulate(change: OrderChange): void {
    if (!change.ok) return
    this.order = change.order
    if (change.line !== undefined) this.focus = change.line
  }
}
