// SPDX-License-Identifier: Apache-2.0

import type { BaseMessage } from '@langchain/core/messages'
import type { Order } from '#core/menu'
import { promptFor } from './conversation.ts'
import type { LanguageModel } from './model.ts'
import type { ModelCall } from './model-call.ts'
import type { Thinker } from './roles.ts'
import { OFFERED } from './tools/index.ts'
import type { TurnClock } from './turn-clock.ts'

/**
 * The model calls of one turn. A call may be started ahead of time: whoever asks for the same role next gets the call
 * that is already running, and a call nobody wanted is stopped.
 */
export class ModelCalls {
  readonly #model: LanguageModel
  readonly #order: Order | null
  readonly #signal: AbortSignal
  readonly #clock: TurnClock
  readonly #ahead = new Map<Thinker, ModelCall>()
  readonly #all = new Set<ModelCall>()

  /** @param order the order when the customer spoke; part of every prompt of the turn. */
  constructor(model: LanguageModel, order: Order | null, signal: AbortSignal, clock: TurnClock) {
    this.#model = model
    this.#order = order
    this.#signal = signal
    this.#clock = clock
  }

  // #region head-start
  /** Starts a call before it is known whether it will be wanted. Nothing it says is spoken, no tool it names is run. */
  startAhead(role: Thinker, messages: readonly BaseMessage[]): void {
    if (!this.#ahead.has(role)) this.#ahead.set(role, this.#start(role, messages))
  }

  /** The role's call: the one that has a head start, or a new one. Every other head start is stopped. */
  take(role: Thinker, messages: readonly BaseMessage[]): ModelCall {
    const running = this.#ahead.get(role)
    this.#ahead.delete(role)
    if (role !== 'supervisor') this.dropAhead()
    return running ?? this.#start(role, messages)
  }

  /** Stops every call that was started ahead and not taken. */
  dropAhead(): void {
    for (const call of this.#ahead.values()) call.abort()
    this.#ahead.clear()
  }
  // #endregion head-start

  /** A further call of a role in the same turn, after its tools have run. */
  again(role: Thinker, messages: readonly BaseMessage[]): ModelCall {
    return this.#start(role, messages)
  }

  /** Stops everything and waits until it has stopped. */
  async settle(): Promise<void> {
    for (const call of this.#all) call.abort()
    await Promise.all([...this.#all].map(({ settled }) => settled))
  }

  #start(role: Thinker, messages: readonly BaseMessage[]): ModelCall {
    const request = { messages: promptFor(role, messages, this.#order), tools: OFFERED[role] }
    const call = this.#model.call(request, this.#signal, this.#clock)
    this.#all.add(call)
    return call
  }
}
