// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { type AwsView, operatorRoleArns } from './aws-view.ts'
import { createPool, type FakePool, stepPool } from './fake-pool.ts'
import type { FakeProvider } from './fake-provider.ts'

const minutes = (count: number) => count * 60_000

/** How long OCM takes, about: a ROSA cluster with hosted control planes stands within a quarter of an hour. */
export const TAKES_MS = {
  validating: minutes(1),
  installing: minutes(9),
  /** From the start of the installation. */
  dns: minutes(4),
  failing: minutes(3),
  uninstalling: minutes(12),
} as const

/** What the double acts on; everything else of a body is kept and sent back. */
export const newClusterSchema = z.looseObject({
  name: z.string(),
  properties: z.record(z.string(), z.string()).default({}),
  region: z.looseObject({ id: z.string() }),
  version: z.looseObject({ id: z.string() }),
  nodes: z.looseObject({
    compute: z.int().min(2),
    availability_zones: z.array(z.string()).min(1),
    compute_machine_type: z.looseObject({ id: z.string() }),
  }),
  aws: z.looseObject({
    account_id: z.string(),
    subnet_ids: z.array(z.string()).min(2),
    sts: z.looseObject({
      role_arn: z.string(),
      support_role_arn: z.string(),
      instance_iam_roles: z.looseObject({ worker_role_arn: z.string() }),
      operator_role_prefix: z.string(),
      oidc_config: z.looseObject({ id: z.string() }),
    }),
  }),
  delete_protection: z.object({ enabled: z.boolean() }).default({ enabled: false }),
})
export type NewClusterBody = z.output<typeof newClusterSchema>

type Stage = 'waiting' | 'validating' | 'installing' | 'ready' | 'uninstalling' | 'error' | 'gone'

/** One cluster within the double. */
export interface FakeCluster {
  readonly id: string
  readonly body: NewClusterBody
  readonly issuerHost: string
  readonly createdMs: number
  stage: Stage
  stageSinceMs: number
  steppedMs: number
  /** Fails while installing. */
  failure: { readonly code: string; readonly message: string } | null
  /** Stays in this stage. */
  held: Stage | null
  /** `ready`, and yet this is not. */
  unready: 'dns' | 'oidc' | null
  /** An uninstallation found roles missing: it makes no progress, and bills. */
  everStuck: boolean
  properties: Record<string, string>
  deleteProtection: boolean
  readonly pools: Map<string, FakePool>
  readonly providers: Map<string, FakeProvider>
  readonly groups: Map<string, Set<string>>
}

export function createCluster(id: string, body: NewClusterBody, issuerHost: string, nowMs: number): FakeCluster {
  const { compute, availability_zones: zones, compute_machine_type: type } = body.nodes
  const pools = zones.map((_, nth) => {
    const name = zones.length === 1 ? 'workers' : `workers-${nth}`
    const replicas = Math.floor(compute / zones.length) + (nth < compute % zones.length ? 1 : 0)
    return createPool({ id: name, replicas, aws_node_pool: { instance_type: type.id } }, nowMs)
  })
  return {
    id,
    body,
    issuerHost,
    createdMs: nowMs,
    stage: 'waiting',
    stageSinceMs: nowMs,
    steppedMs: nowMs,
    failure: null,
    held: null,
    unready: null,
    everStuck: false,
    properties: body.properties,
    deleteProtection: body.delete_protection.enabled,
    pools: new Map(pools.map((pool) => [pool.id, pool])),
    providers: new Map(),
    groups: new Map(),
  }
}

/** Roles and OIDC provider that this cluster needs and that are not there. */
export function missingIn(aws: AwsView, { body, issuerHost }: FakeCluster): string[] {
  const { sts, account_id: account } = body.aws
  const roles = [
    sts.role_arn,
    sts.support_role_arn,
    sts.instance_iam_roles.worker_role_arn,
    ...operatorRoleArns(account, sts.operator_role_prefix),
  ].filter((arn) => !aws.roleExists(arn))
  return aws.oidcProviderExists(issuerHost) ? roles : [...roles, `OIDC provider ${issuerHost}`]
}

