// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { APPS_DOMAIN } from '../apps-domain.ts'
import { type Manifest, manifestSchema } from '../manifest.ts'
import type { KubernetesClient } from './client.ts'
import { ClusterError } from './errors.ts'

const Ingress = z.looseObject({ spec: z.looseObject({ domain: z.string() }) })
const INGRESS = { apiVersion: 'config.openshift.io/v1', kind: 'Ingress', metadata: { name: 'cluster' } }

/** Domain of the cluster's routes: `apps.….openshiftapps.com`. Throws {@link ClusterError}. */
export async function appsDomain(client: KubernetesClient, signal?: AbortSignal): Promise<string> {
  const live = await client.read(INGRESS, signal && { signal })
  const domain = Ingress.safeParse(live).data?.spec.domain
  if (domain !== undefined) return domain
  throw new ClusterError(
    'REJECTED',
    `The cluster at ${client.server} does not say what its domain is (Ingress cluster, spec.domain). Is it OpenShift?`,
  )
}

/** Objects in which the cluster's own domain stands where manifests made without it have a placeholder. */
export async function withRealDomain(
  client: KubernetesClient,
  objects: readonly Manifest[],
  signal?: AbortSignal,
): Promise<readonly Manifest[]> {
  if (!JSON.stringify(objects).includes(APPS_DOMAIN)) return objects
  const domain = await appsDomain(client, signal)
  return objects.map((object) => {
    const text = JSON.stringify(object)
    return text.includes(APPS_DOMAIN) ? manifestSchema.parse(JSON.parse(text.replaceAll(APPS_DOMAIN, domain))) : object
  })
}
