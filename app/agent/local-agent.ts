// SPDX-License-Identifier: Apache-2.0

import type { Store } from '#store'
import type { Agent, AgentEvent, AgentTurn, LanguageModelOptions, OpenedSession } from './agent.ts'
import { buildGraph } from './graph.ts'
import { SessionMemory } from './memory.ts'
import { LanguageModel } from './model.ts'
import { Session, type SessionParts } from './session.ts'
import { WriteQueue } from './write-queue.ts'

/** Most sessions one worker keeps in memory; the one longest unused is read from the store again when it comes back. */
const MAX_SESSIONS = 500

export interface LocalAgentOptions {
  readonly model: LanguageModelOptions
  /** Closed by the agent's `close`. */
  readonly store: Store
  /** Ask the specialist that has the floor while the supervisor still decides. @default true */
  readonly headStart?: boolean
  /** How the model is asked. @default the platform's `fetch` */
  readonly fetch?: typeof fetch
}

/** The agent in the thread that makes it: what a worker runs, and what tests talk to. */
export class LocalAgent implements Agent {
  readonly #parts: SessionParts
  readonly #model: LanguageModel
  readonly #sessions = new Map<string, Session>()
  readonly #running = new Set<Promise<void>>()
  readonly #closing = new AbortController()

  constructor({ model, store, headStart = true, fetch: viaFetch }: LocalAgentOptions) {
    const writes = new WriteQueue()
    const memory = new SessionMemory(store.checkpointer, writes)
    this.#parts = { graph: buildGraph(memory), memory, writes, said: new WriteQueue(), store, headStart }
    this.#model = new LanguageModel(model, viaFetch)
  }

  open(sessionId: string): Promise<OpenedSession> {
    return this.#session(sessionId).open()
  }

  async *turn(input: AgentTurn, signal: AbortSignal): AsyncGenerator<AgentEvent, void, undefined> {
    let over = () => {}
    const running = new Promise<void>((resolve) => {
      over = resolve
    })
    this.#running.add(running)
    try {
      yield* this.#session(input.sessionId).turn(input, AbortSignal.any([signal, this.#closing.signal]))
    } finally {
      over()
      this.#running.delete(running)
    }
  }

  heard({ sessionId, turnId, heardText }: { sessionId: string; turnId: string; heardText: string }): Promise<void> {
    return this.#session(sessionId).heard(turnId, heardText)
  }

  reset(sessionId: string): Promise<void> {
    return this.#session(sessionId).reset()
  }

  setModelOptions(sessionId: string, options: Readonly<Record<string, unknown>>): void {
    this.#session(sessionId).setModelOptions(options)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#running)
    await Promise.all([this.#parts.writes.close(), this.#parts.said.close()])
    await this.#parts.store.close()
  }

  #session(id: string): Session {
    const known = this.#sessions.get(id)
    const session = known ?? new Session(id, this.#parts, this.#model)
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    if (this.#sessions.size > MAX_SESSIONS) {
      const [oldest] = [...this.#sessions].find(([other, { idle }]) => idle && other !== id) ?? []
      if (oldest !== undefined) this.#evict(oldest)
    }
    return session
  }

  #evict(id: string): void {
    this.#sessions.delete(id)
    this.#parts.memory.forget(id)
  }
}
