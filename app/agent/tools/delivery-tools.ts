// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { findStreet, formatCents, MENU, setDelivery } from '#core/menu'
import { hoursText } from './opening-hours.ts'
import { shopTool } from './shop-tool.ts'

/** Pickup or delivery, and the address. */
export const chooseDelivery = shopTool({
  name: 'set_delivery',
  description: 'Records pickup or delivery, and the address of a delivery.',
  parameters: z.object({
    kind: z.preprocess(
      (value) => (typeof value === 'string' ? value.toLowerCase().replace(/[^a-z]/g, '') : value),
      z.enum(['pickup', 'delivery']),
    ),
    address: z.string().max(120).optional().describe('house number and street, such as "12 Oak Avenue"'),
  }),
  async run({ kind, address }, desk) {
    if (desk.current?.status === 'confirmed') {
      return { ok: false, text: 'That order is placed already; how it reaches you cannot be changed any more.' }
    }
    const change = await desk.change((open) => setDelivery(open, kind, address))
    if (!change.ok) return { ok: false, text: change.refusal }
    const { delivery, totalCents } = change.order
    const total = `The total is ${formatCents(totalCents)}.`
    if (delivery?.kind !== 'delivery')
      return { ok: true, text: `Pickup, ready in about ${MENU.pickupWaitMinutes} minutes. ${total}` }
    if (!delivery.address) return { ok: true, text: 'Delivery. The address is missing.' }
    const fee = formatCents(MENU.deliveryFeeCents)
    return {
      ok: true,
      text: `Delivery to ${delivery.address}, fee ${fee}, in about ${MENU.deliveryWaitMinutes} minutes. ${total}`,
    }
  },
})

/** Opening hours, waiting times, streets, fee, and where the shop is. */
export const lookUpShop = shopTool({
  name: 'look_up_shop',
  description: 'Opening hours, waiting times, the streets we deliver to, the delivery fee, how to pay, where we are.',
  parameters: z.object({
    about: z
      .string()
      .max(80)
      .default('')
      .describe(
        'hours (with a day if only that one is asked for), waiting time, streets or a street, fee, payment, our address',
      ),
  }),
  run({ about }) {
    const facts = [
      { words: /hour|open|clos|day|tonight|tomorrow|weekend/i, text: hoursText(about, new Date()) },
      {
        words: /wait|time|long|ready/i,
        text: `Waiting time: pickup about ${MENU.pickupWaitMinutes} minutes, delivery about ${MENU.deliveryWaitMinutes} minutes.`,
      },
      { words: /address|located|location|find us/i, text: `We are at ${MENU.shopAddress}.` },
      { words: /street|area|where|road|avenue|lane|drive/i, text: streetsText(about) },
      { words: /fee|cost|charge|price/i, text: `Delivery costs ${formatCents(MENU.deliveryFeeCents)}.` },
      { words: /pay|card|cash/i, text: MENU.payment },
    ]
    const wanted = facts.filter(({ words }) => words.test(about))
    return { ok: true, text: (wanted.length > 0 ? wanted : facts).map(({ text }) => text).join(' ') }
  },
})

function streetsText(about: string): string {
  const asked = findStreet(about.replace(/^.*street: ?/i, '').replace(/^\d+ /, ''))
  if (asked) return `Yes, we deliver to ${asked.name}.`
  return `We deliver to ${MENU.streets.map(({ name }) => name).join(', ')}.`
}
