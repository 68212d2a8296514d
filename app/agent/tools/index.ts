// SPDX-License-Identifier: Apache-2.0

import { handoffTool, PURPOSE, SPECIALISTS, type Specialist, type Thinker } from '../roles.ts'
import { chooseDelivery, lookUpShop } from './delivery-tools.ts'
import { clearOrder, confirmOrder, getOrder } from './order-tools.ts'
import { addPizza, changePizza, lookUpMenu, removePizza } from './pizza-tools.ts'
import type { ShopTool, ToolDefinition } from './shop-tool.ts'

export type { ShopTool, ToolDefinition, ToolResult } from './shop-tool.ts'

const TOOLS: Readonly<Record<Specialist, readonly ShopTool[]>> = {
  pizza_agent: [lookUpMenu, addPizza, changePizza, removePizza],
  order_agent: [getOrder, clearOrder, confirmOrder],
  delivery_agent: [chooseDelivery, lookUpShop],
}

/** A role's own tool by name. */
export function findTool(role: Specialist, name: string): ShopTool | undefined {
  return TOOLS[role].find((tool) => tool.name === name)
}

/** What a role is offered: its own tools, and a handoff to each of the other specialists. */
export const OFFERED: Readonly<Record<Thinker, readonly ToolDefinition[]>> = {
  supervisor: SPECIALISTS.map(handoff),
  pizza_agent: offer('pizza_agent'),
  order_agent: offer('order_agent'),
  delivery_agent: offer('delivery_agent'),
}

function offer(role: Specialist): ToolDefinition[] {
  const others = SPECIALISTS.filter((other) => other !== role)
  return [...TOOLS[role].map(({ definition }) => definition), ...others.map(handoff)]
}

function handoff(to: Specialist): ToolDefinition {
  return {
    type: 'function',
    function: {
      name: handoffTool(to),
      description: `Hands the customer over to the one who looks after ${PURPOSE[to]}.`,
      parameters: { type: 'object', properties: {} },
    },
  }
}
