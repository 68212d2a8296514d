// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  type CapacityReservation,
  DescribeCapacityReservationsCommand,
  DescribeInstanceTypeOfferingsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { type FakeOcm, startFakeOcm } from '../../../infra/aws/ocm/test/fake-ocm.ts'
import { createTestClock } from '../../../infra/aws/ocm/test/test-clock.ts'
import { type WorkshopInput, workshopFrom } from '../../../infra/workshop/index.ts'
import { examine } from '../command.ts'
import type { Env, Finding } from '../finding.ts'

export const NOW_MS = Date.parse('2026-11-22T12:00:00Z')
const RESERVATION = 'cr-0123456789abcdef0'
export const HF_TOKEN = 'hf_canary-of-hugging-face'

/** A workshop that wants everything. */
export const LAB: WorkshopInput = {
  name: 'lab',
  attendees: 24,
  schedule: { end: '2026-12-01T18:00:00Z' },
  gpu: { reservation: RESERVATION },
  aws: { zones: ['us-east-2b'], alarms: ['teacher@example.com'] },
}

/** The reservation as EC2's API reference shows one. */
export const reservation = (change: Partial<CapacityReservation> = {}): CapacityReservation => ({
  CapacityReservationId: RESERVATION,
  InstanceType: 'p5en.48xlarge',
  AvailabilityZone: 'us-east-2b',
  TotalInstanceCount: 1,
  State: 'active',
  ReservationType: 'default',
  StartDate: new Date('2026-11-30T11:30:00Z'),
  ...change,
})

/** An error as the SDK throws it. */
export const failure = (name: string, message = name) => Object.assign(new Error(message), { name })

/** Accounts of AWS, Red Hat and Hugging Face in which everything is as it should be, before each test. */
export function useAccounts() {
  const sts = mockClient(STSClient)
  const ec2 = mockClient(EC2Client)
  const quotas = mockClient(ServiceQuotasClient)
  const cloudformation = mockClient(CloudFormationClient)
  const secrets = mockClient(SecretsManagerClient)
  let home = ''
  let ocm: FakeOcm
  let huggingFace = 200
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'kit-doctor-'))
    ocm = await startFakeOcm({ clock: createTestClock(NOW_MS) })
  })
  afterAll(async () => {
    rmSync(home, { recursive: true })
    await ocm.close()
  })
  beforeEach(() => {
    for (const mock of [sts, ec2, quotas, cloudformation, secrets]) mock.reset()
    sts
      .on(GetCallerIdentityCommand)
      .resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/teacher' })
    cloudformation.on(DescribeStacksCommand).resolves({
      Stacks: [{ StackName: 'CDKToolkit', StackStatus: 'UPDATE_COMPLETE', CreationTime: new Date(NOW_MS) }],
    })
    ec2.on(DescribeCapacityReservationsCommand).resolves({ CapacityReservations: [reservation()] })
    ec2.on(DescribeInstanceTypeOfferingsCommand).resolves({
      InstanceTypeOfferings: [
        { InstanceType: 'p5en.48xlarge', LocationType: 'availability-zone', Location: 'us-east-2b' },
      ],
    })
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { ServiceCode: 'ec2', Value: 192, Unit: 'None' } })
    secrets
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/ocm' })
      .resolves({ SecretString: JSON.stringify(ocm.account) })
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/hugging-face' })
      .resolves({ SecretString: JSON.stringify({ token: HF_TOKEN }) })
    huggingFace = 200
  })
  afterEach(() => vi.restoreAllMocks())

  return {
    sts,
    ec2,
    quotas,
    cloudformation,
    secrets,
    ocmAccount: () => ocm.account,
    huggingFaceAnswers: (status: number) => {
      huggingFace = status
    },
    /** What the doctor finds, by name. */
    async found(input: WorkshopInput = LAB, env: Env = {}, nowMs = NOW_MS): Promise<Map<string, Finding>> {
      const world = { HOME: home, PATH: home, PORT: '0', OCM_API_URL: ocm.url, OCM_TOKEN_URL: ocm.tokenUrl, ...env }
      const ask: typeof fetch = async (_, init) => {
        const isRight = new Headers(init?.headers).get('authorization') === `Bearer ${HF_TOKEN}`
        return new Response(null, { status: isRight ? huggingFace : 401 })
      }
      const chapters = await examine(workshopFrom(input), world, nowMs, ask)
      return new Map(chapters.flatMap(({ findings }) => findings.map((finding) => [finding.name, finding])))
    },
  }
}

/** `billing: ok` */
export const states = (findings: ReadonlyMap<string, Finding>, ...names: string[]) =>
  names.map((name) => `${name}: ${findings.get(name)?.state}`)
