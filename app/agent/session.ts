// SPDX-License-Identifier: Apache-2.0

import { type BaseMessage, RemoveMessage } from '@langchain/core/messages'
import { Command, REMOVE_ALL_MESSAGES } from '@langchain/langgraph'
import type { WireInterrupt } from '#core'
import { MENU, numberWords } from '#core/menu'
import type { Conversation, Store } from '#store'
import type { AgentEvent, AgentResult, AgentTurn, OpenedSession } from './agent.ts'
import {
  type CustomerReply,
  customerSaid,
  spokenIn,
  toWireMessages,
  wireReply,
  withHeard,
  withTurns,
} from './conversation.ts'
import { AgentError, asFailure } from './failure.ts'
import type { ShopGraph } from './graph.ts'
import type { SessionMemory } from './memory.ts'
import type { LanguageModel } from './model.ts'
import { ModelCalls } from './model-calls.ts'
import { OrderDesk } from './order-desk.ts'
import type { ShopStateType } from './state.ts'
import { TurnClock } from './turn-clock.ts'
import type { TurnContext } from './turn-context.ts'
import type { WriteQueue } from './write-queue.ts'

/** What every session of a worker shares. */
export interface SessionParts {
  readonly graph: ShopGraph
  readonly memory: SessionMemory
  /** What LangGraph remembers, on its way to the store. */
  readonly writes: WriteQueue
  /** What was said, on its way to the store. It does not wait for the other, which writes much more. */
  readonly said: WriteQueue
  readonly store: Store
  readonly headStart: boolean
}

/** One customer's conversation: what is remembered of it, its order, and one turn at a time. */
export class Session {
  readonly #id: string
  readonly #parts: SessionParts
  #model: LanguageModel
  #desk: OrderDesk | null = null
  #messages: readonly BaseMessage[] = []
  #waiting = false
  #tail: Promise<void> = Promise.resolve()
  #holders = 0

  constructor(id: string, parts: SessionParts, model: LanguageModel) {
    this.#id = id
    this.#parts = parts
    this.#model = model
  }

  /** Nothing is being done for it, and nothing waits to be. */
  get idle(): boolean {
    return this.#holders === 0
  }

  /** From the next turn on the model is asked with these options. */
  setModelOptions(options: Readonly<Record<string, unknown>>): void {
    this.#model = this.#model.with(options)
  }

