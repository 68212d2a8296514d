// SPDX-License-Identifier: Apache-2.0

import { formatCents, type Order, type OrderItem } from '#core/menu'

/** `2 large Pepperoni with extra cheese and no onions`. */
export function describeItem({ quantity, size, pizza, toppings }: OrderItem): string {
  const changes = toppings.length > 0 ? ` with ${new Intl.ListFormat('en').format(toppings)}` : ''
  return `${quantity} ${size} ${pizza}${changes}`
}

/** The whole order with its prices, in one line. */
export function describeOrder(order: Order): string {
  const items = order.items.map(
    (item, index) => `item ${index + 1}: ${describeItem(item)}, ${formatCents(item.priceCents)}`,
  )
  const { delivery } = order
  const where = !delivery
    ? 'pickup or delivery not chosen'
    : delivery.kind === 'pickup'
      ? 'pickup'
      : deliveryWords(delivery.address)
  return `${items.join('; ')}. ${where}. The total is ${formatCents(order.totalCents)}.`
}

function deliveryWords(address: string | undefined): string {
  return address ? `delivery to ${address}` : 'delivery, address missing'
}
