// SPDX-License-Identifier: Apache-2.0
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeCapacityReservationsCommand, DescribeInstanceTypeOfferingsCommand } from '@aws-sdk/client-ec2'
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import type { Finding } from './finding.ts'
import { failure, LAB, reservation, states, useAccounts } from './test/accounts.ts'

const { sts, ec2, quotas, cloudformation, found } = useAccounts()

describe('AWS', () => {
  it.each<[string, () => unknown, string, Finding['state'], RegExp]>([
    [
      'credentials that have expired',
      () => sts.on(GetCallerIdentityCommand).rejects(failure('ExpiredToken', 'The security token is expired')),
      'identity',
      'bad',
      /aws sso login/,
    ],
    [
      'no bootstrap',
      () =>
        cloudformation
          .on(DescribeStacksCommand)
          .rejects(failure('ValidationError', 'Stack with id CDKToolkit does not exist')),
      'bootstrap',
      'bad',
      /cdk bootstrap aws:\/\/123456789012\/us-east-2/,
    ],
    [
      'too low a quota',
      () => quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 64 } }),
      'quota L-417A185B',
      'bad',
      /--quota-code L-417A185B --desired-value 192/,
    ],
    [
      'a quota that nobody ever asked for',
      () => {
        quotas.on(GetServiceQuotaCommand).rejects(failure('NoSuchResourceException'))
        quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 0 } })
      },
      'quota L-1216C47A',
      'bad',
      /--desired-value 16/,
    ],
    [
      'a reservation that has not begun',
      () =>
        ec2
          .on(DescribeCapacityReservationsCommand)
          .resolves({ CapacityReservations: [reservation({ State: 'scheduled' })] }),
      'reservation',
      'warn',
      /again once it has begun/,
    ],
    [
      'a reservation that is over',
      () =>
        ec2
          .on(DescribeCapacityReservationsCommand)
          .resolves({ CapacityReservations: [reservation({ State: 'expired' })] }),
      'reservation',
      'bad',
      /capacity offers/,
    ],
    [
      'a reservation in another zone',
      () =>
        ec2
          .on(DescribeCapacityReservationsCommand)
          .resolves({ CapacityReservations: [reservation({ AvailabilityZone: 'us-east-2a' })] }),
      'reservation',
      'bad',
      /aws.zones: \[us-east-2a\]/,
    ],
    [
      'a reservation of something else',
      () =>
        ec2
          .on(DescribeCapacityReservationsCommand)
          .resolves({ CapacityReservations: [reservation({ InstanceType: 'p5.48xlarge' })] }),
      'reservation',
      'bad',
      /gpu.instance/,
    ],
    [
      'a zone without the instance type',
      () =>
        ec2.on(DescribeInstanceTypeOfferingsCommand).resolves({ InstanceTypeOfferings: [{ Location: 'us-east-2c' }] }),
      'p5en.48xlarge in EC2',
      'bad',
      /aws.zones: \[us-east-2c\]/,
    ],
  ])('%s', async (_, arrange, name, state, fix) => {
    arrange()
    const finding = (await found()).get(name)
    expect(finding).toMatchObject({ state })
    expect(finding?.fix).toMatch(fix)
  })

  it('another account than the file’s is told', async () => {
    const findings = await found({ ...LAB, aws: { ...LAB.aws, account: '210987654321' } })
    expect(findings.get('identity')).toMatchObject({ state: 'bad', detail: expect.stringContaining('210987654321') })
  })

  it('a Capacity Block needs no quota of its GPUs, and that is said to be unverified', async () => {
    ec2
      .on(DescribeCapacityReservationsCommand)
      .resolves({ CapacityReservations: [reservation({ ReservationType: 'capacity-block' })] })
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 16 } })
    const findings = await found()
    expect(states(findings, 'quota L-417A185B', 'quota L-1216C47A')).toEqual([
      'quota L-417A185B: n/a',
      'quota L-1216C47A: ok',
    ])
    expect(findings.get('quota L-417A185B')?.detail).toContain('not verified')
  })

  it('GPUs of the G family are of another quota', async () => {
    const { gpu: _, ...rest } = LAB
    const findings = await found({
      ...rest,
      gpu: { instance: 'g7e.12xlarge' },
      models: { stt: { on: '1g.24gb' }, tts: { on: '2g.48gb' } },
      attendees: 2,
    })
    expect(findings.has('quota L-DB2E81BA')).toBe(true)
    expect(findings.has('quota L-417A185B')).toBe(false)
  })
})
