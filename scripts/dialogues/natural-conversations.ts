// SPDX-License-Identifier: Apache-2.0
import { NATURAL_CHANGES } from './natural-changes.ts'
import type { NaturalConversation } from './natural-conversation.ts'
import { NATURAL_ORDERS } from './natural-orders.ts'

export type { NaturalConversation }

export const NATURAL_CONVERSATIONS: readonly NaturalConversation[] = [...NATURAL_ORDERS, ...NATURAL_CHANGES]