function enter(cluster: FakeCluster, stage: Stage, atMs: number): void {
  cluster.stage = stage
  cluster.stageSinceMs = atMs
}

/** Lets the time since the last step pass. */
export function stepCluster(cluster: FakeCluster, nowMs: number, aws: AwsView): void {
  const missing = missingIn(aws, cluster)
  if (cluster.stage === 'uninstalling' && missing.length > 0) {
    cluster.everStuck = true
    cluster.stageSinceMs += nowMs - cluster.steppedMs
  }
  cluster.steppedMs = nowMs
  const passed = (ms: number) => nowMs - cluster.stageSinceMs >= ms && cluster.held !== cluster.stage
  if (cluster.stage === 'waiting' && missing.length === 0 && cluster.held !== 'waiting')
    enter(cluster, 'validating', nowMs)
  if (cluster.stage === 'validating' && passed(TAKES_MS.validating))
    enter(cluster, 'installing', cluster.stageSinceMs + TAKES_MS.validating)
  if (cluster.stage === 'installing' && cluster.failure !== null && passed(TAKES_MS.failing))
    enter(cluster, 'error', cluster.stageSinceMs + TAKES_MS.failing)
  if (cluster.stage === 'installing' && cluster.failure === null && passed(TAKES_MS.installing)) {
    enter(cluster, 'ready', cluster.stageSinceMs + TAKES_MS.installing)
    for (const pool of cluster.pools.values()) pool.changedMs = cluster.stageSinceMs
  }
  if (cluster.stage === 'uninstalling' && passed(TAKES_MS.uninstalling)) enter(cluster, 'gone', nowMs)
  if (cluster.stage === 'ready')
    for (const pool of cluster.pools.values()) if (!stepPool(pool, nowMs)) cluster.pools.delete(pool.id)
}

/** A cluster as the API shows it. */
export function clusterAnswer(cluster: FakeCluster, nowMs: number, aws: AwsView, url: string): Record<string, unknown> {
  const { stage, body, failure } = cluster
  const { htpasswd: _, ingresses: __, ...sent } = body
  const missing = missingIn(aws, cluster)
  const made = stage === 'ready' || (stage === 'installing' && nowMs - cluster.stageSinceMs >= TAKES_MS.dns)
  const domain = `${cluster.body.name}.x1y2.p3.openshiftapps.com`
  return {
    kind: 'Cluster',
    ...sent,
    id: cluster.id,
    href: `/api/clusters_mgmt/v1/clusters/${cluster.id}`,
    state: stage === 'gone' ? 'uninstalling' : stage,
    properties: cluster.properties,
    version: { kind: 'Version', ...body.version, raw_id: body.version.id.replace('openshift-v', '') },
    delete_protection: { enabled: cluster.deleteProtection },
    creation_timestamp: new Date(cluster.createdMs).toISOString(),
    status: {
      state: stage === 'gone' ? 'uninstalling' : stage,
      dns_ready: made && cluster.unready !== 'dns',
      oidc_ready: cluster.unready !== 'oidc' && (stage !== 'waiting' || missing.length === 0),
      ...(stage === 'error' && failure !== null
        ? { provision_error_code: failure.code, provision_error_message: failure.message }
        : {}),
      ...(stage === 'uninstalling' && missing.length > 0 ? { description: `Cannot assume ${missing.join(', ')}` } : {}),
    },
    ...(made
      ? {
          infra_id: `${cluster.body.name}-a1b2c`,
          dns: { base_domain: 'x1y2.p3.openshiftapps.com' },
          api: { url: `${url}/openshift/${cluster.id}`, listening: 'external' },
        }
      : {}),
    ...(stage === 'ready' ? { console: { url: `https://console-openshift-console.apps.rosa.${domain}` } } : {}),
  }
}
