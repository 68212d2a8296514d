// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import type { Wave, WaveName } from '../waves.ts'
import type { KubernetesClient } from './client.ts'

const Kept = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** What a wave holds, as a hash: the same objects in any order of their keys give the same. */
export function hashOf(wave: Wave): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(wave.objects)))
    .digest('hex')
    .slice(0, 16)
}

/** Which waves a cluster has had, kept on the cluster itself: `default/<workshop>-waves`. */
export class WaveMemory {
  constructor(
    private readonly client: KubernetesClient,
    private readonly workshop: string,
  ) {}

  /** The ConfigMap it is kept in. */
  get ref() {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${this.workshop}-waves`, namespace: 'default' } }
  }

  /** Hashes of the waves that were ready, by name. */
  async finished(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const live = await this.client.read(this.ref, signal && { signal })
    return new Map(live === null ? [] : Object.entries(Kept.parse(live).data))
  }

  /** Remembers that a wave is ready as it is. */
  async keep(wave: Wave, signal?: AbortSignal): Promise<void> {
    await this.write({ [wave.name]: hashOf(wave) }, signal)
  }

  /** From now on a wave counts as not applied. */
  async forget(name: WaveName, signal?: AbortSignal): Promise<void> {
    await this.write({ [name]: undefined }, signal)
  }

  private async write(change: Readonly<Record<string, string | undefined>>, signal?: AbortSignal): Promise<void> {
    const data = { ...Object.fromEntries(await this.finished(signal)), ...change }
    const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: this.workshop }
    const { ref } = this
    await this.client.apply({ ...ref, metadata: { ...ref.metadata, labels }, data }, signal && { signal })
  }
}
