// SPDX-License-Identifier: Apache-2.0

import type { Agent, OpenedSession } from '#agent'
import type { Order } from '#core'
import { SessionError } from './failures.ts'

/** The agent's memory of conversations as one session uses it: in order, and every access held to a time limit. */
export class ConversationMemory {
  readonly #agent: Agent
  readonly #limitMs: number
  #settled: Promise<unknown> = Promise.resolve()

  constructor(agent: Agent, limitMs: number) {
    this.#agent = agent
    this.#limitMs = limitMs
  }

  /** Resolves when everything that was heard so far is remembered, or could not be. */
  async settled(): Promise<void> {
    await this.#settled
  }

  /** Throws {@link SessionError} when it takes too long, or what the agent throws. */
  open(sessionId: string): Promise<OpenedSession> {
    return this.#inTime(this.#agent.open(sessionId))
  }

  /** Forgets the conversation. Throws as {@link ConversationMemory.open} does. */
  reset(sessionId: string): Promise<void> {
    return this.#inTime(this.#agent.reset(sessionId))
  }

  /**
   * Remembers of a reply what was heard, and gives the order as it stands then: a tool that ran when the turn was cut
   * has done its work.
   */
  heard(turn: { sessionId: string; turnId: string; heardText: string }): Promise<Order | null> {
    const remembered = this.#inTime(this.#agent.heard(turn)).then(() => this.open(turn.sessionId))
    this.#settled = Promise.allSettled([this.#settled, remembered])
    return remembered.then(({ order }) => order)
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const what = `The conversation was not read or written within ${this.#limitMs / 1_000} s. Try again.`
      timer = setTimeout(() => reject(new SessionError('store_failed', what, true)), this.#limitMs)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
}
