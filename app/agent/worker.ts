// SPDX-License-Identifier: Apache-2.0

/** The thread the agent runs in: LangGraph's bursts of work never hold up the thread that moves audio. */

import { parentPort, workerData } from 'node:worker_threads'
import { memoryStore, openStore } from '#store'
import { asFailure } from './failure.ts'
import { LocalAgent } from './local-agent.ts'
import type { FromWorker, ToWorker, WorkerStart } from './port.ts'
import { warmUp } from './warm-up.ts'

const port = parentPort
if (!port) throw new TypeError('app/agent/worker.ts runs in a worker thread only.')
const answer = (message: FromWorker) => port.postMessage(message)

const start: WorkerStart = workerData
const store = start.store === 'memory' ? memoryStore() : await openStore(start.store)
const agent = new LocalAgent({ model: start.model, store, headStart: start.headStart })
const turns = new Map<number, AbortController>()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'options') return agent.setModelOptions(message.sessionId, message.options)
  if (message.kind === 'abort') return turns.get(message.id)?.abort()
  work(message).catch((error: unknown) => answer({ kind: 'failed', id: message.id, error: asFailure(error) }))
})
answer({ kind: 'ready' })
if (start.warmUp) void warmUp(start.model)

async function work(message: Exclude<ToWorker, { kind: 'options' | 'abort' }>): Promise<void> {
  const { id } = message
  switch (message.kind) {
    case 'open':
      return answer({ kind: 'opened', id, session: await agent.open(message.sessionId) })
    case 'turn': {
      const stop = new AbortController()
      turns.set(id, stop)
      try {
        for await (const event of agent.turn(message.input, stop.signal)) answer({ kind: 'event', id, event })
      } finally {
        turns.delete(id)
      }
      break
    }
    case 'heard':
      await agent.heard(message)
      break
    case 'reset':
      await agent.reset(message.sessionId)
      break
    case 'close':
      await agent.close()
      break
  }
  answer({ kind: 'ended', id })
}
