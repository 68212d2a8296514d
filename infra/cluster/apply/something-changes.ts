// SPDX-License-Identifier: Apache-2.0
import type { Wave } from '../waves.ts'
import type { KindRef, KubernetesClient } from './client.ts'
import type { Clock } from './clock.ts'
import { watchedOf } from './readiness/readiness.ts'

/** A burst of changes is looked at once. */
const BURST_MS = 500

/**
 * Waits until an object of a kind that the wave waits for changes, `longestMs` at most. A watch that cannot be had only
 * makes the waiting longer.
 */
export async function untilSomethingChanges(
  client: KubernetesClient,
  wave: Wave,
  longestMs: number,
  { clock, gpu, signal }: { readonly clock: Clock; readonly gpu?: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  const kinds = new Map<string, KindRef>()
  for (const { apiVersion, kind } of watchedOf(wave, gpu)) kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind })
  const over = new AbortController()
  const until = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  const changed = new Promise<void>((resolve) => {
    for (const kind of kinds.values()) void client.follow(kind, resolve, { signal: until }).catch(() => undefined)
  })
  try {
    await Promise.race([clock.sleep(longestMs, until), changed.then(() => clock.sleep(BURST_MS, until))])
  } finally {
    over.abort()
  }
}
