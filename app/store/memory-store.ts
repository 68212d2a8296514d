// SPDX-License-Identifier: Apache-2.0

import { MemorySaver } from '@langchain/langgraph-checkpoint'
import type { Order, WireMessage } from '#core'
import { conversationOf } from './conversations.ts'
import { orderConfirmed, unknownOrder } from './orders.ts'
import type { Conversations, Orders, Store } from './store.ts'
import { StoreError } from './store-error.ts'

/** A store that forgets everything with its process. For tests; it passes the same tests as the databases. */
export function memoryStore(): Store {
  return { checkpointer: new MemorySaver(), conversations: conversations(), orders: orders(), close: async () => {} }
}

function conversations(): Conversations {
  interface Turn {
    readonly turn_id: string
    readonly said: string
    replies: WireMessage[] | null
  }
  const sessions = new Map<string, Turn[]>()
  return {
    async load(sessionId) {
      const turns = sessions.get(sessionId)
      return turns === undefined ? null : structuredClone(conversationOf(turns))
    },
    async beginTurn(sessionId, { turn_id, text }) {
      const turns = sessions.get(sessionId) ?? []
      sessions.set(sessionId, turns)
      if (!turns.some((turn) => turn.turn_id === turn_id)) turns.push({ turn_id, said: text, replies: null })
    },
    async finishTurn(sessionId, turnId, replies) {
      const turn = sessions.get(sessionId)?.find(({ turn_id }) => turn_id === turnId)
      if (turn !== undefined) turn.replies = structuredClone([...replies])
    },
    async reset(sessionId) {
      if (sessions.has(sessionId)) sessions.set(sessionId, [])
    },
  }
}

function orders(): Orders {
  interface Entry {
    readonly sessionId: string
    order: Order
    readonly createdAt: Date
    confirmedAt: Date | null
  }
  let entries: Entry[] = []
  return {
    async latest(sessionId) {
      const entry = entries.findLast((candidate) => candidate.sessionId === sessionId)
      return entry === undefined ? null : structuredClone(entry.order)
    },
    async save(sessionId, order) {
      const existing = entries.find((entry) => entry.order.orderId === order.orderId)
      const open: Order = { ...structuredClone(order), status: 'open' }
      if (existing === undefined) {
        if (entries.some((entry) => entry.sessionId === sessionId && entry.order.status === 'open')) {
          throw new StoreError('other_order_open', 'This session has another open order. Confirm or discard it first.')
        }
        entries.push({ sessionId, order: open, createdAt: new Date(), confirmedAt: null })
        return
      }
      if (existing.sessionId !== sessionId) throw unknownOrder(order.orderId)
      if (existing.order.status === 'confirmed') throw orderConfirmed(order.orderId)
      existing.order = open
    },
    async confirm(sessionId, orderId) {
      const entry = entries.find((candidate) => candidate.order.orderId === orderId)
      if (entry?.sessionId !== sessionId) throw unknownOrder(orderId)
      entry.order = { ...entry.order, status: 'confirmed' }
      entry.confirmedAt ??= new Date()
      return structuredClone(entry.order)
    },
    async discardOpen(sessionId) {
      entries = entries.filter((entry) => entry.sessionId !== sessionId || entry.order.status === 'confirmed')
    },
    async list(limit) {
      return structuredClone(entries.slice(-limit).reverse())
    },
  }
}
