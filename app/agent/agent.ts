// SPDX-License-Identifier: Apache-2.0

import type { AgentStep, Order, Role, UnfinishedTurn, WireInterrupt, WireMessage } from '#core'

/** Where the agent's language model is, and how to ask it. */
export interface LanguageModelOptions {
  /** OpenAI-compatible base URL, ending in /v1. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly model: string
  /** Merged into every request body: the options the model lists under `/v1/models`. */
  readonly extraBody?: Readonly<Record<string, unknown>>
  /** Longest wait for one model call, in milliseconds. */
  readonly timeoutMs: number
}

/** What happens while the agent works on a turn, in order. `done` or `failed` is last, exactly once. */
export type AgentEvent =
  | { readonly kind: 'step'; readonly step: AgentStep }
  /** Reply text as it is generated. Only text that is to be spoken, never a routing decision. */
  | { readonly kind: 'delta'; readonly agent: Role; readonly text: string }
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'done'; readonly result: AgentResult; readonly timing: AgentTiming }
  | { readonly kind: 'failed'; readonly error: AgentFailure }

export interface AgentResult {
  readonly pizzaType: string | null
  /** The whole conversation so far. */
  readonly messages: readonly WireMessage[]
  readonly interrupt: WireInterrupt | null
}

/** Milliseconds since the turn reached the agent; absent means "did not happen". */
export interface AgentTiming {
  readonly routeMs?: number
  readonly firstTokenMs?: number
  readonly toolMs: readonly number[]
  /** Everything that was neither waiting for a model nor running a tool: the framework's own share. */
  readonly frameworkMs: number
}

export interface AgentFailure {
  readonly code: 'llm_failed' | 'agent_failed' | 'store_failed'
  /** What went wrong, in words, and what to do. Carries no secret and nothing the customer said. */
  readonly message: string
  readonly retryable: boolean
}

/** One thing a customer said. */
export interface AgentTurn {
  readonly sessionId: string
  readonly turnId: string
  readonly text: string
  /** Other readings of the same utterance, best first, when the recogniser offered them. */
  readonly alternatives?: readonly string[]
}

/** What a session starts from. */
export interface OpenedSession {
  /** False when nothing is known under this id. */
  readonly known: boolean
  readonly history: readonly WireMessage[]
  readonly order: Order | null
  readonly unfinished: UnfinishedTurn | null
}

/**
 * The pizza shop's mind as the voice server sees it. Calls for one session are done one after the other;
 * a turn that is aborted is settled before the next call of its session begins.
 */
export interface Agent {
  /** Loads what is known of a session, from the store if need be. */
  open(sessionId: string): Promise<OpenedSession>
  /**
   * Works on one turn. Aborting stops model calls at once; the iteration then ends without `done` or `failed`.
   * What a tool has already done to the order stays done.
   */
  turn(input: AgentTurn, signal: AbortSignal): AsyncIterable<AgentEvent>
  /**
   * The listener interrupted: the reply of this turn is remembered as `heardText`, nothing more.
   * An empty `heardText` drops the reply from memory. Calling it twice is the same as calling it once.
   */
  heard(input: { sessionId: string; turnId: string; heardText: string }): Promise<void>
  /** Forgets the conversation and the open order; a confirmed order stays. */
  reset(sessionId: string): Promise<void>
  /** Changes how the language model is asked, from the next turn of this session on. */
  setModelOptions(sessionId: string, options: Readonly<Record<string, unknown>>): void
  /** Aborts everything and ends the workers. */
  close(): Promise<void>
}
