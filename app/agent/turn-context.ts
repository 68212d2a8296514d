// SPDX-License-Identifier: Apache-2.0

import type { BaseMessage } from '@langchain/core/messages'
import type { Order } from '#core/menu'
import type { ModelCalls } from './model-calls.ts'
import type { OrderDesk } from './order-desk.ts'
import type { TurnClock } from './turn-clock.ts'

/** What the nodes of the graph are given for one turn, beside the state. Never stored. */
export interface TurnContext {
  readonly turnId: string
  readonly signal: AbortSignal
  readonly calls: ModelCalls
  readonly desk: OrderDesk
  /** The order when the customer spoke. */
  readonly orderAtStart: Order | null
  readonly clock: TurnClock
  /** Ask the specialist that has the floor while the supervisor still decides. */
  readonly headStart: boolean
  /** Every message as it comes into being, so that an aborted turn still knows what its tools did. */
  readonly record: BaseMessage[]
  /** The nodes at work: an aborted graph lets go of them, but a turn is over only when they are. */
  readonly working: Promise<unknown>[]
}
