// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Reply } from './worker-job.ts'

/** All seats are taken: come back later. */
export class PoolFull extends Error {
  override readonly name = 'PoolFull'
  readonly code = 'engine_overloaded'
}

/** A job failed inside its worker, or its worker ended. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export interface WorkerPoolOptions {
  /** The worker's module; it calls `serveJobs`. */
  readonly module: URL
  /** Found by every worker as `workerData.data`. Shared, not copied, where structured clone can (a compiled WebAssembly module). */
  readonly data?: unknown
  /** Threads. */
  readonly size: number
  /** Clients at a time, working or waiting. */
  readonly seats: number
}

/** One client's place in the pool. Its jobs wait in line with everybody's. */
export interface Seat<Input, Output> {
  run(input: Input, signal: AbortSignal): Promise<Output>
  leave(): void
}

interface Job<Input, Output> {
  readonly input: Input
  readonly signal: AbortSignal
  readonly cancelled: Int32Array
  resolve(output: Output): void
  reject(error: unknown): void
}

interface Thread<Input, Output> {
  readonly worker: Worker
  ready: boolean
  job: Job<Input, Output> | undefined
}

/**
 * A thread does not inherit tsx, which runs TypeScript, from its parent: it registers it and only then loads its module.
 * `npm start` runs bundles, which are JavaScript.
 */
const BOOT = `
const { tsx, module } = require('node:worker_threads').workerData
process.setSourceMapsEnabled(true)
const loader = module.endsWith('.ts') ? import(tsx).then(({ register }) => register()) : Promise.resolve()
loader.then(() => import(module))
`
const TSX_PACKAGE = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
const TSX = new URL('./dist/esm/api/index.mjs', TSX_PACKAGE).href

/**
 * Threads that each do one job at a time, first come first served, for a bounded number of clients. A thread that dies
 * costs its own job and is replaced.
 */
export class WorkerPool<Input, Output> {
  readonly #options: WorkerPoolOptions
  readonly #threads = new Set<Thread<Input, Output>>()
  readonly #waiting: Job<Input, Output>[] = []
  /** Resolves when the first thread can work. */
  readonly ready: Promise<void>
  #seatsTaken = 0
  #closed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.ready = this.#spawn()
    // The first thread has the processor to itself; the others come when it can already work.
    this.ready
      .then(() => Promise.all(Array.from({ length: options.size - 1 }, () => this.#spawn())))
      .catch(() => undefined)
  }

  /** @throws PoolFull when as many clients as there are seats are being served. */
  admit(): Seat<Input, Output> {
    const { seats } = this.#options
    if (this.#seatsTaken >= seats) throw new PoolFull(`All ${seats} places are taken.`)
    this.#seatsTaken++
    let seated = true
    return {
      run: (input, signal) => this.#run(input, signal),
      leave: () => {
        if (seated) this.#seatsTaken--
        seated = false
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#waiting.splice(0)) job.reject(new JobFailed('closed', 'The server is stopping.'))
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()))
  }

  #run(input: Input, signal: AbortSignal): Promise<Output> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      if (this.#closed) throw new JobFailed('closed', 'The server is stopping.')
      const cancelled = new Int32Array(new SharedArrayBuffer(4))
      const abort = () => {
        Atomics.store(cancelled, 0, 1)
        const place = this.#waiting.indexOf(job)
        if (place >= 0) this.#waiting.splice(place, 1)
        reject(signal.reason)
      }
      const settled = () => signal.removeEventListener('abort', abort)
      const job: Job<Input, Output> = {
        input,
        signal,
        cancelled,
        resolve: (output) => {
          settled()
          resolve(output)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.push(job)
      this.#dispatch()
    })
  }

  #dispatch(): void {
    for (const thread of this.#threads) {
      if (!thread.ready || thread.job) continue
      const job = this.#waiting.shift()
      if (!job) return
      thread.job = job
      thread.worker.postMessage({ input: job.input, cancelled: job.cancelled })
    }
  }

  #spawn(): Promise<void> {
    const { module, data } = this.#options
    const worker = new Worker(BOOT, { eval: true, execArgv: [], workerData: { tsx: TSX, module: module.href, data } })
    const thread: Thread<Input, Output> = { worker, ready: false, job: undefined }
    this.#threads.add(thread)
    return new Promise((resolve, reject) => {
      let failure: Error = new JobFailed('worker_ended', 'The worker ended.')
      worker.on('message', (reply: Reply<Output>) => {
        if (reply.kind === 'ready') {
          thread.ready = true
          resolve()
        } else {
          const job = thread.job
          thread.job = undefined
          if (reply.kind === 'done') job?.resolve(reply.output)
          else job?.reject(new JobFailed(reply.code, reply.message))
        }
        this.#dispatch()
      })
      worker.on('error', (error) => {
        failure = new JobFailed('worker_ended', error instanceof Error ? error.message : String(error))
      })
      worker.on('exit', () => {
        this.#threads.delete(thread)
        thread.job?.reject(failure)
        reject(failure)
        // A thread that never came up would not come up the second time either.
        if (thread.ready && !this.#closed) this.#spawn().catch(() => undefined)
      })
    })
  }
}
