// SPDX-License-Identifier: Apache-2.0
import { Tags, Validations } from 'aws-cdk-lib'
import { type IPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { hasManagedPolicy } from './acknowledge.ts'

/** What a role of ROSA is. */
export interface RosaRoleProps {
  readonly roleName: string
  readonly assumedBy: IPrincipal
  /** Name of the policy that AWS keeps for it. */
  readonly policy: string
  readonly tags: Readonly<Record<string, string>>
}

/** A role with one policy of AWS, and the tags by which ROSA's own tools know their roles. */
export class RosaRole extends Role {
  constructor(scope: Construct, id: string, { roleName, assumedBy, policy, tags }: RosaRoleProps) {
    const managedPolicies = [ManagedPolicy.fromAwsManagedPolicyName(`service-role/${policy}`)]
    super(scope, id, { roleName, assumedBy, managedPolicies })
    Validations.of(this).acknowledge(hasManagedPolicy(policy))
    const all = { 'red-hat-managed': 'true', rosa_hcp_policies: 'true', rosa_managed_policies: 'true', ...tags }
    for (const [key, value] of Object.entries(all)) Tags.of(this).add(key, value)
  }
}
