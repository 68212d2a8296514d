// SPDX-License-Identifier: Apache-2.0

import type { Plan } from '../../infra/capacity/index.ts'
import type { KubernetesClient } from '../../infra/cluster/apply/index.ts'
import { appNamespace, GUIDE, hasSharedApp, VOICE_APP } from '../../infra/cluster/index.ts'
import { packed } from '../containers/build-context.ts'

/** Images that the cluster builds from what it is sent, by the names of their builds. */
export function sentBuilds(plan: Plan): string[] {
  const { source, images } = plan.workshop
  if (source !== undefined) return []
  return [
    ...(images.app === undefined && hasSharedApp(plan) ? [VOICE_APP] : []),
    ...(images.docs === undefined ? [GUIDE] : []),
  ]
}

const BUILD = 'build.openshift.io/v1'
const buildConfig = (namespace: string, name: string) => ({
  apiVersion: BUILD,
  kind: 'BuildConfig',
  metadata: { name, namespace },
})

/** Those of the builds that never ran. Throws {@link ClusterError}. */
export async function neverBuilt(client: KubernetesClient, plan: Plan, signal: AbortSignal): Promise<string[]> {
  const namespace = appNamespace(plan.workshop)
  const builds = await client.list({ apiVersion: BUILD, kind: 'Build' }, { namespace, signal })
  const ran = new Set(builds.map(({ metadata }) => metadata.labels.buildconfig))
  return sentBuilds(plan).filter((name) => !ran.has(name))
}

/** Sends this folder to builds of the cluster, and has each begin. Throws {@link ClusterError} and {@link KitError}. */
export async function sendBuilds(
  client: KubernetesClient,
  plan: Plan,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (names.length === 0) return
  const archive = await packed()
  const namespace = appNamespace(plan.workshop)
  for (const name of names) await client.upload(buildConfig(namespace, name), 'instantiatebinary', archive, { signal })
}
