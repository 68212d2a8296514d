// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Wave } from '../../waves.ts'
import type { KubernetesClient } from '../client.ts'
import { conditionsOf } from '../live-object.ts'

export interface RestartOptions {
  readonly signal?: AbortSignal
  readonly now?: () => Date
}

/** How long a fresh pod has to look for itself before it is restarted again. */
const PATIENCE_MS = 120_000
const OPERATOR = /^kuadrant-operator-controller-manager-/

const Pod = z.looseObject({
  metadata: z.looseObject({ name: z.string(), creationTimestamp: z.iso.datetime().optional() }),
})

/**
 * Kuadrant's operator looks for the Gateway API, its mesh and Limitador once, when it starts, and stays at
 * `MissingDependency` when they come later: until then no gateway asks for a token. Its own message asks for a restart,
 * which is to delete its pod.
 * @returns what was done, in words
 */
export async function restartKuadrant(
  client: KubernetesClient,
  wave: Wave,
  { signal, now = () => new Date() }: RestartOptions = {},
): Promise<string[]> {
  const call = signal && { signal }
  const done: string[] = []
  for (const object of wave.objects.filter(({ kind }) => kind === 'Kuadrant')) {
    const live = await client.read(object, call)
    const ready = live === null ? undefined : conditionsOf(live).find(({ type }) => type === 'Ready')
    if (ready?.reason !== 'MissingDependency') continue
    const { namespace } = object.metadata
    for (const pod of await client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { ...call, ...(namespace && { namespace }) },
    )) {
      const { name, creationTimestamp } = Pod.parse(pod).metadata
      const ageMs = now().getTime() - Date.parse(creationTimestamp ?? '')
      // Without a time of creation the age is no number, and nothing is known against a restart.
      if (!OPERATOR.test(name) || ageMs < PATIENCE_MS) continue
      await client.delete(pod, call)
      done.push(`restarted Kuadrant's operator (pod ${name}): ${ready.message ?? 'it misses a dependency'}`)
    }
  }
  return done
}
