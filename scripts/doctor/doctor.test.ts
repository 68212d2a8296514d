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
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeOcm, startFakeOcm } from '../../infra/aws/ocm/test/fake-ocm.ts'
import { createTestClock } from '../../infra/aws/ocm/test/test-clock.ts'
import { type WorkshopInput, workshopFrom } from '../../infra/workshop/index.ts'
import { awsSettings } from '../aws/session.ts'
import { main } from '../kit.ts'
import { examine } from './command.ts'
import type { Env, Finding } from './finding.ts'

const sts = mockClient(STSClient)
const ec2 = mockClient(EC2Client)
const quotas = mockClient(ServiceQuotasClient)
const cloudformation = mockClient(CloudFormationClient)
const secrets = mockClient(SecretsManagerClient)

const NOW_MS = Date.parse('2026-11-22T12:00:00Z')
const RESERVATION = 'cr-0123456789abcdef0'
const HF_TOKEN = 'hf_canary-of-hugging-face'
const LAB: WorkshopInput = {
  name: 'lab',
  attendees: 24,
  schedule: { end: '2026-12-01T18:00:00Z' },
  gpu: { reservation: RESERVATION },
  aws: { zones: ['us-east-2b'], alarms: ['teacher@example.com'] },
}
const reservation = (change: Partial<CapacityReservation> = {}): CapacityReservation => ({
  CapacityReservationId: RESERVATION,
  InstanceType: 'p5en.48xlarge',
  AvailabilityZone: 'us-east-2b',
  TotalInstanceCount: 1,
  State: 'active',
  ReservationType: 'default',
  StartDate: new Date('2026-11-30T11:30:00Z'),
  ...change,
})
const failure = (name: string, message = name) => Object.assign(new Error(message), { name })

let home = ''
let ocm: FakeOcm
let hf: number
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kit-doctor-'))
  ocm = await startFakeOcm({ clock: createTestClock(NOW_MS) })
})
afterAll(async () => {
  rmSync(home, { recursive: true })
  await ocm.close()
})

/** An account in which everything is as it should be. */
beforeEach(() => {
  for (const mock of [sts, ec2, quotas, cloudformation, secrets]) mock.reset()
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/teacher' })
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
  hf = 200
})
afterEach(() => vi.restoreAllMocks())

