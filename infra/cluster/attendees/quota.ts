// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { resourceOf } from '../gpu/slice-names.ts'
import { type Construct, k8s } from '../kubernetes.ts'
import { CACHE_GIB } from '../models/cache.ts'
import { ownModels } from '../models/served.ts'
import { cpu, gib } from '../quantity.ts'
import { teamsOf } from './teams.ts'

/**
 * What a project may ask for beside models: the app of the labs, its database, a build, and one of each anew while the old
 * one still runs. Chosen, not measured.
 */
const LABS = { vcpu: 4, memoryGib: 8, storageGib: 30, pods: 20, claims: 6 }

/** What a container without a word of its own gets. The app of the labs has its own. */
const PLAIN_CONTAINER = { cpu: '1', memory: '1Gi', cpuRequest: '50m', memoryRequest: '128Mi' }

const quantities = (amounts: Readonly<Record<string, string>>): Record<string, k8s.Quantity> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, k8s.Quantity.fromString(amount)]))

/** Slices that a project may ask for, by resource: none of those that are others', each of the plan's resources named. */
export function slicesOf(plan: Plan, namespace: string): ReadonlyMap<string, number> {
  const { teams } = plan
  const own = ownModels(plan).map(({ slice }) => resourceOf(slice))
  const isHome = teamsOf(plan).some(({ home }) => home.namespace === namespace)
  const mine = [...own, ...(isHome && teams !== null ? [resourceOf(teams.slice)] : [])]
  const all = [
    ...plan.models.map(({ slice }) => resourceOf(slice)),
    ...(teams === null ? [] : [resourceOf(teams.slice)]),
  ]
  const slices = new Map([['nvidia.com/gpu', 0], ...all.map((resource) => [resource, 0] as const)])
  for (const resource of mine) slices.set(resource, (slices.get(resource) ?? 0) + 1)
  return slices
}

/** What a project may use in all, and what its containers get when they ask for nothing. */
export function addQuota(scope: Construct, plan: Plan, namespace: string): void {
  const slices = slicesOf(plan, namespace)
  const isHome = teamsOf(plan).some(({ home }) => home.namespace === namespace)
  const models = [
    ...ownModels(plan).map(({ model }) => model),
    ...(isHome && plan.teams !== null ? [plan.teams.model] : []),
  ]
  const sum = (of: (model: (typeof models)[number]) => number): number =>
    models.reduce((all, model) => all + of(model), 0)
  new k8s.KubeResourceQuota(scope, `${namespace}-quota`, {
    metadata: { name: 'project', namespace },
    spec: {
      hard: quantities({
        'requests.cpu': cpu(LABS.vcpu + sum(({ vcpu }) => vcpu)),
        'requests.memory': gib(LABS.memoryGib + sum(({ hostMemoryGib }) => hostMemoryGib)),
        'requests.storage': gib(LABS.storageGib + models.length * CACHE_GIB),
        persistentvolumeclaims: String(LABS.claims + models.length),
        pods: String(LABS.pods + models.length),
        // Each costs money by the hour.
        'services.loadbalancers': '0',
        'services.nodeports': '0',
        ...Object.fromEntries([...slices].map(([resource, count]) => [`requests.${resource}`, String(count)])),
      }),
    },
  })
  new k8s.KubeLimitRange(scope, `${namespace}-limits`, {
    metadata: { name: 'containers', namespace },
    spec: {
      limits: [
        {
          type: 'Container',
          default: quantities({ cpu: PLAIN_CONTAINER.cpu, memory: PLAIN_CONTAINER.memory }),
          defaultRequest: quantities({ cpu: PLAIN_CONTAINER.cpuRequest, memory: PLAIN_CONTAINER.memoryRequest }),
        },
        { type: 'PersistentVolumeClaim', max: quantities({ storage: gib(Math.max(LABS.storageGib, CACHE_GIB)) }) },
      ],
    },
  })
}
