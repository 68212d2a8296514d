// SPDX-License-Identifier: Apache-2.0
import { WorkerPool } from '../engine/worker-pool.ts'
import type { ListeningJob } from './listening-job.ts'
import type { HeardWord } from './search.ts'
import type { Heard } from './shop-listener.ts'
import { written } from './written.ts'

export interface Recognition {
  readonly text: string
  readonly words: readonly HeardWord[]
  /** The same with another quantity, where that may just as well have been said. */
  readonly alternatives: readonly string[]
}

/** Utterances being heard or waiting at a time. */
const SEATS = 16

/** SoundSwallower in worker threads. */
export class ShopRecogniser {
  readonly #pool: WorkerPool<ListeningJob, Heard>

  private constructor(pool: WorkerPool<ListeningJob, Heard>) {
    this.#pool = pool
  }

  /** Resolves when the first thread is ready. */
  static async start(threads: number): Promise<ShopRecogniser> {
    const module = new URL('./listening.worker.ts', import.meta.url)
    const pool = new WorkerPool<ListeningJob, Heard>({ module, size: threads, seats: SEATS })
    await pool.ready
    return new ShopRecogniser(pool)
  }

  /** @throws PoolFull when too many utterances are waiting. */
  async hear(job: ListeningJob, signal: AbortSignal): Promise<Recognition> {
    const seat = this.#pool.admit()
    try {
      const { words, otherwise } = await seat.run(job, signal)
      const said = words.map(({ word }) => word)
      const alternatives = otherwise.map(({ at, word }) => written(said.with(at, word)))
      return { words, text: written(said), alternatives }
    } finally {
      seat.leave()
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}
