// SPDX-License-Identifier: Apache-2.0
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { awsSettings } from '../aws/session.ts'
import { main } from '../kit.ts'
import { failure, HF_TOKEN, LAB, states, useAccounts } from './test/accounts.ts'

const { sts, ec2, quotas, cloudformation, secrets, ocmAccount, huggingFaceAnswers, found } = useAccounts()

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
    for (const secret of [HF_TOKEN, ocmAccount().clientSecret]) expect(told).not.toContain(secret)
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
    const { clientId, clientSecret } = ocmAccount()
    const findings = await found(LAB, { OCM_CLIENT_ID: clientId, OCM_CLIENT_SECRET: clientSecret })
    expect(states(findings, 'service account', 'account', 'OpenShift version')).toEqual([
      'service account: warn',
      'account: ok',
      'OpenShift version: ok',
    ])
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
    huggingFaceAnswers(status)
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
