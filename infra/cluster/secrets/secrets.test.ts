// SPDX-License-Identifier: Apache-2.0
import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { workshopFrom } from '#workshop'
import { clientOf, clusterAt } from '../apply/index.ts'
import { KubernetesApi } from '../apply/test/kubernetes-api.ts'
import { newPassword, passwordsInAws, passwordsOnCluster } from './passwords.ts'
import { provideSecrets } from './provide-secrets.ts'
import { environmentSource, firstOf } from './secret-source.ts'
import { secretsManagerSource } from './secrets-manager.ts'

const workshop = workshopFrom({ name: 'lab', attendees: 2 })
const token = { key: 'HF_TOKEN', what: 'a token', optional: false }
const aws = mockClient(SecretsManagerClient)
const manager = secretsManagerSource(new SecretsManagerClient({ region: 'us-east-2' }), workshop)
const nothing = new ResourceNotFoundException({ message: 'no', $metadata: {} })
beforeEach(() => aws.reset())

describe('a value', () => {
  it('comes from the environment first, then from Secrets Manager under the name the workshop gives', async () => {
    aws
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/hugging-face' })
      .resolves({ SecretString: '{"token":"hf_aws"}' })
    expect(await firstOf([environmentSource({ HF_TOKEN: 'hf_env' }), manager], token)).toBe('hf_env')
    expect(await firstOf([environmentSource({ HF_TOKEN: '' }), manager], token)).toBe('hf_aws')
  })

  it('that is nowhere is told with every place it may be put', async () => {
    aws.on(GetSecretValueCommand).rejects(nothing)
    await expect(firstOf([environmentSource({}), manager], token)).rejects.toThrow(
      `HF_TOKEN (a token) is set nowhere: set the environment variable HF_TOKEN, or keep {"token": "…"} in AWS Secrets Manager as 'workshop-kit/hugging-face'.`,
    )
    expect(await firstOf([manager], { ...token, optional: true })).toBeNull()
  })

  it('that cannot be read says so, and never shows what was read', async () => {
    aws.on(GetSecretValueCommand).resolves({ SecretString: 'hf_not_json' })
    const error: unknown = await firstOf([manager], token).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(/'workshop-kit\/hugging-face' .* is no JSON/)
    expect(String(error)).not.toContain('hf_not_json')
    aws.on(GetSecretValueCommand).rejects(new Error('AccessDenied'))
    await expect(firstOf([manager], token)).rejects.toThrow(/Are you logged in to AWS/)
  })
})

describe('Secrets on the cluster', () => {
  let api: KubernetesApi
  beforeEach(async () => {
    api = await KubernetesApi.start()
    api.store.learn('v1', 'Namespace', false)
    api.store.learn('v1', 'Secret', true)
    api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab-app' } })
  })
  afterEach(() => api.stop())
  const client = () => clientOf(clusterAt(api.url, 'a-token'))

  it('keep the keys they have when others are added', async () => {
    const secret = { namespace: 'lab-app', name: 'keys', keys: ['LLM_API_KEY', 'TTS_API_KEY'], optional: true as const }
    const provide = (env: Record<string, string>) =>
      provideSecrets(client(), [secret], [], { workshop: 'lab', sources: [environmentSource(env)] })
    expect(await provide({})).toEqual([])
    expect(await provide({ LLM_API_KEY: 'one' })).toEqual(['lab-app/keys'])
    expect(await provide({ TTS_API_KEY: 'two' })).toEqual(['lab-app/keys'])
    const data: Record<string, string> = JSON.parse(JSON.stringify(api.store.find('Secret', 'keys'))).data
    const values = Object.values(data).map((value) => Buffer.from(value, 'base64').toString())
    expect(values).toEqual(['one', 'two'])
  })

  it('passwords are made once, for those who have none', async () => {
    const where = { workshop: 'lab', namespace: 'lab-app', waves: [] }
    const first = await passwordsOnCluster(client(), where, ['ada'])
    const second = await passwordsOnCluster(client(), where, ['ada', 'bob'])
    expect(second.get('ada')).toBe(first.get('ada'))
    expect([...second.keys()]).toEqual(['ada', 'bob'])
  })
})

describe('passwords', () => {
  it('can be typed from a card', () => {
    const made = Array.from({ length: 200 }, () => newPassword())
    expect(new Set(made).size).toBe(200)
    for (const password of made) expect(password).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/)
  })

  it('of a deployment to AWS are read back', async () => {
    const users = [{ username: 'attendee-01', password: 'a-long-password' }]
    aws
      .on(GetSecretValueCommand, { SecretId: 'workshop-kit/lab/attendees' })
      .resolves({ SecretString: JSON.stringify({ users }) })
    const found = await passwordsInAws(new SecretsManagerClient({ region: 'us-east-2' }), 'lab')
    expect(found?.get('attendee-01')).toBe('a-long-password')
  })
})
