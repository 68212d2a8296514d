// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { CLUSTERS } from './clusters.ts'
import type { OcmConnection } from './connection.ts'
import { isOcmError, orNull } from './ocm-error.ts'
import { everyItem } from './pages.ts'

const taint = z.object({ key: z.string(), value: z.string().default(''), effect: z.string() })

/** What is read of a node pool. */
export const nodePoolSchema = z.object({
  id: z.string(),
  replicas: z.int().default(0),
  subnet: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(taint).nullish(),
  aws_node_pool: z
    .object({
      instance_type: z.string().optional(),
      root_volume: z.object({ size: z.number().optional() }).optional(),
      capacity_reservation: z.object({ id: z.string().optional() }).optional(),
    })
    .optional(),
  status: z
    .object({
      current_replicas: z.int().default(0),
      message: z.string().optional(),
      state: z.object({ value: z.string().optional() }).optional(),
    })
    .optional(),
})
export type NodePool = z.output<typeof nodePoolSchema>

/** Body of a new pool, in OCM's words. */
export interface NewNodePool {
  readonly id: string
  readonly [field: string]: unknown
}

/** What changes on a living pool. */
export interface NodePoolChange {
  readonly replicas?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: string }[]
}

/** Node pools of a cluster. Every call throws {@link OcmError}. */
export interface NodePools {
  /** Null once it, or its cluster, is gone. */
  find(cluster: string, id: string, signal?: AbortSignal): Promise<NodePool | null>
  list(cluster: string, signal?: AbortSignal): Promise<NodePool[]>
  /** `OUTCOME_UNKNOWN` when the answer was lost. */
  create(cluster: string, body: NewNodePool, signal?: AbortSignal): Promise<NodePool>
  change(cluster: string, id: string, change: NodePoolChange, signal?: AbortSignal): Promise<void>
  /** Already gone, or going, is fine. */
  remove(cluster: string, id: string, signal?: AbortSignal): Promise<void>
}

export function nodePoolsOf(connection: OcmConnection): NodePools {
  const within = (cluster: string) => `${CLUSTERS}/${encodeURIComponent(cluster)}/node_pools`
  const at = (cluster: string, id: string) => `${within(cluster)}/${encodeURIComponent(id)}`
  const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
  return {
    find: (cluster, id, signal) =>
      orNull(connection.ask({ method: 'GET', path: at(cluster, id), answer: nodePoolSchema, ...withSignal(signal) })),
    list: (cluster, signal) => everyItem(connection, within(cluster), nodePoolSchema, { signal }),
    create: (cluster, body, signal) =>
      connection.ask({ method: 'POST', path: within(cluster), body, answer: nodePoolSchema, ...withSignal(signal) }),
    change: async (cluster, id, change, signal) => {
      const path = at(cluster, id)
      await connection.ask({ method: 'PATCH', path, body: change, answer: z.undefined(), ...withSignal(signal) })
    },
    remove: async (cluster, id, signal) => {
      const path = at(cluster, id)
      try {
        await orNull(connection.ask({ method: 'DELETE', path, answer: z.undefined(), ...withSignal(signal) }))
      } catch (error) {
        if (!isOcmError(error, 'CONFLICT')) throw error
      }
    },
  }
}
