// SPDX-License-Identifier: Apache-2.0

import type { WireOrder } from '../protocol/server-messages.ts'

/** One line of an order. `pizza`, `size` and `toppings` are the menu's display words. */
export interface OrderItem {
  readonly pizza: string
  readonly size: string
  /** 1 or more. */
  readonly quantity: number
  readonly toppings: readonly string[]
  /** For all `quantity` of them, in cents. */
  readonly priceCents: number
}

export type Delivery = { readonly kind: 'pickup' } | { readonly kind: 'delivery'; readonly address?: string }

/** A customer's order as it stands. */
export interface Order {
  readonly orderId: string
  readonly items: readonly OrderItem[]
  readonly delivery: Delivery | null
  readonly totalCents: number
  readonly status: 'open' | 'confirmed'
}

/** The order as the wire carries it (snake_case, no id). */
export function toWireOrder(order: Order): WireOrder {
  return {
    items: order.items.map(({ pizza, size, quantity, toppings, priceCents }) => ({
      pizza,
      size,
      quantity,
      toppings,
      price_cents: priceCents,
    })),
    delivery: order.delivery,
    total_cents: order.totalCents,
    status: order.status,
  }
}
