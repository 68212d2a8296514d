// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../ocm/index.ts'
import { OWNER_PROPERTY } from './own-cluster.ts'
import { isWorkerPool } from './workers.ts'
import type { HandlerWorld } from './world.ts'

const said = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** GPU pools go to 0 nodes, those that pass `which`. Returns how many were not there yet. Throws {@link OcmError}. */
export async function parkPools(
  cluster: Cluster,
  world: HandlerWorld,
  which: (reservation: string | undefined) => boolean = () => true,
): Promise<number> {
  const pools = (await world.ocm.nodePools.list(cluster.id)).filter(
    (pool) => !isWorkerPool(pool) && pool.replicas > 0 && which(pool.aws_node_pool?.capacity_reservation?.id),
  )
  for (const { id, replicas } of pools) {
    await world.ocm.nodePools.change(cluster.id, id, { replicas: 0 })
    world.log(`cluster ${cluster.id}: pool '${id}' goes from ${replicas} nodes to 0.`)
  }
  return pools.length
}

/**
 * Ends the bill of a cluster: GPU nodes first, as they cost most and go fastest, then all of it. A pool that cannot be
 * parked does not keep the cluster. Doing it again does no harm.
 */
export async function takeDown(cluster: Cluster, world: HandlerWorld): Promise<void> {
  if (cluster.state === 'uninstalling') {
    world.log(`cluster ${cluster.id}: '${cluster.name}' is being uninstalled already.`)
    return
  }
  try {
    await parkPools(cluster, world)
  } catch (error) {
    world.log(`cluster ${cluster.id}: its GPU nodes could not be parked: ${said(error)}`)
  }
  await world.ocm.clusters.remove(cluster.id)
  world.log(
    `cluster ${cluster.id}: '${cluster.name}' is taken down. Its network and roles go with 'npx cdk destroy --all'.`,
  )
}

/** Clusters of this kit that live in this AWS account; a neighbour in the same Red Hat organisation has an account of their own. */
export async function ownClusters({ ocm, account }: HandlerWorld): Promise<Cluster[]> {
  const all = await ocm.clusters.list()
  return all.filter(({ properties }) => properties[OWNER_PROPERTY]?.startsWith(`${account}/`))
}
