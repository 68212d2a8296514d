// SPDX-License-Identifier: Apache-2.0

import type { Delivery, Order, OrderItem } from '#core'
import { type Database, storable } from './database.ts'
import type { Orders, StoredOrder } from './store.ts'
import { StoreError } from './store-error.ts'

interface OrderRow {
  readonly session_id: string
  readonly order_id: string
  readonly status: 'open' | 'confirmed'
  readonly delivery_kind: 'pickup' | 'delivery' | null
  readonly delivery_address: string | null
  readonly total_cents: number
  readonly created_at: Date
  readonly confirmed_at: Date | null
  readonly items: OrderItem[]
}

const SELECT = `
  select o.*, coalesce(
    (select jsonb_agg(jsonb_build_object('pizza', pizza, 'size', size, 'quantity', quantity, 'toppings', toppings,
       'priceCents', price_cents) order by line) from order_items i where i.order_id = o.order_id), '[]') as items
  from orders o`

/** One statement, so that an order and its lines change together or not at all. */
const SAVE = `
  with session as (
    insert into sessions (session_id) values ($2) on conflict do nothing
  ), saved as (
    insert into orders (order_id, session_id, delivery_kind, delivery_address, total_cents)
    values ($1, $2, $3, $4, $5)
    on conflict (order_id) do update set
      delivery_kind = excluded.delivery_kind,
      delivery_address = excluded.delivery_address,
      total_cents = excluded.total_cents
    where orders.status = 'open' and orders.session_id = excluded.session_id
    returning order_id
  ), lines as (
    insert into order_items (order_id, line, pizza, size, quantity, toppings, price_cents)
    select order_id, line, item ->> 'pizza', item ->> 'size', (item ->> 'quantity')::integer,
      array(select jsonb_array_elements_text(item -> 'toppings')), (item ->> 'priceCents')::integer
    from saved, jsonb_array_elements($6::jsonb) with ordinality as listed (item, line)
    on conflict (order_id, line) do update set
      pizza = excluded.pizza, size = excluded.size, quantity = excluded.quantity,
      toppings = excluded.toppings, price_cents = excluded.price_cents
  ), gone as (
    delete from order_items using saved
    where order_items.order_id = saved.order_id and line > jsonb_array_length($6::jsonb)
  )
  select order_id from saved`

/** The tables `orders` and `order_items`. */
export function ordersIn(database: Database): Orders {
  async function find(orderId: string): Promise<OrderRow | undefined> {
    const rows = await database.query<OrderRow>('looking for an order', `${SELECT} where order_id = $1`, [orderId])
    return rows[0]
  }

  return {
    async latest(sessionId) {
      const rows = await database.query<OrderRow>(
        'looking for an order',
        `${SELECT} where session_id = $1 order by seq desc limit 1`,
        [storable(sessionId)],
      )
      return rows[0] === undefined ? null : orderOf(rows[0])
    },

    async save(sessionId, order) {
      const { kind, address } = { kind: null, address: null, ...order.delivery }
      const items = order.items.map((item) => ({ ...item, toppings: item.toppings.map(storable) }))
      const saved = await database.query('saving an order', SAVE, [
        storable(order.orderId),
        storable(sessionId),
        kind,
        address === null ? null : storable(address),
        order.totalCents,
        JSON.stringify(items),
      ])
      if (saved.length === 0) throw notSaved(await find(order.orderId), sessionId, order.orderId)
    },

    async confirm(sessionId, orderId) {
      const confirmed = await database.query(
        'confirming an order',
        `update orders set status = 'confirmed', confirmed_at = coalesce(confirmed_at, now())
         where order_id = $1 and session_id = $2 returning order_id`,
        [storable(orderId), storable(sessionId)],
      )
      const row = confirmed.length === 0 ? undefined : await find(orderId)
      if (row === undefined) throw unknownOrder(orderId)
      return orderOf(row)
    },

    async discardOpen(sessionId) {
      await database.query('dropping an order', `delete from orders where session_id = $1 and status = 'open'`, [
        storable(sessionId),
      ])
    },

    async list(limit) {
      const rows = await database.query<OrderRow>('listing orders', `${SELECT} order by seq desc limit $1`, [limit])
      return rows.map(storedOrderOf)
    },
  }
}

export function unknownOrder(orderId: string): StoreError {
  return new StoreError('unknown_order', `There is no order ${JSON.stringify(orderId)} in this session.`)
}

export function orderConfirmed(orderId: string): StoreError {
  return new StoreError(
    'order_confirmed',
    `Order ${JSON.stringify(orderId)} is confirmed and cannot change. Begin a new one.`,
  )
}

function notSaved(existing: OrderRow | undefined, sessionId: string, orderId: string): StoreError {
  return existing?.session_id === sessionId ? orderConfirmed(orderId) : unknownOrder(orderId)
}

function orderOf(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    items: row.items,
    delivery: deliveryOf(row),
    totalCents: row.total_cents,
    status: row.status,
  }
}

function deliveryOf({ delivery_kind, delivery_address }: OrderRow): Delivery | null {
  if (delivery_kind === null) return null
  if (delivery_kind === 'pickup') return { kind: 'pickup' }
  return delivery_address === null ? { kind: 'delivery' } : { kind: 'delivery', address: delivery_address }
}

function storedOrderOf(row: OrderRow): StoredOrder {
  return { sessionId: row.session_id, order: orderOf(row), createdAt: row.created_at, confirmedAt: row.confirmed_at }
}
