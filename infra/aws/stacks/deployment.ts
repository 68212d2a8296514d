// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { Fn } from 'aws-cdk-lib'
import type { Plan } from '#capacity'
import type { Workshop } from '#workshop'
import { EXPIRES_TAG } from '../handlers/properties.ts'

/** A workshop that cannot be deployed as it is written. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError' as const

  constructor(
    readonly code: 'NO_END' | 'NO_ZONE' | 'DOES_NOT_WORK_OUT',
    message: string,
  ) {
    super(message)
  }
}

/** What the stacks are made from. */
export interface Deployment {
  readonly plan: Plan
  readonly workshop: Workshop
  /** Prefix of every IAM role: at most 4 characters, so that no name of an operator's role is cut at 64. */
  readonly rolePrefix: string
  /** When everything is taken down, UTC: `2026-12-01T18:00:00Z`. Null on an existing cluster without an end. */
  readonly expiresAt: string | null
  /** On everything that can carry a tag, nodes of the cluster included. */
  readonly tags: Readonly<Record<string, string>>
  /** Availability zones of the network, that of the GPU nodes first. Perhaps a token. */
  readonly zones: readonly string[]
  /** `-c gpu=parked`: the GPU pools stand at 0 nodes. */
  readonly parked: boolean
  /** Changes with every deployment. */
  readonly attempt: string
}

/** What the command line and the clock add to a workshop. */
export interface DeploymentOptions {
  readonly parked?: boolean
  /** Unix time. */
  readonly nowMs: number
}

/**
 * Prefix of the roles' names: a short name of a workshop itself, else its first letter and three characters of its
 * SHA-256, so that two workshops of one account hardly ever meet.
 */
export function rolePrefixOf({ name, aws }: Workshop): string {
  if (aws.rolePrefix !== undefined) return aws.rolePrefix
  if (/^[a-z][a-z0-9]{0,3}$/.test(name)) return name
  const hash = BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 12)}`).toString(36)
  return `${name.slice(0, 1)}${hash.slice(-3)}`
}

function expiryOf({ cluster, schedule, name }: Workshop): string | null {
  if (schedule !== undefined) return `${new Date(schedule.end).toISOString().slice(0, 19)}Z`
  if (cluster.existing) return null
  throw new DeploymentError(
    'NO_END',
    `The workshop '${name}' has no schedule.end, and nothing is deployed that nobody takes down. Add\n\nschedule:\n  end: 2026-12-01T18:00:00+01:00`,
  )
}

function zonesOf({ aws, gpu, cluster }: Workshop): readonly string[] {
  if (aws.zones !== undefined) return aws.zones
  if (gpu.reservation !== undefined && !cluster.existing)
    throw new DeploymentError(
      'NO_ZONE',
      `gpu.reservation is ${gpu.reservation}, and a reservation lies in one zone. Say which: aws.zones: [<zone>]. ./kit doctor shows it.`,
    )
  return [Fn.select(0, Fn.getAzs())]
}

/** A deployment from a plan. Throws {@link DeploymentError}. */
export function deploymentOf(plan: Plan, { parked = false, nowMs }: DeploymentOptions): Deployment {
  const { workshop } = plan
  if (plan.problems.length > 0)
    throw new DeploymentError(
      'DOES_NOT_WORK_OUT',
      `The workshop file says no: ${plan.problems.join('; ')}. See ./kit plan.`,
    )
  const expiresAt = expiryOf(workshop)
  return {
    plan,
    workshop,
    rolePrefix: rolePrefixOf(workshop),
    expiresAt,
    tags: { workshop: workshop.name, ...(expiresAt === null ? {} : { [EXPIRES_TAG]: expiresAt }) },
    zones: zonesOf(workshop),
    parked,
    attempt: new Date(nowMs).toISOString(),
  }
}

/** The end of a workshop whose cluster the kit makes: there is one, or {@link deploymentOf} would have said so. */
export function needsEnd({ expiresAt, workshop }: Deployment): string {
  if (expiresAt === null) throw new DeploymentError('NO_END', `The workshop '${workshop.name}' has no schedule.end.`)
  return expiresAt
}
