// SPDX-License-Identifier: Apache-2.0

import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { Order, UnfinishedTurn, WireMessage } from '#core'

/** Where the database is. Plain data, so that it can be handed to a worker thread. */
export interface StoreAddress {
  /** A `postgres://` connection string. It carries a secret: never log it. */
  readonly connectionString: string
  /** Connections this process may hold. The embedded database bears exactly one. */
  readonly poolSize: number
}

/** Conversations and orders, on Postgres or the embedded PGlite: same SQL. Methods throw `StoreError`. */
export interface Store {
  /** LangGraph's memory; `thread_id` is the session id. */
  readonly checkpointer: BaseCheckpointSaver
  readonly conversations: Conversations
  readonly orders: Orders
  close(): Promise<void>
}

/** What was said, as it was heard. */
export interface Conversations {
  /** Null when the session was never seen. */
  load(sessionId: string): Promise<Conversation | null>
  /** The customer's words, before the agent starts on them: from here on the turn is unfinished. Idempotent by turn id. */
  beginTurn(sessionId: string, turn: UnfinishedTurn): Promise<void>
  /** What the shop answered. Replaces an earlier answer of the same turn (an interruption shortens it). */
  finishTurn(sessionId: string, turnId: string, replies: readonly WireMessage[]): Promise<void>
  /** Forgets the session's turns. */
  reset(sessionId: string): Promise<void>
}

/** One turn as it is kept; `replies` is null while it is unfinished. */
export interface StoredTurn extends UnfinishedTurn {
  readonly replies: readonly WireMessage[] | null
}

export interface Conversation {
  /** All of it, in the order in which the turns began. */
  readonly turns: readonly StoredTurn[]
  readonly history: readonly WireMessage[]
  readonly unfinished: UnfinishedTurn | null
}

/** Orders, at most one open one per session. */
export interface Orders {
  /** The session's latest order, open or confirmed; null when it never ordered. */
  latest(sessionId: string): Promise<Order | null>
  /** Inserts or replaces an open order. Throws `StoreError` with code `order_confirmed` when it is confirmed already. */
  save(sessionId: string, order: Order): Promise<void>
  /** Commits the confirmation. Confirming a confirmed order gives it back unchanged. */
  confirm(sessionId: string, orderId: string): Promise<Order>
  /** Drops the session's open order; a confirmed one stays. */
  discardOpen(sessionId: string): Promise<void>
  /** The newest first. */
  list(limit: number): Promise<readonly StoredOrder[]>
}

export interface StoredOrder {
  readonly sessionId: string
  readonly order: Order
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}