  /** Reads everything anew from the store, for another process may have served the session meanwhile. */
  open(): Promise<OpenedSession> {
    return this.#alone(async () => {
      await this.#written()
      const { conversation, desk } = await this.#load()
      const order = desk.current
      return {
        known: conversation !== null || order !== null,
        history: conversation?.history ?? [],
        order,
        unfinished: conversation?.unfinished ?? null,
      }
    })
  }

  /** One turn, see `Agent.turn`. */
  async *turn(input: AgentTurn, signal: AbortSignal): AsyncGenerator<AgentEvent, void, undefined> {
    const clock = new TurnClock()
    const free = await this.#lock()
    const record: BaseMessage[] = []
    const working: Promise<unknown>[] = []
    const stop = new AbortController()
    const ended = AbortSignal.any([signal, stop.signal])
    let calls: ModelCalls | undefined
    let complete = false
    try {
      this.#checkWrites()
      const desk = this.#desk ?? (await this.#load()).desk
      const orderAtStart = desk.current
      const { text, turnId } = input
      this.#parts.said.add(this.#id, () =>
        this.#parts.store.conversations.beginTurn(this.#id, { turn_id: turnId, text }),
      )
      calls = new ModelCalls(this.#model, orderAtStart, ended, clock)
      const context = {
        turnId,
        signal: ended,
        calls,
        desk,
        orderAtStart,
        clock,
        record,
        working,
        headStart: this.#parts.headStart,
      }
      const result = yield* this.#run(input, context)
      complete = true
      yield { kind: 'done', result, timing: clock.timing() }
    } catch (error) {
      if (!signal.aborted) yield { kind: 'failed', error: asFailure(error) }
    } finally {
      stop.abort()
      await calls?.settle()
      await Promise.allSettled(working)
      if (!complete) await this.#keepOnlyWhatTookEffect(input, record, signal.aborted)
      free()
    }
  }

  /** See `Agent.heard`. */
  heard(turnId: string, heardText: string): Promise<void> {
    return this.#alone(async () => {
      if (!this.#desk) await this.#load()
      const before = spokenIn(this.#messages, turnId)
      if (before?.text === heardText) return
      const shortened = withHeard(this.#messages, turnId, heardText)
      await this.#remember(shortened)
      const said = spokenIn(shortened, turnId)
      this.#finish(turnId, said ? wireReply(said.agent, said.text) : [])
    })
  }

  /** See `Agent.reset`. */
  reset(): Promise<void> {
    return this.#alone(async () => {
      const { memory, store, said } = this.#parts
      await memory.deleteThread(this.#id)
      said.add(this.#id, () => store.conversations.reset(this.#id))
      const desk = this.#desk ?? (await this.#load()).desk
      await desk.discardOpen()
      await this.#written()
      this.#messages = []
      this.#waiting = false
      this.#checkWrites()
    })
  }

  async *#run(input: AgentTurn, turn: TurnContext): AsyncGenerator<AgentEvent, AgentResult, undefined> {
    const said: CustomerReply = { turnId: input.turnId, text: input.text, alsoHeard: otherReading(input) }
    // The graph needs a millisecond or two to come to its first node; the routing call is on its way by then.
    if (!this.#messages.some(({ id }) => id === said.turnId)) {
      turn.calls.startAhead('supervisor', [...this.#messages, customerSaid(said)])
    }
    const start = this.#waiting
      ? new Command<CustomerReply, Partial<ShopStateType>, 'supervisor'>({ resume: said })
      : { messages: [customerSaid(said)] }
    const stream = await this.#parts.graph.stream(start, {
      configurable: { thread_id: this.#id },
      context: { turn },
      streamMode: ['custom', 'values'],
      // Written behind, once, when the turn is over: nobody waits for the database in between.
      durability: 'exit',
      signal: turn.signal,
      recursionLimit: 50,
    })
    let state: Partial<ShopStateType> & { __interrupt__?: readonly { value?: WireInterrupt }[] } = {}
    for await (const [mode, data] of stream) {
      if (mode === 'custom') yield data
      else state = { ...state, ...data }
    }
    turn.signal.throwIfAborted()
    const messages = state.messages ?? []
    const interrupt = state.__interrupt__?.[0]?.value ?? null
    this.#messages = messages
    this.#waiting = interrupt !== null
    const spoken = spokenIn(messages, input.turnId)
    this.#finish(input.turnId, spoken ? wireReply(spoken.agent, spoken.text) : [])
    return { pizzaType: state.pizzaType ?? null, messages: toWireMessages(messages), interrupt }
  }

  async #keepOnlyWhatTookEffect(input: AgentTurn, record: readonly BaseMessage[], aborted: boolean): Promise<void> {
    const said = customerSaid({ turnId: input.turnId, text: input.text, alsoHeard: otherReading(input) })
    const before = this.#messages.filter(({ id }) => id !== input.turnId)
    await this.#remember(withHeard([...before, said, ...record], input.turnId, ''))
    // An aborted turn stays unfinished until `heard` says what became of it.
    if (!aborted) this.#finish(input.turnId, [])
  }

  async #remember(messages: readonly BaseMessage[]): Promise<void> {
    this.#messages = messages
    this.#waiting = false
    await this.#parts.graph.updateState(
      { configurable: { thread_id: this.#id } },
      { messages: [new RemoveMessage({ id: REMOVE_ALL_MESSAGES }), ...messages] },
      'order_agent',
    )
  }

  #finish(turnId: string, replies: ReturnType<typeof wireReply>): void {
    const { store, said } = this.#parts
    said.add(this.#id, () => store.conversations.finishTurn(this.#id, turnId, replies))
  }

  async #load(): Promise<{ desk: OrderDesk; conversation: Conversation | null }> {
    const { graph, memory, store, said } = this.#parts
    try {
      memory.forget(this.#id)
      const [snapshot, order, conversation] = await Promise.all([
        graph.getState({ configurable: { thread_id: this.#id } }),
        store.orders.latest(this.#id),
        store.conversations.load(this.#id),
      ])
      const state: Partial<ShopStateType> = snapshot.values
      this.#messages = state.messages ?? []
      this.#waiting = snapshot.tasks.some(({ interrupts }) => interrupts.length > 0)
      const all = withTurns(this.#messages, conversation?.turns ?? [])
      if (all !== this.#messages) await this.#remember(all)
      const desk = new OrderDesk(this.#id, store.orders, order, () => said.drained(this.#id))
      this.#desk = desk
      return { desk, conversation }
    } catch (cause) {
      throw new AgentError('store_failed', 'The conversation could not be read. Check the database, then try again.', {
        retryable: true,
        cause,
      })
    }
  }

  async #written(): Promise<void> {
    await Promise.all([this.#parts.writes.drained(this.#id), this.#parts.said.drained(this.#id)])
  }

  #checkWrites(): void {
    this.#parts.writes.check(this.#id)
    this.#parts.said.check(this.#id)
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const free = await this.#lock()
    try {
      return await work()
    } finally {
      free()
    }
  }

  async #lock(): Promise<() => void> {
    const before = this.#tail
    let free = () => {}
    this.#tail = new Promise((resolve) => {
      free = resolve
    })
    this.#holders += 1
    await before
    return () => {
      this.#holders -= 1
      free()
    }
  }
}

const QUANTITIES = new Set(Array.from({ length: MENU.maxQuantity }, (_, index) => numberWords(index + 1)))

/** Another reading of the utterance that differs in a number: the model is told of both, so that it asks. */
function otherReading({ text, alternatives = [] }: AgentTurn): string | null {
  const numbers = (words: string) =>
    words
      .toLowerCase()
      .match(/\d+|[a-z]+/g)
      ?.filter((word) => /\d/.test(word) || QUANTITIES.has(word))
      .join()
  return alternatives.find((reading) => reading !== text && numbers(reading) !== numbers(text)) ?? null
}
