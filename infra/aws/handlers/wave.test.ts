// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOf } from '#cluster/apply'
import { OpenShift } from '#cluster/apply/test'
import { createRedactor } from '../ocm/index.ts'
import { createTestClock } from '../ocm/test/test-clock.ts'
import { asCloudFormationSends, eventOf } from './test/handler-world.ts'
import { wave } from './wave.ts'
import type { WaveFile, WaveInput } from './wave-properties.ts'
import type { WaveWorld } from './wave-world.ts'

const GPU = 'p5en.48xlarge'
const TOKEN = 'hf_canary-of-hugging-face'
const object = (kind: string, name: string, rest: Record<string, unknown> = {}) => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, ...(kind === 'Namespace' ? {} : { namespace: 'lab' }) },
  ...rest,
})
const web = (request: Record<string, string> = {}) =>
  object('Deployment', 'web', {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { spec: { containers: [{ name: 'web', resources: { limits: request } }] } },
    },
  })
const FILE: WaveFile = {
  name: 'models',
  objects: [object('Namespace', 'lab'), web()],
  secrets: [{ namespace: 'lab', name: 'hugging-face', keys: ['HF_TOKEN'] }],
  layouts: null,
}

let openshift: OpenShift
let clock: ReturnType<typeof createTestClock>
let lines: string[]
let file: WaveFile
let secrets: Map<string, string>
let login: () => Response

beforeEach(async () => {
  openshift = await OpenShift.start()
  clock = createTestClock()
  lines = []
  file = FILE
  secrets = new Map([['cluster', JSON.stringify({ server: openshift.api.url, token: 'a-token' })]])
  login = () => new Response(null, { status: 401 })
})
afterEach(() => openshift.stop())

function world(): WaveWorld {
  const redactor = createRedactor()
  return {
    clock,
    redactor,
    log: (line) => void lines.push(redactor.redacted(line)),
    readSecret: async (arn) => {
      const text = secrets.get(arn)
      if (text === undefined) throw new Error(`there is no secret ${arn}`)
      redactor.hide(text)
      return text
    },
    writeSecret: async (arn, text) => void secrets.set(arn, text),
    secretSource: ({ aws }) => ({
      hint: () => `keep it as ${aws.secrets.huggingFace}`,
      value: async () => secrets.get(aws.secrets.huggingFace) ?? null,
    }),
    readObject: async (bucket, key) => {
      expect([bucket, key]).toEqual(['assets', 'models.json'])
      return JSON.stringify(file)
    },
    fetch: async (url) =>
      String(url).includes('well-known') ? Response.json({ issuer: 'https://oauth.example.com' }) : login(),
    connect: clientOf,
    signal: AbortSignal.timeout(30_000),
  }
}

const properties = (change: Partial<WaveInput> = {}): WaveInput => ({
  owner: '123456789012/us-east-2/lab',
  secretArn: 'cluster',
  workshop: 'lab',
  huggingFaceSecret: 'hf',
  wave: 'models',
  bucket: 'assets',
  key: 'models.json',
  gpuInstance: GPU,
  whenLate: 'fail',
  ...change,
})

/** The provider framework: `onEvent`, then `isComplete` again and again while the cluster goes on. */
async function drive(type: 'Create' | 'Update' | 'Delete', given: WaveInput, id?: string) {
  const event = eventOf(type, Object(asCloudFormationSends(given)), id)
  const begun = await wave.onEvent(event, world())
  for (;;) {
    const answer = await wave.isComplete({ ...event, ...begun }, world())
    if (answer.IsComplete) return { id: begun.PhysicalResourceId, data: answer.Data }
    openshift.step()
    clock.advance(150_000)
  }
}

