// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { OcmConnection } from './connection.ts'
import { isOcmError, orNull } from './ocm-error.ts'
import { everyItem, quoted } from './pages.ts'

export const CLUSTERS = '/api/clusters_mgmt/v1/clusters'

/** States of a cluster. One that the description does not know is `unknown`, as OCM calls it too. */
const clusterState = z
  .enum([
    'waiting',
    'validating',
    'pending',
    'installing',
    'ready',
    'updating',
    'uninstalling',
    'powering_down',
    'resuming',
    'hibernating',
    'error',
    'unknown',
  ])
  .catch('unknown')

/** What is read of a cluster; OCM sends much more. */
export const clusterSchema = z.object({
  id: z.string(),
  name: z.string().default(''),
  state: clusterState.default('unknown'),
  properties: z.record(z.string(), z.string()).default({}),
  region: z.object({ id: z.string() }).optional(),
  version: z.object({ id: z.string(), raw_id: z.string().optional() }).optional(),
  api: z.object({ url: z.string().optional() }).optional(),
  console: z.object({ url: z.string().optional() }).optional(),
  network: z.object({ machine_cidr: z.string().optional() }).optional(),
  aws: z
    .object({
      account_id: z.string().optional(),
      subnet_ids: z.array(z.string()).optional(),
      sts: z
        .object({
          role_arn: z.string().optional(),
          operator_role_prefix: z.string().optional(),
          oidc_config: z.object({ id: z.string() }).optional(),
        })
        .optional(),
    })
    .optional(),
  status: z
    .object({
      dns_ready: z.boolean().optional(),
      oidc_ready: z.boolean().optional(),
      description: z.string().optional(),
      provision_error_code: z.string().optional(),
      provision_error_message: z.string().optional(),
    })
    .optional(),
})
export type Cluster = z.output<typeof clusterSchema>

/** Body of a new cluster, in OCM's words. */
export interface NewCluster {
  readonly name: string
  readonly [field: string]: unknown
}

/** Clusters of the organisation. Every call throws {@link OcmError}. */
export interface Clusters {
  /** Null once it is gone. */
  find(id: string, signal?: AbortSignal): Promise<Cluster | null>
  /** Names are unique among the living. */
  findByName(name: string, signal?: AbortSignal): Promise<Cluster | null>
  /** All ROSA clusters that the account can see. */
  list(signal?: AbortSignal): Promise<Cluster[]>
  /** `OUTCOME_UNKNOWN` when the answer was lost. */
  create(body: NewCluster, signal?: AbortSignal): Promise<Cluster>
  /** Replaces all properties. */
  setProperties(id: string, properties: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>
  /** Takes the protection off and starts the uninstallation; already gone, or going, is fine. */
  remove(id: string, signal?: AbortSignal): Promise<void>
}

const nothing = z.undefined()
const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

export function clustersOf(connection: OcmConnection): Clusters {
  const at = (id: string) => `${CLUSTERS}/${encodeURIComponent(id)}`
  return {
    find: (id, signal) =>
      orNull(connection.ask({ method: 'GET', path: at(id), answer: clusterSchema, ...withSignal(signal) })),
    findByName: async (name, signal) => {
      const search = `name = ${quoted(name)} and product.id = 'rosa'`
      const found = await everyItem(connection, CLUSTERS, clusterSchema, { search, signal })
      return found.find((cluster) => cluster.name === name) ?? null
    },
    list: (signal) => everyItem(connection, CLUSTERS, clusterSchema, { search: "product.id = 'rosa'", signal }),
    create: (body, signal) =>
      connection.ask({ method: 'POST', path: CLUSTERS, body, answer: clusterSchema, ...withSignal(signal) }),
    setProperties: async (id, properties, signal) => {
      await connection.ask({
        method: 'PATCH',
        path: at(id),
        body: { properties },
        answer: nothing,
        ...withSignal(signal),
      })
    },
    remove: async (id, signal) => {
      const unprotected = connection.ask({
        method: 'PATCH',
        path: `${at(id)}/delete_protection`,
        body: { enabled: false },
        answer: nothing,
        ...withSignal(signal),
      })
      await orNull(unprotected)
      const query = { deprovision: 'true' }
      try {
        await orNull(connection.ask({ method: 'DELETE', path: at(id), query, answer: nothing, ...withSignal(signal) }))
      } catch (error) {
        // It is on its way already: the answer to an earlier request was lost.
        if (!isOcmError(error, 'CONFLICT')) throw error
      }
    },
  }
}
