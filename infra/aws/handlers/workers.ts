// SPDX-License-Identifier: Apache-2.0
import type { NodePool } from '../ocm/index.ts'
import { HandlerError } from './handler-error.ts'
import type { ClusterProperties } from './properties.ts'
import type { HandlerWorld } from './world.ts'

/** OCM makes them with the cluster: `workers`, or one for each zone, `workers-0`, … */
const WORKERS = /^workers(-\d+)?$/

export const isWorkerPool = ({ id }: NodePool): boolean => WORKERS.test(id)

async function workerPools(cluster: string, { ocm }: HandlerWorld): Promise<NodePool[]> {
  return (await ocm.nodePools.list(cluster)).filter(isWorkerPool)
}

/** Brings the ordinary workers to the wanted number, evenly over their pools. Throws `CANNOT_CHANGE`. */
export async function scaleWorkers(cluster: string, properties: ClusterProperties, world: HandlerWorld): Promise<void> {
  const pools = await workerPools(cluster, world)
  const { workers, workerInstanceType } = properties
  for (const { id, aws_node_pool: aws } of pools) {
    const type = aws?.instance_type
    if (type !== undefined && type !== workerInstanceType)
      throw new HandlerError(
        'CANNOT_CHANGE',
        `The workers of the pool '${id}' are ${type}, not ${workerInstanceType}, and stay what they are. Write ${type}, or destroy and deploy again.`,
      )
  }
  for (const [nth, pool] of pools.entries()) {
    const replicas = Math.floor(workers / pools.length) + (nth < workers % pools.length ? 1 : 0)
    if (pool.replicas === replicas) continue
    await world.ocm.nodePools.change(cluster, pool.id, { replicas })
    world.log(`cluster ${cluster}: pool '${pool.id}' goes from ${pool.replicas} to ${replicas} workers.`)
  }
}

/** What the workers lack; null when all are there. */
export async function workersMissing(cluster: string, world: HandlerWorld): Promise<string | null> {
  const pools = await workerPools(cluster, world)
  if (pools.length > 0 && pools.every(({ replicas, status }) => status?.current_replicas === replicas)) return null
  const wanted = pools.reduce((sum, { replicas }) => sum + replicas, 0)
  const there = pools.reduce((sum, { status }) => sum + (status?.current_replicas ?? 0), 0)
  const said = pools.map(({ status }) => status?.message).filter((message) => message !== undefined)
  return `its workers: ${there} of ${wanted} are there. ${said.join('; ')}`
}
