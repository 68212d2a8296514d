// SPDX-License-Identifier: Apache-2.0

import type { Agent, AgentEvent, AgentResult, AgentTiming } from '../agent.ts'

/** A turn, played through. */
export interface PlayedTurn {
  readonly events: readonly AgentEvent[]
  /** All spoken text. */
  readonly said: string
  readonly result: AgentResult | null
  readonly timing: AgentTiming | null
  readonly failure: Extract<AgentEvent, { kind: 'failed' }>['error'] | null
  readonly tools: readonly { readonly tool: string; readonly args: unknown }[]
  readonly routes: readonly string[]
}

let turns = 0

/** Runs one turn of a session; `onEvent` sees each event as it arrives. */
export async function play(
  agent: Agent,
  text: string,
  options: {
    readonly sessionId?: string
    readonly turnId?: string
    readonly signal?: AbortSignal
    readonly alternatives?: readonly string[]
    onEvent?(event: AgentEvent): void
  } = {},
): Promise<PlayedTurn> {
  const { sessionId = 's1', turnId = `turn-${++turns}`, signal = new AbortController().signal, alternatives } = options
  const events: AgentEvent[] = []
  for await (const event of agent.turn(
    { sessionId, turnId, text, ...(alternatives ? { alternatives } : {}) },
    signal,
  )) {
    events.push(event)
    options.onEvent?.(event)
  }
  const done = events.find((event) => event.kind === 'done')
  const failed = events.find((event) => event.kind === 'failed')
  return {
    events,
    said: events.flatMap((event) => (event.kind === 'delta' ? [event.text] : [])).join(''),
    result: done?.result ?? null,
    timing: done?.timing ?? null,
    failure: failed?.error ?? null,
    tools: events.flatMap((event) =>
      event.kind === 'step' && event.step.kind === 'tool_call'
        ? [{ tool: event.step.tool, args: event.step.args }]
        : [],
    ),
    routes: events.flatMap((event) => (event.kind === 'step' && event.step.kind === 'route' ? [event.step.to] : [])),
  }
}
