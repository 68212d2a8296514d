// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { formatCents, MENU } from '#core/menu'
import { describeOrder } from './describe.ts'
import { shopTool } from './shop-tool.ts'

/** What was ordered, and the total. */
export const getOrder = shopTool({
  name: 'get_order',
  description: 'What is in the order, with prices and the total.',
  parameters: z.object({}),
  run(_, desk) {
    const order = desk.current
    if (!order || order.items.length === 0) return { ok: true, text: 'The order is empty. The total is $0.00.' }
    return { ok: true, text: `The ${order.status} order: ${describeOrder(order)}` }
  },
})

/** Drops everything that is not placed yet. */
export const clearOrder = shopTool({
  name: 'clear_order',
  description: 'Takes everything out of the order, to start over.',
  parameters: z.object({}),
  async run(_, desk) {
    if (desk.current?.status === 'confirmed') {
      return { ok: false, text: 'That order is placed already and in the oven. I can only take a new one.' }
    }
    await desk.discardOpen()
    return { ok: true, text: 'The order is empty now.' }
  },
})

/** Places the order: committed in the store before this returns, and only once however often it is called. */
export const confirmOrder = shopTool({
  name: 'confirm_order',
  description: 'Places the order. Only after the customer heard it read back and agreed.',
  parameters: z.object({}),
  async run(_, desk) {
    const confirmed = await desk.confirm()
    if (!confirmed.ok) return { ok: false, text: confirmed.refusal }
    const { delivery, totalCents } = confirmed.order
    const minutes = delivery?.kind === 'delivery' ? MENU.deliveryWaitMinutes : MENU.pickupWaitMinutes
    const ready = delivery?.kind === 'delivery' ? 'with you' : 'ready'
    return { ok: true, text: `Placed. ${formatCents(totalCents)} to pay. It is ${ready} in about ${minutes} minutes.` }
  },
})
