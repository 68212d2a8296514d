// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto'
import { emptyOrder, missingForConfirmation, type Order, type OrderChange } from '#core/menu'
import type { Orders } from '#store'
import { AgentError } from './failure.ts'

/** Where the tools change a session's order: kept here, written through to the store before a tool answers. */
export class OrderDesk {
  readonly #sessionId: string
  readonly #orders: Orders
  readonly #saidIsKept: () => Promise<void>
  #order: Order | null

  /** @param saidIsKept waits until what was said so far is in the store */
  constructor(sessionId: string, orders: Orders, order: Order | null, saidIsKept: () => Promise<void>) {
    this.#sessionId = sessionId
    this.#orders = orders
    this.#order = order
    this.#saidIsKept = saidIsKept
  }

  /** The session's latest order, open or confirmed. */
  get current(): Order | null {
    return this.#order
  }

  /** Applies a rule to the open order (a new one when there is none, or the last one is confirmed) and saves it. */
  async change(rule: (open: Order) => OrderChange): Promise<OrderChange> {
    const open = this.#order?.status === 'open' ? this.#order : emptyOrder(randomUUID())
    const changed = rule(open)
    if (!changed.ok) return changed
    await this.#stored(() => this.#orders.save(this.#sessionId, changed.order))
    this.#order = changed.order
    return changed
  }

  /**
   * Commits the order, once, and not before the words that ask for it: whoever finds it confirmed finds them too.
   * Confirming a confirmed order changes nothing.
   */
  async confirm(): Promise<OrderChange> {
    const order = this.#order
    if (order?.status === 'confirmed') return { ok: true, order }
    const missing = missingForConfirmation(order ?? emptyOrder(''))
    if (!order || missing) return { ok: false, refusal: missing ?? '' }
    await this.#saidIsKept()
    const confirmed = await this.#stored(() => this.#orders.confirm(this.#sessionId, order.orderId))
    this.#order = confirmed
    return { ok: true, order: confirmed }
  }

  /** Drops an open order; a confirmed one stays. */
  async discardOpen(): Promise<void> {
    await this.#stored(() => this.#orders.discardOpen(this.#sessionId))
    if (this.#order?.status === 'open') this.#order = await this.#stored(() => this.#orders.latest(this.#sessionId))
  }

  async #stored<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      throw new AgentError('store_failed', 'The order could not be saved. Check the database, then say it again.', {
        retryable: true,
        cause,
      })
    }
  }
}
