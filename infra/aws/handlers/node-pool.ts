// SPDX-License-Identifier: Apache-2.0
import { type Cluster, createOnce, type NodePool } from '../ocm/index.ts'
import { type Attributes, handlersOf, type ResourceKind, type Waiting } from './custom-resource.ts'
import { HandlerError } from './handler-error.ts'
import { changeTo, isAnother, isBefore, nodePoolBody } from './node-pool-body.ts'
import { idWithin, outlives, ownCluster } from './own-cluster.ts'
import { type NodePoolProperties, nodePoolData, nodePoolProperties } from './properties.ts'
import { notYet } from './reservation-gate.ts'
import type { HandlerWorld } from './world.ts'

/** Physical id where the reservation did not allow a pool. */
const NOT_MADE = 'not-made'

const LEAVING = 'the pool before it to go'

/** How far a pool is. `skipped`: as far as its reservation lets it be; `pool` is what there is of it. */
type Step =
  | { readonly kind: 'waiting'; readonly for: string }
  | { readonly kind: 'skipped'; readonly pool: NodePool | null; readonly note: string }
  | { readonly kind: 'there'; readonly pool: NodePool }

const reservationGate = async (
  pool: NodePool | null,
  properties: NodePoolProperties,
  world: HandlerWorld,
): Promise<Step | null> => {
  const note = await notYet(properties, world)
  return note === null ? null : { kind: 'skipped', pool, note }
}

/** Makes the pool, unless its reservation says no. */
async function make(properties: NodePoolProperties, cluster: Cluster, world: HandlerWorld): Promise<Step> {
  const { ocm, clock, log } = world
  const { clusterId, poolId, replicas } = properties
  const closed = await reservationGate(null, properties, world)
  if (closed !== null) return closed
  const version = cluster.version?.id
  if (version === undefined) throw new HandlerError('FAILED', `OCM does not say which version ${clusterId} has.`)
  const find = () => ocm.nodePools.find(clusterId, poolId)
  const create = () => ocm.nodePools.create(clusterId, nodePoolBody(properties, version))
  await createOnce({ find, create, clock, log })
  return { kind: 'waiting', for: `${replicas} nodes` }
}

/**
 * The first step towards the pool that is wanted, from wherever it stands. What cannot change on a living pool is deleted
 * first: two generations of GPU nodes never bill side by side.
 */
async function firstStep(
  properties: NodePoolProperties,
  world: HandlerWorld,
  before: NodePoolProperties | undefined,
): Promise<Step> {
  const { ocm, log } = world
  const { clusterId, poolId, replicas, owner } = properties
  const cluster = await ownCluster(clusterId, owner, world)
  const pool = await ocm.nodePools.find(clusterId, poolId)
  if (pool === null) return make(properties, cluster, world)
  const another = isAnother(pool, properties, before)
  if (another || replicas > pool.replicas) {
    const closed = await reservationGate(pool, properties, world)
    if (closed !== null) return closed
  }
  if (another) {
    log(`node pool ${clusterId}/${poolId}: cannot become what is wanted; it is deleted and made anew.`)
    await ocm.nodePools.remove(clusterId, poolId)
    return { kind: 'waiting', for: LEAVING }
  }
  const change = changeTo(pool, properties)
  if (change !== null) await ocm.nodePools.change(clusterId, poolId, change)
  return arrived(pool, properties)
}

/** Every further step: waits, and makes what was deleted first. Takes nothing away, so that it cannot go round in circles. */
async function nextStep(properties: NodePoolProperties, world: HandlerWorld): Promise<Step> {
  const { ocm } = world
  const { clusterId, poolId, replicas, owner } = properties
  const cluster = await ownCluster(clusterId, owner, world)
  const pool = await ocm.nodePools.find(clusterId, poolId)
  if (pool === null) return make(properties, cluster, world)
  if (pool.status?.state?.value === 'deleting' || isBefore(pool, properties)) return { kind: 'waiting', for: LEAVING }
  if (replicas > pool.replicas) {
    const closed = await reservationGate(pool, properties, world)
    if (closed !== null) return closed
  }
  if (pool.replicas !== replicas) await ocm.nodePools.change(clusterId, poolId, { replicas })
  return arrived(pool, properties)
}

function arrived(pool: NodePool, { clusterId, poolId, replicas }: NodePoolProperties): Step {
  const state = pool.status?.state?.value
  const message = pool.status?.message ?? 'no word from OCM'
  if (state === 'error' || state === 'failed')
    throw new HandlerError('FAILED', `The node pool ${clusterId}/${poolId} failed: ${message}.`)
  const there = pool.status?.current_replicas ?? 0
  if (there !== replicas || pool.replicas !== replicas)
    return { kind: 'waiting', for: `${replicas} nodes, ${there} are there (${message})` }
  return { kind: 'there', pool }
}

const stateOf = ({ replicas }: NodePool) => (replicas === 0 ? 'parked' : 'ready')

async function begin(
  properties: NodePoolProperties,
  world: HandlerWorld,
  before?: NodePoolProperties,
): Promise<string> {
  const reached = await firstStep(properties, world, before)
  if (reached.kind === 'skipped') world.log(`node pool ${properties.clusterId}/${properties.poolId}: ${reached.note}`)
  return reached.kind === 'skipped' && reached.pool === null ? NOT_MADE : `${properties.clusterId}/${properties.poolId}`
}

async function ready(id: string, properties: NodePoolProperties, world: HandlerWorld): Promise<Attributes | Waiting> {
  if (id === NOT_MADE) {
    const note = (await notYet(properties, world)) ?? `Its reservation is active now: run 'npx cdk deploy --all' again.`
    return { state: NOT_MADE, replicas: '0', note }
  }
  const reached = await nextStep(properties, world)
  switch (reached.kind) {
    case 'waiting':
      return { waitingFor: reached.for }
    case 'there':
      return { state: stateOf(reached.pool), replicas: String(properties.replicas), note: '-' }
    case 'skipped': {
      // The reservation ended between the first step and this one.
      if (reached.pool === null) throw new HandlerError('NOT_ACTIVE', reached.note)
      return { state: stateOf(reached.pool), replicas: String(reached.pool.replicas), note: reached.note }
    }
  }
}

const kind: ResourceKind<NodePoolProperties> = {
  noun: 'node pool',
  properties: nodePoolProperties,
  attributes: nodePoolData,
  create: (properties, world) => begin(properties, world),
  update: (_, properties, world, before) => begin(properties, world, before),
  ready,
  remove: async (physicalId, owner, world) => {
    const within = idWithin(physicalId)
    if (within === null) return null
    const { cluster, id } = within
    if (!(await outlives(cluster, owner, world))) return null
    const pool = await world.ocm.nodePools.find(cluster, id)
    if (pool === null) return null
    await world.ocm.nodePools.remove(cluster, id)
    return { waitingFor: `its ${pool.status?.current_replicas ?? pool.replicas} nodes to go` }
  },
}

/** `Custom::WorkshopNodePool`. */
export const nodePool = handlersOf(kind)
