// SPDX-License-Identifier: Apache-2.0
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import type { Plan } from '../../infra/capacity/index.ts'
import { workerType } from '../../infra/gpu/index.ts'
import type { AwsSettings } from '../aws/session.ts'
import { bad, type Finding, messageOf, notApplicable, ok, warn } from './finding.ts'

/** Quotas of running on-demand instances, counted in vCPU. Codes: AWS Service Quotas, service `ec2`. */
const QUOTAS = {
  p: { code: 'L-417A185B', words: 'Running On-Demand P instances' },
  g: { code: 'L-DB2E81BA', words: 'Running On-Demand G and VT instances' },
  standard: { code: 'L-1216C47A', words: 'Running On-Demand Standard instances' },
} as const
type Quota = (typeof QUOTAS)[keyof typeof QUOTAS]

/** vCPU that the plan asks of each quota. */
export function neededVcpu({ instance, layout, workshop }: Plan): { readonly quota: Quota; readonly vcpu: number }[] {
  const gpu = { quota: instance.id.startsWith('p') ? QUOTAS.p : QUOTAS.g, vcpu: layout.nodes.length * instance.vcpu }
  const { count, instance: worker } = workshop.aws.workers
  return [gpu, { quota: QUOTAS.standard, vcpu: count * workerType(worker).vcpu }]
}

/** What the account has; where nobody ever asked for more, the quota exists only as AWS's default. */
async function quotaValue(client: ServiceQuotasClient, { code }: Quota): Promise<number> {
  const where = { ServiceCode: 'ec2', QuotaCode: code }
  try {
    const { Quota } = await client.send(new GetServiceQuotaCommand(where))
    return Quota?.Value ?? 0
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchResourceException') throw error
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(where))
    return Quota?.Value ?? 0
  }
}

/** Does the account allow as many vCPU as the plan needs? What runs already counts too, and is not known here. */
export async function quotaFindings(plan: Plan, settings: AwsSettings, isBlock: boolean): Promise<Finding[]> {
  const client = new ServiceQuotasClient(settings)
  const { region, cluster } = plan.workshop
  if (cluster.existing) return [notApplicable('quotas', 'the cluster is there already')]
  return Promise.all(
    neededVcpu(plan).map(async ({ quota, vcpu }): Promise<Finding> => {
      const name = `quota ${quota.code}`
      if (isBlock && quota !== QUOTAS.standard)
        return notApplicable(name, `a Capacity Block is said to need no ${quota.words}; not verified`)
      try {
        const value = await quotaValue(client, quota)
        const said = `${quota.words}: ${vcpu} vCPU needed, ${value} allowed in ${region}`
        return value >= vcpu
          ? ok(name, said)
          : bad(
              name,
              said,
              `Ask for ${vcpu}, days ahead: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code ${quota.code} --desired-value ${vcpu} --region ${region}`,
            )
      } catch (error) {
        return warn(name, `cannot be read: ${messageOf(error)}`, 'Allow servicequotas:GetServiceQuota.')
      }
    }),
  )
}
