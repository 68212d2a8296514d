// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import type { GenXLoad, GenXRequest } from '../../app/core/contract/index.ts'
import { Chooser } from '../dialogues/random.ts'
import type { Prompt } from './prompts.ts'

/** Asks for one prompt. Rejects only when aborted. */
export type Ask = (prompt: Prompt) => Promise<GenXRequest>

/** What a load brought. */
export interface LoadResult {
  readonly requests: readonly GenXRequest[]
  /** When requests began to run out, on the clock of `performance.now()`: until then the load was full. */
  readonly fullUntilMs: number
  /** True when it did not come to its last request. */
  readonly stopped: boolean
  /** Why it must not be believed; null when it may. */
  readonly voided: string | null
}

/** So many requests waiting for an answer tell that the server has been left behind. */
const MOST_OPEN = 256

/** After so many failures in a row the next one would fail too. */
const GIVE_UP_AFTER = 5

interface LoadOptions {
  readonly prompts: Iterator<Prompt>
  readonly runs: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly ask: Ask
  onDone(request: GenXRequest): void
}

/** Puts a load on a server until so many requests are done, or the signal stops it; what is done by then is kept. */
export function putLoad(load: GenXLoad, options: LoadOptions): Promise<LoadResult> {
  return load.loop === 'closed' ? closedLoop(load.concurrency, options) : openLoop(load, options)
}

/** Collects what comes back, and notices when nothing good does any more. */
class Answers {
  readonly requests: GenXRequest[] = []
  #failures = 0

  constructor(private readonly options: LoadOptions) {}

  get hopeless(): boolean {
    return this.#failures >= GIVE_UP_AFTER
  }

  async ask(): Promise<void> {
    const { prompts, ask, signal, onDone } = this.options
    const { value: prompt } = prompts.next()
    try {
      const request = await ask(prompt)
      this.#failures = request.ok ? 0 : this.#failures + 1
      this.requests.push(request)
      onDone(request)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

/** So many listeners, each asking again once it has been answered. */
async function closedLoop(concurrency: number, options: LoadOptions): Promise<LoadResult> {
  const answers = new Answers(options)
  let asked = 0
  let fullUntilMs: number | null = null
  const listen = async () => {
    while (asked < options.runs && !options.signal.aborted && !answers.hopeless) {
      asked++
      await answers.ask()
    }
    fullUntilMs ??= performance.now()
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, options.runs) }, listen))
  return {
    requests: answers.requests,
    fullUntilMs: fullUntilMs ?? performance.now(),
    stopped: answers.requests.length < options.runs,
    voided: null,
  }
}

/** Requests that come when they come, whether or not those before have been answered. */
async function openLoop(
  { arrivals, ratePerS }: Extract<GenXLoad, { loop: 'open' }>,
  options: LoadOptions,
): Promise<LoadResult> {
  const answers = new Answers(options)
  const random = new Chooser(options.seed)
  const open = new Set<Promise<void>>()
  let dueMs = performance.now()
  let voided: string | null = null
  for (let asked = 0; asked < options.runs && !answers.hopeless; asked++) {
    await until(dueMs, options.signal)
    if (options.signal.aborted) break
    if (open.size >= MOST_OPEN) {
      voided = `${MOST_OPEN} requests were waiting at once: the server is far behind ${ratePerS} requests per second`
      break
    }
    const done = answers.ask().finally(() => open.delete(done))
    open.add(done)
    dueMs += (arrivals === 'constant' ? 1 : -Math.log(1 - random.next())) * (1_000 / ratePerS)
  }
  const fullUntilMs = performance.now()
  await Promise.all(open)
  return { requests: answers.requests, fullUntilMs, stopped: answers.requests.length < options.runs, voided }
}

async function until(atMs: number, signal: AbortSignal): Promise<void> {
  const leftMs = atMs - performance.now()
  if (leftMs > 0) await sleep(leftMs, undefined, { signal }).catch(() => undefined)
}
