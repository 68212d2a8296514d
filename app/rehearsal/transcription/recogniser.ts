// SPDX-License-Identifier: Apache-2.0
import { WorkerPool } from '../engine/worker-pool.ts'
import type { ListeningJob } from './listening-job.ts'
import type { HeardWord } from './shop-listener.ts'
import { written } from './written.ts'

export interface Recognition {
  readonly text: string
  readonly words: readonly HeardWord[]
}

/** Utterances being heard or waiting at a time. */
const SEATS = 16

/** SoundSwallower in worker threads. */
export class ShopRecogniser {
  readonly #pool: WorkerPool<ListeningJob, HeardWord[]>

  private constructor(pool: WorkerPool<ListeningJob, HeardWord[]>) {
    this.#pool = pool
  }

  /** Resolves when the first thread is ready. */
  static async start(threads: number): Promise<ShopRecogniser> {
    const module = new URL('./listening.worker.ts', import.meta.url)
    const pool = new WorkerPool<ListeningJob, HeardWord[]>({ module, size: threads, seats: SEATS })
    await pool.ready
    return new ShopRecogniser(pool)
  }

  /** @throws PoolFull when too many utterances are waiting. */
  async hear(job: ListeningJob, signal: AbortSignal): Promise<Recognition> {
    const seat = this.#pool.admit()
    try {
      const words = await seat.run(job, signal)
      return { words, text: written(words.map(({ word }) => word)) }
    } finally {
      seat.leave()
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}
