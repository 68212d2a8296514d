// SPDX-License-Identifier: Apache-2.0
import { Stack, type Stage, Tags } from 'aws-cdk-lib'
import type { Deployment } from './deployment.ts'

/** One stack of a workshop: named after it, in its region, with its tags on everything. */
export class WorkshopPart extends Stack {
  /** Whose everything is: `<account>/<region>/<workshop>`. */
  readonly owner: string

  constructor(
    stage: Stage,
    part: string,
    readonly deployment: Deployment,
    description: string,
  ) {
    const { workshop, tags } = deployment
    const { account } = workshop.aws
    super(stage, `${workshop.name}-${part}`, {
      description: `${workshop.name}: ${description}`,
      env: { region: workshop.region, ...(account === undefined ? {} : { account }) },
    })
    this.owner = `${this.account}/${workshop.region}/${workshop.name}`
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value)
  }

  /** Zones are the deployment's: CDK would look them up in the account, which a synthesis does without. */
  override get availabilityZones(): string[] {
    return [...this.deployment.zones]
  }
}
