// SPDX-License-Identifier: Apache-2.0

import type { AgentTiming } from './agent.ts'

/** Keeps the times of one turn, in milliseconds since it reached the agent. */
export class TurnClock {
  readonly #now: () => number
  readonly #startMs: number
  readonly #toolMs: number[] = []
  #routeMs: number | undefined
  #firstTokenMs: number | undefined
  #waitingFor = 0
  #waitingSinceMs = 0
  #waitedMs = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#startMs = now()
  }

  /** A model call or a tool begins; call what is returned when it is over. Overlapping ones count once. */
  waiting(): () => void {
    if (this.#waitingFor++ === 0) this.#waitingSinceMs = this.#now()
    let over = false
    return () => {
      if (over) return
      over = true
      if (--this.#waitingFor === 0) this.#waitedMs += this.#now() - this.#waitingSinceMs
    }
  }

  /** Times one tool. */
  async tool<T>(work: () => Promise<T>): Promise<T> {
    const over = this.waiting()
    const startMs = this.#now()
    try {
      return await work()
    } finally {
      this.#toolMs.push(this.#now() - startMs)
      over()
    }
  }

  /** The routing decision is known. */
  routed(): void {
    this.#routeMs ??= this.#now() - this.#startMs
  }

  /** Reply text leaves the agent. */
  spoke(): void {
    this.#firstTokenMs ??= this.#now() - this.#startMs
  }

  /** The turn's times as they stand now. */
  timing(): AgentTiming {
    const waitingMs = this.#waitingFor > 0 ? this.#now() - this.#waitingSinceMs : 0
    return {
      ...(this.#routeMs === undefined ? {} : { routeMs: this.#routeMs }),
      ...(this.#firstTokenMs === undefined ? {} : { firstTokenMs: this.#firstTokenMs }),
      toolMs: [...this.#toolMs],
      frameworkMs: Math.max(0, this.#now() - this.#startMs - this.#waitedMs - waitingMs),
    }
  }
}
