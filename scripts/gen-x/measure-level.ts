// SPDX-License-Identifier: Apache-2.0
import { setMaxListeners } from 'node:events'
import type { GenXLevel, GenXLoad, GenXRequest } from '../../app/core/contract/index.ts'
import { watchLag } from './lag.ts'
import { type LoadResult, putLoad } from './load.ts'
import { measureRequest, type Question } from './measure-request.ts'
import { type Prompt, shuffled } from './prompts.ts'
import { type Promised, summarise } from './summarise.ts'

/** How a load is measured. */
export interface LevelSettings extends Promised {
  readonly prompts: readonly Prompt[]
  readonly runs: number
  readonly warmup: number
  readonly seed: number
  /** A load during which the tool's own event loop was later than this is void. */
  readonly lagLimitMs: number
}

/** Tells how far a load is. */
export type OnProgress = (phase: 'warmup' | 'runs', done: number, of: number) => void

/** Warms a server up, puts a load on it, and measures every answer. */
export async function measureLevel(
  question: Question,
  load: GenXLoad,
  settings: LevelSettings,
  signal: AbortSignal,
  onProgress: OnProgress = () => undefined,
): Promise<GenXLevel> {
  const { seed, lagLimitMs } = settings
  // Every request in flight listens to it; how many those are is bounded by the load.
  setMaxListeners(0, signal)
  const startedMs = performance.now()
  const put = (phase: 'warmup' | 'runs', runs: number): Promise<LoadResult> => {
    let done = 0
    onProgress(phase, 0, runs)
    return putLoad(load, {
      prompts: shuffled(settings.prompts, phase === 'warmup' ? seed + 1 : seed),
      runs,
      seed,
      signal,
      ask: (prompt) => measureRequest(question, prompt, startedMs, signal),
      onDone: () => onProgress(phase, ++done, runs),
    })
  }
  const warmup = settings.warmup > 0 ? await put('warmup', settings.warmup) : null
  const dead = warmup?.requests.every(({ ok }) => !ok) === true
  const lag = watchLag()
  const fromMs = performance.now()
  const result = dead ? null : await put('runs', settings.runs)
  const lagP99Ms = lag()
  const requests = inOrder(result?.requests ?? [])
  const untilMs = result?.fullUntilMs ?? fromMs
  return {
    load,
    voided: result?.voided ?? lagReason(lagP99Ms, lagLimitMs),
    stopped: result?.stopped ?? true,
    lagP99Ms,
    discarded: result?.discarded ?? 0,
    durationMs: performance.now() - fromMs,
    summary: summarise(requests, settings, { fromMs: fromMs - startedMs, untilMs: untilMs - startedMs }),
    requests,
    warmup: inOrder(warmup?.requests ?? []),
  }
}

function inOrder(requests: readonly GenXRequest[]): GenXRequest[] {
  return [...requests].sort((a, b) => a.requestedAtMs - b.requestedAtMs)
}

function lagReason(lagMs: number, limitMs: number): string | null {
  if (lagMs <= limitMs) return null
  return `this tool was late to its own events (p99 ${lagMs.toFixed(0)} ms, limit ${limitMs} ms); measure from an idle machine`
}
