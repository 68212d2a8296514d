// SPDX-License-Identifier: Apache-2.0

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Agent, AgentEvent, AgentTurn, OpenedSession } from './agent.ts'
import { EventQueue } from './event-queue.ts'
import { AgentError } from './failure.ts'
import type { FromWorker, ToWorker, WorkerStart } from './port.ts'

/** Longest start of a worker, in milliseconds: on two busy cores it takes about two seconds. */
const START_TIMEOUT_MS = 60_000

/**
 * Loads the worker's TypeScript, also where the main thread runs without a loader (vitest). `npm start` runs bundles,
 * which are JavaScript.
 */
const BOOT = `
const { tsx, module } = require('node:worker_threads').workerData.boot
process.setSourceMapsEnabled(true)
const loader = module.endsWith('.ts') ? import(tsx).then(({ register }) => register()) : Promise.resolve()
loader.then(() => import(module))
`

interface PendingCall {
  settle(message: FromWorker): void
  fail(error: AgentError): void
}

/** One worker thread with an agent in it, spoken to over its message port. */
export class WorkerAgent implements Agent {
  readonly #worker: Worker
  readonly #pending = new Map<number, PendingCall>()
  #lastId = 0
  #gone: AgentError | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: FromWorker) => {
      if (message.kind !== 'ready') this.#pending.get(message.id)?.settle(message)
    })
    worker.on('error', (error) => this.#lost(`stopped: ${error.message}`, error))
    worker.on('exit', (code) => this.#lost(`ended with code ${code}`))
  }

  /** Starts the thread; resolves when its store is open. Throws `AgentError` when it cannot start. */
  static async start(options: WorkerStart): Promise<WorkerAgent> {
    // tsx is found from here, so that it does not matter where, or by what, the program was started.
    const tsxPackage = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
    const tsx = new URL('./dist/esm/api/index.mjs', tsxPackage).href
    const module = new URL('./worker.ts', import.meta.url).href
    const worker = new Worker(BOOT, { eval: true, execArgv: [], workerData: { ...options, boot: { tsx, module } } })
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not ready within ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS)
        worker.once('message', () => {
          clearTimeout(timer)
          resolve()
        })
        worker.once('error', (error) => {
          clearTimeout(timer)
          reject(error)
        })
      })
    } catch (error) {
      await worker.terminate()
      throw error
    }
    return new WorkerAgent(worker)
  }

  async open(sessionId: string): Promise<OpenedSession> {
    const answer = await this.#ask((id) => ({ kind: 'open', id, sessionId }))
    if (answer.kind !== 'opened') throw new TypeError(`A worker answered "open" with "${answer.kind}".`)
    return answer.session
  }

  async *turn(input: AgentTurn, signal: AbortSignal): AsyncGenerator<AgentEvent, void, undefined> {
    const id = ++this.#lastId
    const events = new EventQueue<AgentEvent>()
    const abort = () => this.#post({ kind: 'abort', id })
    let over = false
    const ended = new Promise<void>((resolve) => {
      const end = (error?: AgentError) => {
        over = true
        this.#pending.delete(id)
        if (error) events.push({ kind: 'failed', error })
        events.end()
        resolve()
      }
      this.#pending.set(id, {
        settle(message) {
          if (message.kind === 'event') events.push(message.event)
          else if (message.kind === 'failed')
            end(new AgentError(message.error.code, message.error.message, message.error))
          else end()
        },
        fail: end,
      })
    })
    if (this.#gone) this.#pending.get(id)?.fail(this.#gone)
    else this.#post({ kind: 'turn', id, input })
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    try {
      for await (const event of events) if (!signal.aborted) yield event
    } finally {
      signal.removeEventListener('abort', abort)
      if (!over) abort()
      await ended
    }
  }

  async heard(heard: { sessionId: string; turnId: string; heardText: string }): Promise<void> {
    await this.#ask((id) => ({ kind: 'heard', id, ...heard }))
  }

  async reset(sessionId: string): Promise<void> {
    await this.#ask((id) => ({ kind: 'reset', id, sessionId }))
  }

  setModelOptions(sessionId: string, options: Readonly<Record<string, unknown>>): void {
    this.#post({ kind: 'options', sessionId, options })
  }

  async close(): Promise<void> {
    if (!this.#gone) await this.#ask((id) => ({ kind: 'close', id }))
    this.#gone ??= new AgentError('agent_failed', 'The agent is closed.', { retryable: false })
    await this.#worker.terminate()
  }

  #ask(message: (id: number) => ToWorker): Promise<FromWorker> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#gone)
      this.#pending.set(id, {
        settle: (answer) => {
          this.#pending.delete(id)
          if (answer.kind === 'failed') reject(new AgentError(answer.error.code, answer.error.message, answer.error))
          else resolve(answer)
        },
        fail: reject,
      })
      this.#post(message(id))
    })
  }

  #post(message: ToWorker): void {
    if (!this.#gone) this.#worker.postMessage(message)
  }

  #lost(how: string, cause?: unknown): void {
    this.#gone ??= new AgentError('agent_failed', `The agent's worker thread ${how}. Restart the server.`, {
      retryable: false,
      cause,
    })
    for (const call of [...this.#pending.values()]) call.fail(this.#gone)
    this.#pending.clear()
  }
}
