// SPDX-License-Identifier: Apache-2.0
import { Fn } from 'aws-cdk-lib'
import type { Plan } from '#capacity'
import { attendeesOf } from '#cluster'
import { newPassword } from '#cluster/secrets'
import type { Workshop } from '#workshop'
import { EXPIRES_TAG } from '../handlers/properties.ts'
import { rolePrefixOf } from '../role-prefix.ts'

/** A workshop that cannot be deployed as it is written. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError' as const

  constructor(
    readonly code: 'NO_END' | 'NO_ZONE' | 'UNEVEN_WORKERS' | 'TOO_MANY_PEOPLE' | 'DOES_NOT_WORK_OUT',
    message: string,
  ) {
    super(message)
  }
}

/** What the stacks are made from. */
export interface Deployment {
  readonly plan: Plan
  readonly workshop: Workshop
  /** What the name of every role begins with. */
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

/** ROSA makes a pool of workers in each zone, all of one size. */
function checkWorkers({ aws }: Workshop, zones: readonly string[]): void {
  const { count } = aws.workers
  if (count % zones.length !== 0)
    throw new DeploymentError(
      'UNEVEN_WORKERS',
      `aws.workers.count is ${count}, and ROSA puts as many workers in each of the ${zones.length} zones. Right would be ${Math.ceil(count / zones.length) * zones.length}.`,
    )
}

/** AWS's bound on the value of a secret. */
const SECRET_BYTES = 65_536

/** The passwords of everybody are in one secret. */
function checkPeople(workshop: Workshop): void {
  if (workshop.cluster.existing || workshop.identity.kind !== 'htpasswd') return
  const users = attendeesOf(workshop).map(({ user }) => ({ username: user, password: newPassword(() => 0) }))
  if (JSON.stringify({ users }).length > SECRET_BYTES)
    throw new DeploymentError(
      'TOO_MANY_PEOPLE',
      `The passwords of ${workshop.attendees} attendees are more than a secret of AWS holds (64 kB, about a thousand). Let them log in as they always do (identity.kind: existing), or make several workshops.`,
    )
}

/** A deployment from a plan. Throws {@link DeploymentError}. */
export function deploymentOf(plan: Plan, { parked = false, nowMs }: DeploymentOptions): Deployment {
  const { workshop } = plan
  if (plan.problems.length > 0)
    throw new DeploymentError(
      'DOES_NOT_WORK_OUT',
      `The workshop file says no: ${plan.problems.join('; ')}. See ./kit plan.`,
    )
  checkPeople(workshop)
  const expiresAt = expiryOf(workshop)
  const zones = zonesOf(workshop)
  checkWorkers(workshop, zones)
  return {
    plan,
    workshop,
    rolePrefix: rolePrefixOf(workshop),
    expiresAt,
    tags: { workshop: workshop.name, ...(expiresAt === null ? {} : { [EXPIRES_TAG]: expiresAt }) },
    zones,
    parked,
    attempt: new Date(nowMs).toISOString(),
  }
}

/** The end of a workshop whose cluster the kit makes: there is one, or {@link deploymentOf} would have said so. */
export function needsEnd({ expiresAt, workshop }: Deployment): string {
  if (expiresAt === null) throw new DeploymentError('NO_END', `The workshop '${workshop.name}' has no schedule.end.`)
  return expiresAt
}
