// SPDX-License-Identifier: Apache-2.0
import { clusterOf } from './cluster-routes.ts'
import type { FakeCluster } from './fake-cluster.ts'
import type { FakeState } from './fake-ocm.ts'
import {
  createPool,
  type FakePool,
  type NewPoolBody,
  newPoolSchema,
  poolAnswer,
  poolChangeSchema,
} from './fake-pool.ts'
import { page, Refusal, type Reply, type Routes } from './reply.ts'

function livingCluster(state: FakeState, id: string): FakeCluster {
  const cluster = clusterOf(state, id)
  if (cluster.stage !== 'ready') throw new Refusal(400, `Cluster '${id}' is '${cluster.stage}', not 'ready'`)
  return cluster
}

function poolOf(cluster: FakeCluster, id: string): FakePool {
  const pool = cluster.pools.get(id)
  if (pool === undefined) throw new Refusal(404, `Node pool '${id}' not found`)
  return pool
}

/** Capacity Blocks want OpenShift 4.19; a reservation must be active, in the zone of the subnet, of the same type. */
function checkReservation(state: FakeState, cluster: FakeCluster, body: NewPoolBody): void {
  const wanted = body.aws_node_pool.capacity_reservation
  if (wanted?.id === undefined) return
  const reservation = state.aws.reservation(wanted.id)
  const refusal = (why: string) => new Refusal(400, `Capacity reservation '${wanted.id}' ${why}`)
  if (Number(cluster.body.version.id.split('.')[1]) < 19) throw refusal('needs OpenShift 4.19')
  if (wanted.preference !== 'capacity-reservations-only') throw refusal('allows only capacity-reservations-only')
  if (wanted.market_type !== undefined) throw refusal('has a market type of its own: send none')
  if (reservation === undefined) throw refusal('does not exist')
  if (reservation.state !== 'active') throw refusal(`is '${reservation.state}', not 'active'`)
  if (reservation.instanceType !== body.aws_node_pool.instance_type) throw refusal(`is for ${reservation.instanceType}`)
  if (body.subnet === undefined || reservation.zone !== state.aws.zoneOf(body.subnet))
    throw refusal('is in another zone')
}

function create(state: FakeState, id: string, body: unknown): Reply {
  const cluster = livingCluster(state, id)
  const parsed = newPoolSchema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, parsed.error.message)
  if (cluster.pools.has(parsed.data.id)) throw new Refusal(409, `Node pool '${parsed.data.id}' already exists`)
  if (parsed.data.subnet !== undefined && state.aws.zoneOf(parsed.data.subnet) === undefined)
    throw new Refusal(400, `The subnet '${parsed.data.subnet}' does not exist`)
  checkReservation(state, cluster, parsed.data)
  const pool = createPool(parsed.data, state.clock.nowMs())
  state.hooks.pool?.(pool)
  cluster.pools.set(pool.id, pool)
  return { status: 201, body: poolAnswer(pool) }
}

export const poolRoutes: Routes = {
  'GET /clusters/:id/node_pools': (state, { url }, id = '') =>
    page([...clusterOf(state, id).pools.values()].map(poolAnswer), url),
  'POST /clusters/:id/node_pools': (state, { body }, id = '') => create(state, id, body),
  'GET /clusters/:id/node_pools/:pool': (state, _, id = '', pool = '') => ({
    status: 200,
    body: poolAnswer(poolOf(clusterOf(state, id), pool)),
  }),
  'PATCH /clusters/:id/node_pools/:pool': (state, { body }, id = '', name = '') => {
    const pool = poolOf(livingCluster(state, id), name)
    const change = poolChangeSchema.safeParse(body)
    if (!change.success) throw new Refusal(400, change.error.message)
    const { replicas, labels, taints } = change.data
    if (pool.deletingSinceMs !== null) throw new Refusal(409, `Node pool '${name}' is being deleted`)
    pool.body = {
      ...pool.body,
      ...(replicas === undefined ? {} : { replicas }),
      ...(labels === undefined ? {} : { labels }),
      ...(taints === undefined ? {} : { taints }),
    }
    pool.changedMs = state.clock.nowMs()
    return { status: 200, body: poolAnswer(pool) }
  },
  'DELETE /clusters/:id/node_pools/:pool': (state, _, id = '', name = '') => {
    const cluster = livingCluster(state, id)
    const pool = poolOf(cluster, name)
    const left = [...cluster.pools.values()].filter((other) => other !== pool && (other.body.taints ?? []).length === 0)
    if (left.length === 0) throw new Refusal(400, 'A cluster keeps a pool without taints')
    pool.deletingSinceMs ??= state.clock.nowMs()
    return { status: 204 }
  },
}
