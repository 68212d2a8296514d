// SPDX-License-Identifier: Apache-2.0

import { missingForConfirmation, type Order } from '#core/menu'
import type { Question } from './situation.ts'

/** What has to be asked before the order can be placed. */
export function nextStep(order: Order): Question {
  if (order.items.length === 0) return { kind: 'anything else' }
  const missing = missingForConfirmation(order)
  if (missing === null) return { kind: 'place the order' }
  return { kind: /address/.test(missing) ? 'address' : 'pickup or delivery' }
}
