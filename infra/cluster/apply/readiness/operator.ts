// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { KubernetesClient } from '../client.ts'
import { conditionsOf, type LiveObject } from '../live-object.ts'
import { byCondition, failed, READY, told, type Verdict, waiting } from './verdict.ts'

/** What the kit reads of an OLM Subscription. */
export const Subscription = z.looseObject({
  spec: z.looseObject({
    name: z.string(),
    channel: z.string().optional(),
    startingCSV: z.string().optional(),
    installPlanApproval: z.string().optional(),
  }),
  status: z
    .looseObject({
      installedCSV: z.string().optional(),
      currentCSV: z.string().optional(),
      installPlanRef: z.looseObject({ name: z.string(), namespace: z.string() }).optional(),
    })
    .default({}),
})

const ClusterServiceVersion = z.looseObject({
  spec: z.looseObject({
    customresourcedefinitions: z
      .looseObject({ owned: z.array(z.looseObject({ name: z.string() })).default([]) })
      .default({ owned: [] }),
  }),
  status: z
    .looseObject({ phase: z.string().optional(), reason: z.string().optional(), message: z.string().optional() })
    .default({}),
})

/** Releases that OLM may bring and no class should run on, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  'rhcl-operator.v1.4.0':
    'is installed, and lets requests pass the gateway without a token. Upgrade it to 1.4.1 or newer, or pin operators.connectivityLink.version to 1.3.x on a fresh cluster',
}

const OLM = 'operators.coreos.com/v1alpha1'
const DEFINITIONS = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }

/** An operator is installed: its version Succeeded, and every kind it owns is Established. */
export async function operatorVerdict(
  object: LiveObject,
  client: KubernetesClient,
  signal?: AbortSignal,
): Promise<Verdict> {
  const call = signal && { signal }
  const { spec, status } = Subscription.parse(object)
  if (status.installedCSV === undefined) {
    const trouble = conditionsOf(object).find(
      ({ type, status: is }) => (type === 'ResolutionFailed' || type === 'CatalogSourcesUnhealthy') && is === 'True',
    )
    return waiting(object, trouble === undefined ? 'is being installed' : told(trouble))
  }
  if (spec.startingCSV !== undefined && status.installedCSV !== spec.startingCSV)
    return failed(
      object,
      `${status.installedCSV} is installed, and the workshop pins ${spec.startingCSV}; OLM neither goes back nor jumps. Pin the installed version, or none, in workshop.yaml`,
    )
  const refused = REFUSED[status.installedCSV]
  if (refused !== undefined) return failed(object, `${status.installedCSV} ${refused}`)
  const metadata = { name: status.installedCSV, namespace: object.metadata.namespace }
  const version = await client.read({ apiVersion: OLM, kind: 'ClusterServiceVersion', metadata }, call)
  if (version === null) return waiting(object, `${status.installedCSV} is not there yet`)
  const csv = ClusterServiceVersion.parse(version)
  if (csv.status.phase !== 'Succeeded')
    return waiting(version, `${csv.status.phase ?? 'Pending'}${csv.status.message ? ` (${csv.status.message})` : ''}`)
  for (const { name } of csv.spec.customresourcedefinitions.owned) {
    const definition = await client.read({ ...DEFINITIONS, metadata: { name } }, call)
    if (definition === null) return waiting(version, `its kind ${name} is not there yet`)
    const verdict = byCondition(definition, 'Established')
    if (verdict.state !== 'ready') return verdict
  }
  return READY
}
