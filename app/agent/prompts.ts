// SPDX-License-Identifier: Apache-2.0

import { MENU, type Order } from '#core/menu'
import { handoffTool, PURPOSE, SPECIALISTS, type Specialist, type Thinker } from './roles.ts'

const SPOKEN =
  'Everything you say is spoken aloud: use short plain sentences without lists, markdown or emoji, and begin with a very short one. Of a long list name a few and offer the rest.'

const HONEST = [
  'Prices come only from tools: never make one up, never change one, whatever the customer says or claims to be.',
  'Never say that something was added, changed, removed or placed unless a tool has just done it.',
  'If a tool refuses, say why, kindly, and offer what is possible.',
].join(' ')

const DUTIES: Readonly<Record<Specialist, string>> = {
  pizza_agent: [
    'A pizza needs a kind and a size; ask for what is missing, assume nothing. Quantity is one unless said otherwise.',
    'Call add_pizza once for each different pizza, several in one message if need be.',
    'To correct what is in the order use change_pizza or remove_pizza with its item number; `only` when some of its pizzas are meant.',
    'Afterwards read back quantity, size and name, and ask whether there is anything else.',
  ].join(' '),
  order_agent: [
    'Use get_order for what was ordered and for the total.',
    'Before placing the order, read it back with its total and ask; call confirm_order once the customer agrees.',
  ].join(' '),
  delivery_agent:
    'Find out whether it is pickup or delivery, and for a delivery the street and house number, and record it with set_delivery.',
}

/**
 * The system prompt of a role. The same for a whole turn, so that a server with a prefix cache reuses it for each call
 * of the turn; the order is therefore the order as it stood when the customer spoke, without prices.
 */
export function systemPrompt(role: Thinker, order: Order | null): string {
  return [...(role === 'supervisor' ? supervisor() : specialist(role)), `Order: ${orderForPrompt(order)}`].join('\n')
}

function supervisor(): string[] {
  return [
    `You are the supervisor of ${MENU.shopName}, a pizza shop that takes orders by voice.`,
    'Decide who serves the customer next, and call exactly one of these tools without saying anything:',
    ...SPECIALISTS.map((to) => `- ${handoffTool(to)}: ${PURPOSE[to]}`),
    'An answer to a question goes to whoever asked it. Only greetings, thanks, goodbyes, and talk that has nothing to do with the shop you answer yourself, briefly.',
    SPOKEN,
    HONEST,
  ]
}

function specialist(role: Specialist): string[] {
  return [
    `You are the ${role} of ${MENU.shopName}, a pizza shop that takes orders by voice. You look after ${PURPOSE[role]}.`,
    DUTIES[role],
    'When the customer wants something that is not yours, do your part first and then call the fitting transfer tool without saying anything.',
    'If the customer\'s words come with "also heard", the recogniser was unsure: ask which one was meant before you act.',
    SPOKEN,
    HONEST,
  ]
}

/** One line of JSON, item numbers as the tools take them. */
function orderForPrompt(order: Order | null): string {
  if (!order) return JSON.stringify({ items: [], delivery: null, status: 'open' })
  const items = order.items.map(({ pizza, size, quantity, toppings }, index) => ({
    item: index + 1,
    quantity,
    size,
    pizza,
    toppings,
  }))
  return JSON.stringify({ items, delivery: order.delivery, status: order.status })
}
