// SPDX-License-Identifier: Apache-2.0
import type { Wave } from '../../waves.ts'
import type { KubernetesClient } from '../client.ts'
import { layoutsOf } from '../readiness/gpu-nodes.ts'
import { approveInstallPlans } from './approve-install-plans.ts'
import { labelGpuNodes, type WantedLayout } from './label-gpu-nodes.ts'
import { restartKuadrant } from './restart-kuadrant.ts'
import { type UnstickOptions, unstickMig } from './unstick-mig.ts'

export interface NudgeOptions extends UnstickOptions {
  /** False: there is no GPU node now. @default true */
  readonly gpu?: boolean
  /** Layouts to give to GPU nodes that have none of them; left out where node pools bring the label. */
  readonly layouts?: readonly WantedLayout[]
}

/**
 * Does what a cluster waits for somebody to do: approves the InstallPlans of pinned versions, restarts Kuadrant's operator
 * where it started too early, labels GPU nodes, and frees a MIG manager that is stuck. May be called over and over.
 * @returns what was done, in words
 */
export async function nudge(client: KubernetesClient, wave: Wave, options: NudgeOptions = {}): Promise<string[]> {
  const { gpu = true, layouts: wanted, signal } = options
  const done = [...(await approveInstallPlans(client, wave, signal)), ...(await restartKuadrant(client, wave, options))]
  const layouts = gpu ? layoutsOf(wave) : null
  if (layouts === null) return done
  if (wanted !== undefined) done.push(...(await labelGpuNodes(client, wanted, signal)))
  return [...done, ...(await unstickMig(client, layouts, options))]
}
