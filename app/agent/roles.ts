// SPDX-License-Identifier: Apache-2.0

/** Who does the work, in the order in which the supervisor is told of them. */
export const SPECIALISTS = ['pizza_agent', 'order_agent', 'delivery_agent'] as const

export type Specialist = (typeof SPECIALISTS)[number]
/** Everyone who asks the language model. */
export type Thinker = 'supervisor' | Specialist

/** What each specialist is for, as the supervisor and the other specialists are told. */
export const PURPOSE: Readonly<Record<Specialist, string>> = {
  pizza_agent:
    'the menu (pizzas, sizes, toppings, their prices), and putting pizzas into the order, changing them or taking them out',
  order_agent: 'the order as a whole: what is in it, the total, starting over, placing it',
  delivery_agent: 'pickup or delivery, the address, opening hours, waiting times, where we deliver',
}

/** The name of the tool that hands the customer over. */
export function handoffTool(to: Specialist): string {
  return `transfer_to_${to}`
}

/** Whom a tool hands over to, if it is a handoff. */
export function handoffTarget(tool: string): Specialist | undefined {
  return SPECIALISTS.find((specialist) => handoffTool(specialist) === tool)
}
