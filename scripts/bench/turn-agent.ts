// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto'
import { type Agent, startAgent } from '../../app/agent/index.ts'
import type { StoreAddress } from '../../app/store/index.ts'
import { TIMING, tokenMs } from './models/timing.ts'

/** What the agent adds to its models' own time, in milliseconds. */
export interface AgentShare {
  /** From the customer's words to the reply's first text, less what the two model calls need for it. */
  readonly beforeFirstTextMs: number
  /** As the agent itself counts it over a whole turn: everything that was neither waiting for a model nor a tool. */
  readonly frameworkMs: number
}

/** Asks the agent alone, without a voice around it, each time in a new session. */
export async function measureAgent(
  modelsUrl: string,
  store: StoreAddress | 'memory',
  turns: number,
): Promise<AgentShare[]> {
  const model = { baseUrl: modelsUrl, apiKey: 'none', model: 'programmed', timeoutMs: 10_000 }
  const agent = await startAgent({ model, store, headStart: false })
  try {
    for (let i = 0; i < 3; i++) await ask(agent)
    const shares: AgentShare[] = []
    for (let i = 0; i < turns; i++) shares.push(await ask(agent))
    return shares
  } finally {
    await agent.close()
  }
}

async function ask(agent: Agent): Promise<AgentShare> {
  const turn = { sessionId: randomUUID(), turnId: randomUUID(), text: 'I would like two large pepperoni pizzas' }
  await agent.open(turn.sessionId)
  const from = performance.now()
  let firstText: number | null = null
  for await (const event of agent.turn(turn, new AbortController().signal)) {
    if (event.kind === 'failed') throw new Error(event.error.message)
    if (event.kind === 'delta') firstText ??= performance.now() - from
    if (event.kind === 'done' && firstText !== null) {
      const modelsMs = tokenMs(TIMING.routingTokens) + tokenMs(1)
      return { beforeFirstTextMs: firstText - modelsMs, frameworkMs: event.timing.frameworkMs }
    }
  }
  throw new Error('the agent ended without an answer')
}
