// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { HandlerError } from './handler-error.ts'
import { EXPIRES_PROPERTY, ownerOf } from './own-cluster.ts'
import { killEvent } from './properties.ts'
import { ownClusters, parkPools, takeDown } from './take-down.ts'
import type { HandlerWorld } from './world.ts'

/**
 * The kill switch at the workshop's end: GPU nodes to 0, then the cluster is deleted. A cluster of that name that is not
 * this workshop's is left alone; one that is gone is as it should be.
 */
export async function kill(event: unknown, world: HandlerWorld): Promise<void> {
  const { owner, clusterName } = killEvent.parse(event)
  const cluster = await world.ocm.clusters.findByName(clusterName)
  if (cluster === null) {
    world.log(`There is no cluster '${clusterName}': nothing to take down.`)
    return
  }
  if (ownerOf(cluster) !== owner) {
    world.log(`The cluster '${clusterName}' (${cluster.id}) is not of ${owner}, and is left alone.`)
    return
  }
  await takeDown(cluster, world)
}

/**
 * Takes down every cluster of this kit in this account that is past its end, whichever stack made it or forgot it. One
 * that cannot be taken down does not keep the others; the error at the end names it, and raises the alarm.
 */
export async function reap(world: HandlerWorld): Promise<readonly string[]> {
  const failures: string[] = []
  const taken: string[] = []
  for (const cluster of await ownClusters(world)) {
    const expires = cluster.properties[EXPIRES_PROPERTY]
    const endMs = Date.parse(expires ?? '')
    if (Number.isNaN(endMs)) {
      failures.push(`'${cluster.name}' (${cluster.id}) says its end is '${expires ?? 'nothing'}', which is no time`)
      continue
    }
    if (endMs > world.clock.nowMs()) continue
    try {
      world.log(`cluster ${cluster.id}: '${cluster.name}' was to end ${expires}.`)
      await takeDown(cluster, world)
      taken.push(cluster.id)
    } catch (error) {
      failures.push(`'${cluster.name}' (${cluster.id}): ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (failures.length === 0) return taken
  throw new HandlerError('FAILED', `Not everything past its end could be taken down: ${failures.join('; ')}`)
}

/** EC2's manual and its events disagree on the name. */
const EXPIRY_WARNINGS = ['Capacity Block Expiration Warning', 'Capacity Block Reservation Expiration Warning'] as const

const expiryWarning = z.object({
  source: z.literal('aws.ec2'),
  'detail-type': z.enum(EXPIRY_WARNINGS),
  detail: z.looseObject({ 'capacity-reservation-id': z.string().startsWith('cr-') }),
})

/**
 * 40 minutes before a Capacity Block ends: its nodes are drained, before EC2 takes them away 10 minutes later. Without, OCM
 * would go on asking for nodes that cannot come.
 */
export async function drainBlock(event: unknown, world: HandlerWorld): Promise<void> {
  const parsed = expiryWarning.safeParse(event)
  if (!parsed.success) throw new HandlerError('BAD_EVENT', 'This is no warning that a Capacity Block ends.')
  const block = parsed.data.detail['capacity-reservation-id']
  let drained = 0
  for (const cluster of await ownClusters(world))
    if (cluster.state !== 'uninstalling') drained += await parkPools(cluster, world, (id) => id === block)
  if (drained === 0) world.log(`No GPU node is left in ${block}.`)
}
