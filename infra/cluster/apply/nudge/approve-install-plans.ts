// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Wave } from '../../waves.ts'
import type { KubernetesClient } from '../client.ts'
import { Subscription } from '../readiness/operator.ts'

const InstallPlan = z.looseObject({
  spec: z.looseObject({ approved: z.boolean(), clusterServiceVersionNames: z.array(z.string()) }),
})

/**
 * Approves what installs a pinned version, and nothing else: a later upgrade waits for a person.
 * @returns what was done, in words
 */
export async function approveInstallPlans(
  client: KubernetesClient,
  wave: Wave,
  signal?: AbortSignal,
): Promise<string[]> {
  const call = signal && { signal }
  const done: string[] = []
  for (const object of wave.objects.filter(({ kind }) => kind === 'Subscription')) {
    const pinned = Subscription.parse(object).spec.startingCSV
    if (pinned === undefined) continue
    const live = await client.read(object, call)
    const ref = live === null ? undefined : Subscription.parse(live).status.installPlanRef
    if (ref === undefined) continue
    const plan = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'InstallPlan', metadata: ref }
    const found = await client.read(plan, call)
    if (found === null) continue
    const { approved, clusterServiceVersionNames: installs } = InstallPlan.parse(found).spec
    if (approved || !installs.includes(pinned)) continue
    await client.patch(plan, { spec: { approved: true } }, call)
    done.push(`approved InstallPlan ${ref.namespace}/${ref.name} (${installs.join(', ')})`)
  }
  return done
}
