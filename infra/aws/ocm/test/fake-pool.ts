// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

const minutes = (count: number) => count * 60_000

/** How long nodes take, about. */
export const POOL_TAKES_MS = { scaling: minutes(7), draining: minutes(5), deleting: minutes(6) } as const

/** What the double acts on; everything else of a body is kept and sent back. */
export const newPoolSchema = z.looseObject({
  id: z
    .string()
    .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/)
    .max(15),
  replicas: z.int().min(0),
  subnet: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z.array(z.looseObject({})).optional(),
  aws_node_pool: z.looseObject({
    instance_type: z.string(),
    capacity_reservation: z
      .looseObject({ id: z.string().optional(), preference: z.string().optional(), market_type: z.string().optional() })
      .optional(),
  }),
})
export type NewPoolBody = z.output<typeof newPoolSchema>

/** What may change on a living pool; the capacity reservation and the instances may not. */
export const poolChangeSchema = z.strictObject({
  replicas: z.int().min(0).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  taints: z.array(z.looseObject({})).optional(),
})

/** One node pool within the double. */
export interface FakePool {
  readonly id: string
  body: NewPoolBody
  current: number
  changedMs: number
  deletingSinceMs: number | null
  /** Nodes never come. */
  stuck: string | null
}

export function createPool(body: NewPoolBody, nowMs: number): FakePool {
  return { id: body.id, body, current: 0, changedMs: nowMs, deletingSinceMs: null, stuck: null }
}

/** Lets time pass; false once the pool is gone. */
export function stepPool(pool: FakePool, nowMs: number): boolean {
  if (pool.deletingSinceMs !== null) return nowMs - pool.deletingSinceMs < POOL_TAKES_MS.deleting
  const takesMs = pool.body.replicas < pool.current ? POOL_TAKES_MS.draining : POOL_TAKES_MS.scaling
  if (pool.stuck === null && nowMs - pool.changedMs >= takesMs) pool.current = pool.body.replicas
  return true
}

/** A pool as the API shows it. */
export function poolAnswer(pool: FakePool): Record<string, unknown> {
  const { body, current, deletingSinceMs, stuck } = pool
  const value = deletingSinceMs !== null ? 'deleting' : current === body.replicas ? 'ready' : 'pending'
  return {
    kind: 'NodePool',
    ...body,
    status: {
      current_replicas: current,
      state: { value },
      message:
        stuck ?? (current === body.replicas ? 'All is as expected' : `${current} of ${body.replicas} nodes ready`),
    },
  }
}
