// SPDX-License-Identifier: Apache-2.0
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { clusterSecret } from '../../infra/aws/handlers/wave-properties.ts'
import type { Plan } from '../../infra/capacity/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import type { AwsIdentity, AwsSettings } from '../aws/session.ts'
import { bad, type Chapter, type Finding, messageOf, notApplicable, ok, warn } from './finding.ts'
import { keptSecret } from './kept-secret.ts'
import { quotaFindings } from './quotas.ts'
import { reservationLook, zoneFinding } from './reservation.ts'

const TITLE = 'AWS'
const LOG_IN = 'Log in: aws configure, aws sso login, or AWS_PROFILE.'

function identityFinding({ aws, region }: Workshop, identity: AwsIdentity): Finding {
  const name = 'identity'
  if (identity.kind === 'none') return notApplicable(name, 'no AWS credentials on this machine', LOG_IN)
  if (identity.kind === 'refused') return bad(name, identity.why, LOG_IN)
  const { account, arn } = identity
  if (aws.account !== undefined && aws.account !== account)
    return bad(
      name,
      `you are in the account ${account}, and aws.account is ${aws.account}`,
      'Take the other AWS_PROFILE, or mend aws.account.',
    )
  return ok(name, `${arn}, in ${region}`)
}

/** CDK's own stack: the bucket for what is deployed, and the roles that deploy it. */
async function bootstrapFinding(account: string, settings: AwsSettings): Promise<Finding> {
  const name = 'bootstrap'
  const fix = `Once for this account and region: npx cdk bootstrap aws://${account}/${settings.region}`
  try {
    const { Stacks = [] } = await new CloudFormationClient(settings).send(
      new DescribeStacksCommand({ StackName: 'CDKToolkit' }),
    )
    const status = Stacks[0]?.StackStatus
    if (status === undefined) return bad(name, 'CDKToolkit is not there', fix)
    return /^(CREATE|UPDATE)_COMPLETE$/.test(status)
      ? ok(name, `CDKToolkit is ${status}`)
      : bad(name, `CDKToolkit is ${status}`, fix)
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return bad(name, 'CDKToolkit is not there', fix)
    return warn(name, `cannot be read: ${messageOf(error)}`, 'Allow cloudformation:DescribeStacks.')
  }
}

/** The AWS account: who one is, and whether it has room for the plan. Nothing is asked without credentials. */
export async function awsChapter(
  workshop: Workshop,
  plan: Plan | null,
  identity: AwsIdentity,
  settings: AwsSettings,
): Promise<Chapter> {
  const first = identityFinding(workshop, identity)
  const names = ['bootstrap', 'reservation', 'quotas']
  if (identity.kind !== 'known' || plan === null) {
    const why = plan === null ? 'the plan does not work out' : 'needs AWS credentials'
    return { title: TITLE, findings: [first, ...names.map((name) => notApplicable(name, why))] }
  }
  const bootstrap = await bootstrapFinding(identity.account, settings)
  if (workshop.cluster.existing) {
    const why = 'the cluster is there already'
    const shape = '{"server": "https://api…:6443", "token": "…"}'
    const wanted = { what: 'way into the cluster', name: workshop.aws.secrets.cluster, schema: clusterSecret, shape }
    const { finding } = await keptSecret(wanted, settings)
    const none = names.slice(1).map((name) => notApplicable(name, why))
    return { title: TITLE, findings: [first, bootstrap, finding, ...none] }
  }
  const { finding, isBlock } = await reservationLook(plan, settings)
  const [zone, quotas] = await Promise.all([zoneFinding(plan, settings), quotaFindings(plan, settings, isBlock)])
  return { title: TITLE, findings: [first, bootstrap, finding, zone, ...quotas] }
}