async function found(input: WorkshopInput = LAB, env: Env = {}, nowMs = NOW_MS): Promise<Map<string, Finding>> {
  const world = { HOME: home, PATH: home, PORT: '0', OCM_API_URL: ocm.url, OCM_TOKEN_URL: ocm.tokenUrl, ...env }
  const ask: typeof fetch = async (_, init) => {
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${HF_TOKEN}`)
    return new Response(null, { status: hf })
  }
  const chapters = await examine(workshopFrom(input), world, nowMs, ask)
  return new Map(chapters.flatMap(({ findings }) => findings.map((finding) => [finding.name, finding])))
}
const states = (findings: ReadonlyMap<string, Finding>, ...names: string[]) =>
  names.map((name) => `${name}: ${findings.get(name)?.state}`)

describe('with everything in place', () => {
  it('nothing is bad, and nothing outside is unlooked at', async () => {
    const findings = await found()
    const odd = [...findings.values()]
      .filter(({ state }) => state !== 'ok')
      .map(({ name, state }) => `${name}: ${state}`)
    // No browser and no oc where the PATH is empty; ROSA brings the pull secret.
    expect(odd.filter((line) => !/^(Chromium|oc|pull secret)/.test(line))).toEqual([])
    for (const name of [
      'identity',
      'bootstrap',
      'reservation',
      'quota L-417A185B',
      'quota L-1216C47A',
      'account',
      'billing',
    ])
      expect(findings.get(name)?.state, name).toBe('ok')
    expect(findings.get('GPU in ROSA')?.detail).toBe('ROSA offers p5en.48xlarge in us-east-2b')
    expect(findings.get('OpenShift version')?.detail).toMatch(/^4.20.11 is offered/)
  })

  it('no secret is in what is told', async () => {
    const told = JSON.stringify([...(await found()).values()])
    for (const secret of [HF_TOKEN, ocm.account.clientSecret]) expect(told).not.toContain(secret)
  })
})

describe('without any of it', () => {
  beforeEach(() => {
    sts
      .on(GetCallerIdentityCommand)
      .rejects(failure('CredentialsProviderError', 'Could not load credentials from any providers'))
  })

  it('what needs an account is n/a, with what to do, and nothing is asked', async () => {
    const findings = await found()
    for (const name of [
      'identity',
      'bootstrap',
      'reservation',
      'quotas',
      'service account',
      'account',
      'Hugging Face token',
    ])
      expect(findings.get(name)?.state, name).toBe('n/a')
    expect(findings.get('identity')?.fix).toMatch(/aws configure/)
    expect([...findings.values()].filter(({ state }) => state === 'bad')).toEqual([])
    expect([...ec2.calls(), ...quotas.calls(), ...secrets.calls(), ...cloudformation.calls()]).toEqual([])
  })

  it('the SDK does not look for the metadata of an instance, which would take long', () => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined)
    awsSettings('us-east-2')
    expect(process.env.AWS_EC2_METADATA_DISABLED).toBe('true')
    vi.unstubAllEnvs()
  })

  it('an account of Red Hat in the environment is looked at all the same', async () => {
    const { clientId, clientSecret } = ocm.account
    const findings = await found(LAB, { OCM_CLIENT_ID: clientId, OCM_CLIENT_SECRET: clientSecret })
    expect(states(findings, 'service account', 'account', 'OpenShift version')).toEqual([
      'service account: warn',
      'account: ok',
      'OpenShift version: ok',
    ])
  })
})

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

describe('Red Hat', () => {
  it('a secret that is not there, or holds something else, says how to make it', async () => {
    secrets.on(GetSecretValueCommand, { SecretId: 'workshop-kit/ocm' }).rejects(failure('ResourceNotFoundException'))
    expect((await found()).get('service account')?.fix).toMatch(/create-secret --name workshop-kit\/ocm/)
    secrets.on(GetSecretValueCommand, { SecretId: 'workshop-kit/ocm' }).resolves({ SecretString: '{"id": "canary"}' })
    const finding = (await found()).get('service account')
    expect(finding).toMatchObject({ state: 'bad' })
    expect(JSON.stringify(finding)).not.toContain('canary')
  })

  it('a service account that is not activated says so', async () => {
    secrets
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/ocm' })
      .resolves({ SecretString: JSON.stringify({ clientId: 'stranger', clientSecret: 'canary-stranger-secret' }) })
    const findings = await found()
    expect(findings.get('account')).toMatchObject({ state: 'bad', fix: expect.stringContaining('rosa whoami') })
    expect(states(findings, 'billing', 'OpenShift version')).toEqual(['billing: n/a', 'OpenShift version: n/a'])
    expect(JSON.stringify([...findings.values()])).not.toContain('canary-stranger-secret')
  })

  it('a billing account that is not linked, and a version that is not offered', async () => {
    const findings = await found({
      ...LAB,
      cluster: { openshift: '4.22' },
      aws: { ...LAB.aws, billingAccount: '210987654321' },
    })
    expect(findings.get('billing')).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining('console.aws.amazon.com/rosa'),
    })
    expect(findings.get('OpenShift version')).toMatchObject({
      state: 'bad',
      detail: '4.22 is not offered; offered: 4.21, 4.20, 4.19',
    })
  })

  it('an instance type that ROSA does not offer in the zone', async () => {
    const { gpu: _, ...rest } = LAB
    const findings = await found({ ...rest, gpu: { instance: 'p5.48xlarge' }, models: { tts: { on: 'auto' } } })
    expect(findings.get('GPU in ROSA')).toMatchObject({
      state: 'bad',
      detail: 'ROSA does not offer p5.48xlarge in us-east-2b',
    })
  })

  it('is of no matter on a cluster that is there already', async () => {
    const findings = await found({ name: 'ours', attendees: 12, cluster: { existing: true } })
    expect(states(findings, 'account', 'quotas', 'its end')).toEqual(['account: n/a', 'quotas: n/a', 'its end: ok'])
    expect(findings.get('pull secret')?.state).toBe('warn')
    expect(findings.get('way into the cluster')).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining('create-secret --name workshop-kit/cluster'),
    })
  })
})

describe('what is downloaded', () => {
  it.each([
    [200, 'ok', null],
    [401, 'bad', /Make a new one/],
    [403, 'bad', /Accept it at huggingface.co\/bosonai\/higgs-audio-v2-generation-3B-base/],
    [404, 'bad', /models.*uri/],
    [503, 'warn', /Try again/],
  ] as const)('Hugging Face answers %d: %s', async (status, state, fix) => {
    hf = status
    const finding = (await found()).get('bosonai/higgs-audio-v2-generation-3B-base')
    expect(finding?.state).toBe(state)
    if (fix !== null) expect(finding?.fix).toMatch(fix)
  })

  it('a token that is nowhere says how to keep one', async () => {
    secrets
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/hugging-face' })
      .rejects(failure('ResourceNotFoundException'))
    expect((await found()).get('Hugging Face token')).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining('create-secret --name workshop-kit/hugging-face'),
    })
  })
})

describe('the workshop', () => {
  it('that is over, or has no end, or costs too much, cannot be deployed', async () => {
    expect((await found(LAB, {}, Date.parse('2026-12-02T00:00:00Z'))).get('its end')?.state).toBe('bad')
    const { schedule: _, ...endless } = LAB
    expect((await found(endless)).get('its end')).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining('schedule.end'),
    })
    expect((await found({ ...LAB, budget: { usd: 10 } })).get('its plan')).toMatchObject({ state: 'bad' })
  })
})

describe('./kit doctor', () => {
  it('is JSON with --json and nothing else, and ends with 1 when something is to be mended', async () => {
    vi.stubEnv('PORT', '0')
    let out = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text)
      return true
    })
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    sts.on(GetCallerIdentityCommand).rejects(failure('ExpiredToken', 'The security token is expired'))
    expect(
      await main(['doctor', '--json', '--workshop', new URL('../../workshop.yaml', import.meta.url).pathname]),
    ).toBe(1)
    expect(JSON.parse(out)).toHaveLength(6)
    vi.unstubAllEnvs()
  })
})
