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
  /** Requests that do not count because the tool was late to them, {@link LATEST_MS}. */
  readonly discarded: number
  /** When requests began to run out, on the clock of `performance.now()`: until then the load was full. */
  readonly fullUntilMs: number
  /** True when it did not come to its last request. */
  readonly stopped: boolean
  /** Why it must not be believed; null when it may. */
  readonly voided: string | null
}

/** So many requests waiting for an answer tell that the server has been left behind. */
const MOST_OPEN = 256

/** A request counts when nothing of it was noticed later than this, and the three milliseconds a timer may be off: gen-x of a second stays within 1 %. */
export const LATEST_MS = 2.5

/** Where more than this many requests for each one wanted are noticed too late, the machine measures itself. */
const MOST_DISCARDED = 4

/** After so many failures in a row the next one would fail too. */
const GIVE_UP_AFTER = 5

interface LoadOptions {
  readonly prompts: Iterator<Prompt, never>
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
  /** To be asked once more. */
  readonly #again: Prompt[] = []
  #discarded = 0
  #asked = 0
  #failures = 0

  constructor(private readonly options: LoadOptions & { readonly asksAgain: boolean }) {}

  get discarded(): number {
    return this.#discarded
  }

  /** Whether one more has to be asked. */
  get wanted(): boolean {
    const { signal, runs } = this.options
    return !signal.aborted && this.#failures < GIVE_UP_AFTER && !this.#isTooLate && this.#asked < runs
  }

  get #isTooLate(): boolean {
    return this.#discarded > MOST_DISCARDED * this.options.runs
  }

  /** What came of a load. */
  result(fullUntilMs: number, voided: string | null): LoadResult {
    const late = `this tool was late to ${this.#discarded} requests; measure from an idle machine`
    return {
      requests: this.requests,
      discarded: this.#discarded,
      fullUntilMs,
      stopped: this.#asked < this.options.runs,
      voided: voided ?? (this.#isTooLate ? late : null),
    }
  }

  async ask(): Promise<void> {
    this.#asked++
    const { prompts, ask, signal, onDone } = this.options
    const prompt = this.#again.shift() ?? prompts.next().value
    try {
      const request = await ask(prompt)
      this.#failures = request.ok ? 0 : this.#failures + 1
      if (request.lateMs > LATEST_MS) {
        this.#discarded++
        if (!this.options.asksAgain) return
        this.#asked--
        this.#again.push(prompt)
        return
      }
      this.requests.push(request)
      onDone(request)
    } catch (error) {
      if (!signal.aborted) throw error
      this.#asked--
    }
  }
}

/** So many listeners, each asking again once it has been answered. */
async function closedLoop(concurrency: number, options: LoadOptions): Promise<LoadResult> {
  const answers = new Answers({ ...options, asksAgain: true })
  let fullUntilMs: number | null = null
  const listen = async () => {
    while (answers.wanted) await answers.ask()
    fullUntilMs ??= performance.now()
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, options.runs) }, listen))
  return answers.result(fullUntilMs ?? performance.now(), null)
}

/** Requests that come when they come, whether or not those before have been answered. */
async function openLoop(
  { arrivals, ratePerS }: Extract<GenXLoad, { loop: 'open' }>,
  options: LoadOptions,
): Promise<LoadResult> {
  const answers = new Answers({ ...options, asksAgain: false })
  const random = new Chooser(options.seed)
  const open = new Set<Promise<void>>()
  let dueMs = performance.now()
  let voided: string | null = null
  // What does not count is not asked again: it would come when the load is over.
  for (let asked = 0; asked < options.runs && answers.wanted; asked++) {
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
  return answers.result(fullUntilMs, voided)
}

async function until(atMs: number, signal: AbortSignal): Promise<void> {
  const leftMs = atMs - performance.now()
  if (leftMs > 0) await sleep(leftMs, undefined, { signal }).catch(() => undefined)
}
