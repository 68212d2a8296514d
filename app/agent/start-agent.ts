// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto'
import type { StoreAddress } from '#store'
import type { Agent, LanguageModelOptions } from './agent.ts'
import { WorkerAgent } from './worker-agent.ts'

export interface StartAgentOptions {
  readonly model: LanguageModelOptions
  /** The database; `memory` forgets everything with the process. */
  readonly store: StoreAddress | 'memory'
  /** Worker threads; never more than the store allows connections. @default 1 */
  readonly workers?: number
  /** Ask the specialist that has the floor while the supervisor still decides. @default true */
  readonly headStart?: boolean
  /** Play two turns for nobody in the background, so that the first customer does not wait for the start. @default false */
  readonly warmUp?: boolean
}

/**
 * Starts the agent's worker threads and spreads sessions over them by id; a session always meets the same worker.
 * Each worker has its share of the store's connections, so an embedded database gets exactly one worker.
 */
export async function startAgent({
  model,
  store,
  workers = 1,
  headStart = true,
  warmUp = false,
}: StartAgentOptions): Promise<Agent> {
  const count = Math.max(1, store === 'memory' ? workers : Math.min(workers, store.poolSize))
  const share = store === 'memory' ? store : { ...store, poolSize: Math.max(1, Math.floor(store.poolSize / count)) }
  const started = await Promise.allSettled(
    Array.from({ length: count }, () => WorkerAgent.start({ model, store: share, headStart, warmUp })),
  )
  const agents = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) {
    await Promise.all(agents.map((agent) => agent.close()))
    throw failed.reason
  }
  const serving = (sessionId: string): Agent => {
    const hash = createHash('sha256').update(sessionId).digest().readUInt32BE(0)
    const agent = agents[hash % agents.length]
    if (!agent) throw new RangeError('The agent has no worker.')
    return agent
  }
  return {
    open: (sessionId) => serving(sessionId).open(sessionId),
    turn: (input, signal) => serving(input.sessionId).turn(input, signal),
    heard: (heard) => serving(heard.sessionId).heard(heard),
    reset: (sessionId) => serving(sessionId).reset(sessionId),
    setModelOptions: (sessionId, options) => serving(sessionId).setModelOptions(sessionId, options),
    close: async () => {
      await Promise.all(agents.map((agent) => agent.close()))
    },
  }
}
