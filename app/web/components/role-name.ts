// SPDX-License-Identifier: Apache-2.0

import type { Role } from '#core/protocol'

const NAMES: Readonly<Record<Role, string>> = {
  human: 'You',
  supervisor: 'Supervisor',
  pizza_agent: 'Pizza agent',
  order_agent: 'Order agent',
  delivery_agent: 'Delivery agent',
  guardrails: 'Guardrails',
}

/** What people call an agent. */
export function roleName(role: Role): string {
  return NAMES[role]
}
