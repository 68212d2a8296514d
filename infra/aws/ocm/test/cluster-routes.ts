// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { clusterAnswer, createCluster, type FakeCluster, newClusterSchema } from './fake-cluster.ts'
import type { FakeState } from './fake-ocm.ts'
import { page, Refusal, type Reply, type Routes } from './reply.ts'

const clusterChange = z.strictObject({ properties: z.record(z.string(), z.string()) })
const protection = z.strictObject({ enabled: z.boolean() })

/** A cluster by its id; 404 once it is gone. */
export function clusterOf(state: FakeState, id: string): FakeCluster {
  const cluster = state.clusters.get(id)
  if (cluster === undefined) throw new Refusal(404, `Cluster '${id}' not found`)
  return cluster
}

const shown = (state: FakeState, cluster: FakeCluster) =>
  clusterAnswer(cluster, state.clock.nowMs(), state.aws, state.url)

/** `name = 'x' and product.id = 'rosa'`: all of OCM's search language that is asked for here. */
function matches(cluster: FakeCluster, search: string): boolean {
  return search.split(/ and /i).every((term) => {
    const [, field, value] = /^\s*([\w.]+) = '((?:[^']|'')*)'\s*$/.exec(term) ?? []
    if (field === 'name') return cluster.body.name === value?.replaceAll("''", "'")
    if (field === 'product.id') return value === 'rosa'
    throw new Refusal(400, `The double cannot search for: ${term}`)
  })
}

function create(state: FakeState, body: unknown): Reply {
  const parsed = newClusterSchema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, parsed.error.message)
  const { name, aws } = parsed.data
  if ([...state.clusters.values()].some((cluster) => cluster.body.name === name))
    throw new Refusal(400, `Cluster with name '${name}' already exists`)
  const issuerHost = state.oidcConfigs.get(aws.sts.oidc_config.id)
  if (issuerHost === undefined) throw new Refusal(400, `OIDC config '${aws.sts.oidc_config.id}' not found`)
  // The account roles are tried at once; operator roles and the provider only once the cluster is being made.
  for (const arn of [aws.sts.role_arn, aws.sts.support_role_arn, aws.sts.instance_iam_roles.worker_role_arn])
    if (!state.aws.roleExists(arn)) throw new Refusal(400, `Failed to assume role with ARN '${arn}'`)
  for (const subnet of aws.subnet_ids)
    if (state.aws.zoneOf(subnet) === undefined) throw new Refusal(400, `The subnet '${subnet}' does not exist`)
  const cluster = createCluster(state.nextId('2clu'), parsed.data, issuerHost, state.clock.nowMs())
  state.hooks.cluster?.(cluster)
  state.clusters.set(cluster.id, cluster)
  return { status: 201, body: shown(state, cluster) }
}

export const clusterRoutes: Routes = {
  'GET /clusters': (state, { url }) => {
    const search = url.searchParams.get('search') ?? "product.id = 'rosa'"
    const found = [...state.clusters.values()].filter((cluster) => matches(cluster, search))
    return page(
      found.map((cluster) => shown(state, cluster)),
      url,
    )
  },
  'POST /clusters': (state, { body }) => create(state, body),
  'GET /clusters/:id': (state, _, id = '') => ({ status: 200, body: shown(state, clusterOf(state, id)) }),
  'PATCH /clusters/:id': (state, { body }, id = '') => {
    const cluster = clusterOf(state, id)
    cluster.properties = clusterChange.parse(body).properties
    return { status: 200, body: shown(state, cluster) }
  },
  'PATCH /clusters/:id/delete_protection': (state, { body }, id = '') => {
    const cluster = clusterOf(state, id)
    cluster.deleteProtection = protection.parse(body).enabled
    return { status: 200, body: { enabled: cluster.deleteProtection } }
  },
  'DELETE /clusters/:id': (state, _, id = '') => {
    const cluster = clusterOf(state, id)
    if (cluster.deleteProtection) throw new Refusal(400, `Cluster '${id}' is protected from deletion`)
    if (cluster.stage === 'uninstalling') throw new Refusal(409, `Cluster '${id}' is already uninstalling`)
    cluster.stage = 'uninstalling'
    cluster.stageSinceMs = state.clock.nowMs()
    return { status: 204 }
  },
}