describe('a wave', () => {
  beforeEach(() => secrets.set('hf', TOKEN))

  it('puts its objects and its secrets onto the cluster, and is done once they are ready', async () => {
    const { id, data } = await drive('Create', properties())
    expect(id).toBe('models/applied')
    expect(data).toEqual({ state: 'ready', note: expect.stringContaining('no GPU node') })
    expect(openshift.api.store.find('Deployment', 'web', 'lab')).toBeDefined()
    expect(openshift.api.store.find('Secret', 'hugging-face', 'lab')).toMatchObject({
      data: { HF_TOKEN: Buffer.from(TOKEN).toString('base64') },
    })
  })

  it('logs what it did, and no secret', async () => {
    await drive('Create', properties())
    const log = lines.join('\n')
    expect(log).toMatch(/wave models: 1 created/)
    expect(log).toMatch(/made the Secret lab\/hugging-face/)
    for (const secret of [TOKEN, 'a-token']) expect(log).not.toContain(secret)
  })

  it('waits while the cluster does not let it in yet, and applies then', async () => {
    openshift.api.troubles.push({ on: /^(GET|PATCH)/, does: { status: 403 }, times: 6 })
    const { id, data } = await drive('Create', properties())
    expect(id).toBe('models/begun')
    expect(data).toMatchObject({ state: 'ready' })
    expect(openshift.api.store.find('Deployment', 'web', 'lab')).toBeDefined()
    expect(lines.join('\n')).toMatch(/waits for/)
  })

  it('that is wrong for the cluster fails at once, and says which object', async () => {
    openshift.api.troubles.push({
      on: /PATCH .*deployments\/web/,
      does: { status: 422, body: { kind: 'Status', message: 'spec.replicas: no such field', reason: 'Invalid' } },
    })
    await expect(drive('Create', properties())).rejects.toThrow(/web.*no such field/s)
  })

  it('waits for what needs a GPU only where there is a GPU node', async () => {
    openshift.stuck.add('Deployment web')
    file = { ...FILE, objects: [object('Namespace', 'lab'), web({ 'nvidia.com/mig-1g.18gb': '1' })] }
    expect((await drive('Create', properties())).data).toMatchObject({ state: 'ready' })
    openshift.api.store.put({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'gpu-1', labels: { 'node.kubernetes.io/instance-type': GPU } },
    })
    await expect(drive('Update', properties({ attempt: 'later' }), 'models/applied')).rejects.toThrow(
      /Deployment.*web/s,
    )
  })

  it('that is late fails before CloudFormation would, or reports what it waits for', async () => {
    openshift.stuck.add('Deployment web')
    await expect(drive('Create', properties())).rejects.toThrow(/not done after 55 minutes.*web/s)
    const { data } = await drive('Create', properties({ whenLate: 'report' }))
    expect(data).toEqual({ state: 'late', note: expect.stringContaining('web') })
    const began = clock.nowMs()
    await drive('Create', properties({ whenLate: 'report-now' }))
    expect(clock.nowMs() - began).toBeLessThan(300_000)
  })

  it('without a token that it needs says where to keep it', async () => {
    secrets.delete('hf')
    await expect(drive('Create', properties())).rejects.toThrow(/HF_TOKEN.*keep it as hf/)
  })

  it('is deleted by doing nothing: a cluster that is gone keeps no stack', async () => {
    await drive('Create', properties())
    const before = openshift.api.requests.length
    await openshift.stop()
    expect(await drive('Delete', properties(), 'models/applied')).toEqual({ id: 'models/applied', data: undefined })
    expect(openshift.api.requests).toHaveLength(before)
  })
})

describe('the way into the cluster', () => {
  beforeEach(() => secrets.set('hf', TOKEN))

  it('by password takes patience: a new login is known minutes later', async () => {
    secrets.set('cluster', JSON.stringify({ username: 'workshop-admin', password: 'canary-password' }))
    let tries = 0
    login = () => {
      tries += 1
      if (tries < 4) return new Response(null, { status: 401 })
      const location = 'https://oauth.example.com/implicit#access_token=a-token&expires_in=86400'
      return new Response(null, { status: 302, headers: { location } })
    }
    const { data } = await drive('Create', properties({ apiUrl: openshift.api.url }))
    expect(data).toMatchObject({ state: 'ready' })
    expect(tries).toBeGreaterThanOrEqual(4)
    expect(lines.join('\n')).not.toContain('canary-password')
  })

  it('says what a secret should look like, and not what is in it', async () => {
    secrets.set('cluster', '{"server": "canary-server"}')
    const failure = drive('Create', properties())
    await expect(failure).rejects.toThrow(/The secret cluster is not {"server": "https:/)
    await expect(failure).rejects.not.toThrow(/canary-server/)
  })
})
