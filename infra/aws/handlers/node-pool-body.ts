// SPDX-License-Identifier: Apache-2.0
import type { NewNodePool, NodePool, NodePoolChange } from '../ocm/index.ts'
import type { NodePoolProperties } from './properties.ts'

/**
 * Body of a new GPU pool. `max_surge: "0"`: OCM's default of 1 would ask for a second GPU node at every replacement.
 * `auto_repair: false`: a broken node of a Capacity Block has no other to be replaced by. No market type is sent: OCM reads
 * it from the reservation, and with an id only `capacity-reservations-only` is legal.
 */
export function nodePoolBody(properties: NodePoolProperties, version: string): NewNodePool {
  const { reservationId } = properties
  return {
    id: properties.poolId,
    replicas: properties.replicas,
    auto_repair: false,
    subnet: properties.subnetId,
    version: { id: version },
    labels: properties.labels,
    taints: properties.taints,
    aws_node_pool: {
      instance_type: properties.instanceType,
      root_volume: { size: properties.volumeGib },
      ec2_metadata_http_tokens: 'required',
      tags: properties.tags,
      ...(reservationId === undefined
        ? {}
        : { capacity_reservation: { id: reservationId, preference: 'capacity-reservations-only' } }),
    },
    node_drain_grace_period: { value: properties.drainMinutes, unit: 'minutes' },
    management_upgrade: { type: 'Replace', max_surge: '0', max_unavailable: '1' },
  }
}

const differs = (is: string | number | undefined, wanted: string | number | undefined) =>
  is !== undefined && is !== wanted

/** Whether this is still the pool before, by what cannot change on a living one. */
export const isBefore = ({ aws_node_pool: aws, subnet }: NodePool, properties: NodePoolProperties): boolean =>
  differs(aws?.instance_type, properties.instanceType) ||
  differs(subnet, properties.subnetId) ||
  differs(aws?.capacity_reservation?.id, properties.reservationId)

/**
 * Whether a pool has to be made anew to become this. Only what was asked for differently `before` is judged, and only
 * where OCM shows it: a pool of GPUs is not deleted over how OCM writes a number down.
 */
export function isAnother(
  { aws_node_pool: aws, subnet }: NodePool,
  properties: NodePoolProperties,
  before?: NodePoolProperties,
): boolean {
  const asked = (key: 'instanceType' | 'subnetId' | 'volumeGib' | 'reservationId') =>
    before === undefined || before[key] !== properties[key]
  return (
    (asked('instanceType') && differs(aws?.instance_type, properties.instanceType)) ||
    (asked('subnetId') && differs(subnet, properties.subnetId)) ||
    (asked('volumeGib') && differs(aws?.root_volume?.size, properties.volumeGib)) ||
    (asked('reservationId') && aws?.capacity_reservation?.id !== properties.reservationId)
  )
}

const sorted = (map: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(map).sort())
const joined = (taints: NodePoolProperties['taints']) =>
  taints
    .map(({ key, value, effect }) => `${key}=${value}:${effect}`)
    .sort()
    .join()

/** What to change on a living pool; null when it is as it should be. */
export function changeTo(pool: NodePool, properties: NodePoolProperties): NodePoolChange | null {
  const { replicas, labels, taints } = properties
  const kept = (pool.taints ?? []).map(({ key, value, effect }) => `${key}=${value}:${effect}`)
  const change: NodePoolChange = {
    ...(pool.replicas === replicas ? {} : { replicas }),
    ...(sorted(pool.labels) === sorted(labels) ? {} : { labels }),
    ...(kept.sort().join() === joined(taints) ? {} : { taints }),
  }
  return Object.keys(change).length === 0 ? null : change
}
