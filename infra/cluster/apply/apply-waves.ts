// SPDX-License-Identifier: Apache-2.0
import type { Wave, WaveName } from '../waves.ts'
import { type ApplyProgress, type ApplyReport, applyObjects } from './apply-objects.ts'
import type { KubernetesClient } from './client.ts'
import { type Clock, SYSTEM_CLOCK } from './clock.ts'
import { WaveError } from './errors.ts'
import { type NudgeOptions, nudge } from './nudge/nudge.ts'
import { type Readiness, readinessOf } from './readiness/readiness.ts'
import { withRetries } from './retry.ts'
import { SomethingChanges } from './something-changes.ts'
import { hashOf, WaveMemory } from './wave-memory.ts'

/** What happens while waves are applied. */
export type WaveEvent =
  | { readonly kind: 'begun'; readonly wave: WaveName; readonly objects: number }
  | { readonly kind: 'as-it-was'; readonly wave: WaveName }
  | ({ readonly kind: 'applying'; readonly wave: WaveName } & ApplyProgress)
  | { readonly kind: 'applied'; readonly wave: WaveName; readonly report: ApplyReport }
  | { readonly kind: 'done-for-you'; readonly wave: WaveName; readonly words: string }
  | {
      readonly kind: 'waiting'
      readonly wave: WaveName
      readonly waiting: readonly string[]
      readonly forMs: number
      readonly limitMs: number
    }
  | { readonly kind: 'ready'; readonly wave: WaveName; readonly tookMs: number }

/**
 * How long each wave may take until it is ready, ms. Not measured: operators pull a dozen images each; operands compile or
 * pull the GPU driver and reboot nodes to cut GPUs; models pull some 60 GB of weights each.
 */
export const WAVE_LIMITS_MS: Readonly<Record<WaveName, number>> = {
  operators: 20 * 60_000,
  operands: 45 * 60_000,
  platform: 25 * 60_000,
  models: 90 * 60_000,
  attendees: 10 * 60_000,
  app: 25 * 60_000,
}

export interface WavesOptions extends NudgeOptions {
  readonly workshop: string
  readonly onEvent?: (event: WaveEvent) => void
  readonly clock?: Clock
  readonly limitsMs?: Partial<Record<WaveName, number>>
  /** Also waves that are ready as they are. */
  readonly again?: boolean
}

/** At least so often a wave is looked at; sooner when something in it changes. */
const LOOK_MS = 10_000
/** So long something may be seen as failed before that is believed: it may be the state of before. */
const GRACE_MS = 60_000

async function waitUntilReady(client: KubernetesClient, wave: Wave, options: WavesOptions): Promise<void> {
  const { signal, gpu, clock = SYSTEM_CLOCK } = options
  const watched = { clock, ...(gpu !== undefined && { gpu }), ...(signal && { signal }) }
  const changes = new SomethingChanges(client, wave, watched)
  try {
    await lookUntilReady(client, wave, options, changes)
  } finally {
    changes.stop()
  }
}

async function lookUntilReady(
  client: KubernetesClient,
  wave: Wave,
  options: WavesOptions,
  changes: SomethingChanges,
): Promise<void> {
  const { signal, gpu, clock = SYSTEM_CLOCK, onEvent } = options
  const limitMs = options.limitsMs?.[wave.name] ?? WAVE_LIMITS_MS[wave.name]
  const begun = clock.now()
  let failedSince: number | null = null
  for (;;) {
    const patienceMs = Math.max(0, limitMs - (clock.now() - begun))
    const look = async (): Promise<Readiness> => {
      for (const words of await nudge(client, wave, options))
        onEvent?.({ kind: 'done-for-you', wave: wave.name, words })
      return readinessOf(client, wave, { ...(gpu !== undefined && { gpu }), ...(signal && { signal }) })
    }
    const { ready, waiting, failed } = await withRetries(look, { clock, patienceMs, ...(signal && { signal }) })
    if (ready) return
    const now = clock.now()
    failedSince = failed.length === 0 ? null : (failedSince ?? now)
    if (failedSince !== null && now - failedSince >= GRACE_MS)
      throw new WaveError('FAILED', wave.name, told(`The wave '${wave.name}' cannot become ready:`, failed))
    const open = [...failed, ...waiting]
    if (now - begun >= limitMs) throw timedOut(wave.name, open, limitMs)
    onEvent?.({ kind: 'waiting', wave: wave.name, waiting: open, forMs: now - begun, limitMs })
    await changes.wait(Math.min(LOOK_MS, limitMs - (now - begun)))
  }
}

const NEXT = 'When that is put right, run ./kit apply again: it goes on where it stopped.'
const MOST_TOLD = 10

function told(headline: string, reasons: readonly string[]): string {
  const more = reasons.length > MOST_TOLD ? [`… and ${reasons.length - MOST_TOLD} more`] : []
  return [headline, ...reasons.slice(0, MOST_TOLD).map((why) => `  ${why}`), ...more, NEXT].join('\n')
}

function timedOut(wave: WaveName, waits: readonly string[], limitMs: number): WaveError {
  const minutes = Math.round(limitMs / 6_000) / 10
  return new WaveError('TIMED_OUT', wave, told(`The wave '${wave}' was not ready within ${minutes} minutes:`, waits))
}

/**
 * Applies waves one after the other, each once the one before is ready. Waves that a cluster has had just so, and that are
 * still ready, are left alone; anything else is applied again, which changes nothing where nothing differs.
 * @throws {WaveError} when a wave fails or takes too long, {@link ClusterError} when the cluster says no, and what the
 * signal was aborted with
 */
export async function applyWaves(
  client: KubernetesClient,
  waves: readonly Wave[],
  options: WavesOptions,
): Promise<void> {
  const { workshop, signal, clock = SYSTEM_CLOCK, gpu, onEvent, again = false } = options
  const on = signal && { signal }
  const memory = new WaveMemory(client, workshop)
  const retry = { clock, patienceMs: 60_000, ...on }
  const finished = await withRetries(() => memory.finished(signal), retry)
  for (const wave of waves.filter(({ objects }) => objects.length > 0)) {
    const begun = clock.now()
    onEvent?.({ kind: 'begun', wave: wave.name, objects: wave.objects.length })
    if (!again && finished.get(wave.name) === hashOf(wave)) {
      const look = () => readinessOf(client, wave, { ...(gpu !== undefined && { gpu }), ...on })
      if ((await withRetries(look, retry)).ready) {
        onEvent?.({ kind: 'as-it-was', wave: wave.name })
        continue
      }
    }
    // Half-way to something new, a cluster is no longer what it was.
    if (finished.has(wave.name)) await withRetries(() => memory.forget(wave.name, signal), retry)
    const report = await applyObjects(client, wave.objects, {
      clock,
      onProgress: (progress) => onEvent?.({ kind: 'applying', wave: wave.name, ...progress }),
      ...on,
    })
    onEvent?.({ kind: 'applied', wave: wave.name, report })
    await waitUntilReady(client, wave, options)
    await withRetries(() => memory.keep(wave, signal), retry)
    onEvent?.({ kind: 'ready', wave: wave.name, tookMs: clock.now() - begun })
  }
}
