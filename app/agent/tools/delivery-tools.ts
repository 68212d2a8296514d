// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { formatCents, MENU, setDelivery } from '#core/menu'
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

/** Opening hours, waiting times, streets, fee. */
export const lookUpShop = shopTool({
  name: 'look_up_shop',
  description: 'Opening hours, waiting times, the streets we deliver to, the delivery fee.',
  parameters: z.object({ about: z.string().max(80).default('').describe('hours, waiting time, streets or fee') }),
  run({ about }) {
    const facts = [
      { words: /hour|open|close|day/i, text: `Opening hours: ${hours()}.` },
      {
        words: /wait|time|long|ready/i,
        text: `Waiting time: pickup about ${MENU.pickupWaitMinutes} minutes, delivery about ${MENU.deliveryWaitMinutes} minutes.`,
      },
      {
        words: /street|area|where|address/i,
        text: `We deliver to ${MENU.streets.map(({ name }) => name).join(', ')}.`,
      },
      { words: /fee|cost|charge|price/i, text: `Delivery costs ${formatCents(MENU.deliveryFeeCents)}.` },
    ]
    const wanted = facts.filter(({ words }) => words.test(about))
    return { ok: true, text: (wanted.length > 0 ? wanted : facts).map(({ text }) => text).join(' ') }
  },
})

function hours(): string {
  return MENU.hours
    .map(({ day, opensMinute, closesMinute }) => `${day} ${clock(opensMinute)} to ${clock(closesMinute)}`)
    .join(', ')
}

function clock(minute: number): string {
  const hour = Math.floor(minute / 60)
  const past = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`
  if (minute === 12 * 60) return 'noon'
  return `${hour > 12 ? hour - 12 : hour}${past} ${hour >= 12 ? 'pm' : 'am'}`
}
