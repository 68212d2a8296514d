// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent, AgentEvent, AgentTurn, OpenedSession } from '#agent'
import type { Order } from '#core'

/** What the scripted agent does in one turn. */
export type Script = (turn: AgentTurn, signal: AbortSignal) => AsyncIterable<AgentEvent>

export const ORDER: Order = {
  orderId: 'o1',
  items: [{ pizza: 'Pepperoni', size: 'large', quantity: 2, toppings: [], priceCents: 4_000 }],
  delivery: null,
  totalCents: 4_000,
  status: 'open',
}

/** A stand-in for the agent that does as it is told and keeps a record. */
export class ScriptedAgent implements Agent {
  readonly turns: AgentTurn[] = []
  readonly heardTexts: { turnId: string; heardText: string }[] = []
  readonly resets: string[] = []
  readonly options: Readonly<Record<string, unknown>>[] = []
  /** When each turn's signal was aborted, `performance.now()`. */
  readonly abortedAt: number[] = []
  readonly known = new Map<string, Partial<OpenedSession>>()
  script: Script
  /** A turn is settled before the next call begins, as the port promises. */
  #settled: Promise<void> = Promise.resolve()

  constructor(script: Script = reply('Two large pepperoni pizzas. ', 'Anything else?')) {
    this.script = script
  }

  async open(sessionId: string): Promise<OpenedSession> {
    await this.#settled
    const known = this.known.get(sessionId)
    return { known: known !== undefined, history: [], order: null, unfinished: null, ...known }
  }

  async *turn(input: AgentTurn, signal: AbortSignal): AsyncIterable<AgentEvent> {
    this.turns.push(input)
    signal.addEventListener('abort', () => this.abortedAt.push(performance.now()), { once: true })
    let settle = () => {}
    this.#settled = new Promise((resolve) => {
      settle = resolve
    })
    try {
      yield* this.script(input, signal)
    } finally {
      settle()
    }
  }

  async heard({ turnId, heardText }: { turnId: string; heardText: string }): Promise<void> {
    await this.#settled
    this.heardTexts.push({ turnId, heardText })
  }

  async reset(sessionId: string): Promise<void> {
    this.resets.push(sessionId)
  }

  setModelOptions(_sessionId: string, options: Readonly<Record<string, unknown>>): void {
    this.options.push(options)
  }

  async close(): Promise<void> {}
}

/** Writes these pieces, with a pause before each, and is done. */
export function reply(...pieces: (string | number)[]): Script {
  return async function* (turn, signal) {
    for (const piece of pieces) {
      if (typeof piece === 'number') await sleep(piece, undefined, { signal }).catch(() => {})
      else yield { kind: 'delta', agent: 'order_agent', text: piece }
      if (signal.aborted) return
    }
    yield done(turn, pieces.filter((piece) => typeof piece === 'string').join(''))
  }
}

export function done(turn: AgentTurn, said: string): AgentEvent {
  return {
    kind: 'done',
    result: {
      pizzaType: null,
      interrupt: null,
      messages: [
        { role: 'human', content: turn.text },
        { role: 'order_agent', content: said },
      ],
    },
    timing: { routeMs: 1, firstTokenMs: 2, toolMs: [], frameworkMs: 1 },
  }
}
