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
  /** Requests that do not count because the tool was late to them, and that were asked again. */
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

/**
 * A request counts when nothing of it was noticed later than this share of its time, so that gen-x is right to 1 %, nor
 * than {@link LATEST_MS}, so that the first sound is right to 10 ms: a timer, by which it is told, is itself off by 3 ms.
 */
const LATEST_SHARE = 0.005
const LATEST_MS = 7

/** Whether the tool was late to a request itself, so that it says little of the server. */
export function isLate({ lateMs, requestedAtMs, chunks }: GenXRequest): boolean {
  const last = chunks.at(-1)
  return last !== undefined && lateMs > Math.min(LATEST_MS, (last.atMs - requestedAtMs) * LATEST_SHARE)
}

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
    return !signal.aborted && this.#failures < GIVE_UP_AFTER && this.#asked < runs
  }

  /** What came of a load. */
  result(fullUntilMs: number, voided: string | null): LoadResult {
    const stopped = this.#asked < this.options.runs
    return { requests: this.requests, discarded: this.#discarded, fullUntilMs, stopped, voided }
  }

  async ask(): Promise<void> {
    this.#asked++
    const { prompts, ask, signal, onDone } = this.options
    const prompt = this.#again.shift() ?? prompts.next().value
    try {
      const request = await ask(prompt)
      this.#failures = request.ok ? 0 : this.#failures + 1
      // On a machine that is always late there is no better one to be had: a load takes twice as long at most.
      if (this.options.asksAgain && isLate(request) && this.#discarded < this.options.runs) {
        this.#discarded++
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
  // What comes late is not asked again: that would come when the load is over.
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
