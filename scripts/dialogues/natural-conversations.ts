// SPDX-License-Identifier: Apache-2.0
import { NATURAL_CALLERS } from './natural-callers.ts'
import { NATURAL_CHANGES } from './natural-changes.ts'
import type { NaturalConversation } from './natural-conversation.ts'
import { NATURAL_GUESTS } from './natural-guests.ts'
import { NATURAL_NEIGHBOURS } from './natural-neighbours.ts'
import { NATURAL_NEWCOMERS } from './natural-newcomers.ts'
import { NATURAL_ORDERS } from './natural-orders.ts'
import { NATURAL_PASSERS_BY } from './natural-passers-by.ts'
import { NATURAL_STRANGERS } from './natural-strangers.ts'
import { NATURAL_VISITORS } from './natural-visitors.ts'

export type { NaturalConversation }

/**
 * Conversations that were written together. Each set was written before any rule was made for it and run once as it was;
 * then the rules were mended for it, so that what it says today is a regression test and no measurement.
 */
export interface NaturalSet {
  readonly name: string
  readonly conversations: readonly NaturalConversation[]
  /** How many went well at that first run: the honest figure. Null where nobody wrote it down. */
  readonly wentWellAtFirst: number | null
}

export const NATURAL_SETS: readonly NaturalSet[] = [
  { name: 'orders', conversations: NATURAL_ORDERS, wentWellAtFirst: null },
  { name: 'changes', conversations: NATURAL_CHANGES, wentWellAtFirst: null },
  { name: 'strangers', conversations: NATURAL_STRANGERS, wentWellAtFirst: 6 },
  { name: 'newcomers', conversations: NATURAL_NEWCOMERS, wentWellAtFirst: 7 },
  { name: 'neighbours', conversations: NATURAL_NEIGHBOURS, wentWellAtFirst: 8 },
  { name: 'guests', conversations: NATURAL_GUESTS, wentWellAtFirst: 7 },
  { name: 'callers', conversations: NATURAL_CALLERS, wentWellAtFirst: 3 },
  { name: 'visitors', conversations: NATURAL_VISITORS, wentWellAtFirst: 9 },
  { name: 'passers-by', conversations: NATURAL_PASSERS_BY, wentWellAtFirst: 8 },
]
