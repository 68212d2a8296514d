// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { KubernetesApi } from '../../infra/cluster/apply/test/kubernetes-api.ts'
import { main } from '../kit.ts'
import { capturedOutput } from '../test/captured-output.ts'

let folder = ''
const said = capturedOutput()

const profile = (properties: Record<string, unknown>) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'hardwareprofiles.infrastructure.opendatahub.io' },
  spec: {
    group: 'infrastructure.opendatahub.io',
    scope: 'Namespaced',
    names: { kind: 'HardwareProfile', plural: 'hardwareprofiles' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } },
        },
      },
    ],
  },
})
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
const right = profile({ scheduling: open, identifiers: { type: 'array', items: open } })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kit-validate-'))
  await mkdir(join(folder, 'rhoai-3.4'))
  await mkdir(join(folder, 'empty'))
  await writeFile(join(folder, 'profiles.yaml'), stringify(right))
  await writeFile(join(folder, 'rhoai-3.4', 'profiles.yaml'), stringify(profile({ scheduling: open })))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => {
  vi.unstubAllEnvs()
})

async function workshop(more: string): Promise<string> {
  const file = join(folder, 'workshop.yml')
  await writeFile(file, `name: voice-lab\nattendees: 24\n${more}`)
  return file
}

describe('./kit validate', () => {
  it('checks what the folder defines, and says what it does not', async () => {
    expect(await main(['validate', '--crds', folder]), said.err).toBe(0)
    expect(said.out).toMatch(/✓ 0 faults: 3 of \d+ objects checked/)
    expect(said.out).toMatch(/not checked, as there is no definition: .*LLMInferenceService/)
    expect(said.out).toMatch(/not checked, as Kubernetes' own kinds have none: .*v1\/Namespace/)
  })

  it('takes the definitions of the workshop’s version of OpenShift AI, and ends with 1 where a field is unknown there', async () => {
    const file = await workshop('cluster: { openshiftAi: "3.4" }\n')
    expect(await main(['validate', '--crds', folder, '--workshop', file])).toBe(1)
    expect(said.out).toContain('✗ HardwareProfile redhat-ods-applications/voice-lab-whole-gpu: spec has no field')
    expect(said.err).toContain('would refuse or drop')
  })

  it('writes JSON that another program can read', async () => {
    expect(await main(['validate', '--crds', folder, '--json'])).toBe(0)
    const report = z.looseObject({
      checked: z.number(),
      findings: z.array(z.unknown()),
      notCovered: z.record(z.string(), z.number()),
    })
    expect(report.parse(JSON.parse(said.out))).toMatchObject({ checked: 3, findings: [] })
  })

  it('says no when nothing was checked', async () => {
    await writeFile(join(folder, 'empty', 'other.yaml'), 'kind: Other\n')
    expect(await main(['validate', '--crds', join(folder, 'empty')])).toBe(1)
    expect(said.err).toContain('Nothing was checked')
  })

  it('says which folder it cannot use', async () => {
    expect(await main(['validate', '--crds', join(folder, 'nowhere')])).toBe(2)
    expect(said.err).toContain(`'${join(folder, 'nowhere')}' cannot be read (ENOENT)`)
    await mkdir(join(folder, 'void'), { recursive: true })
    expect(await main(['validate', '--crds', join(folder, 'void')])).toBe(2)
    expect(said.err).toContain('holds no .yaml or .json file')
  })

  it('refuses a workshop that cannot be written down, with the key', async () => {
    const file = await workshop('models: { tts: { uri: "s3://bucket/voice" } }\n')
    expect(await main(['validate', '--crds', folder, '--workshop', file])).toBe(2)
    expect(said.err).toContain("models.tts.uri is 's3://bucket/voice'")
  })
})

describe('./kit validate without a folder', () => {
  const kubeconfig = (server: string) => ({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'me' } }],
    clusters: [{ name: 'lab', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: { token: 'a-token' } }],
  })

  it('asks the cluster of the current context for its definitions', async () => {
    const api = await KubernetesApi.start('a-token')
    try {
      api.store.learn('v1', 'Namespace', false)
      api.store.learn('apiextensions.k8s.io/v1', 'CustomResourceDefinition', false)
      const { apiVersion, kind, metadata } = right
      const spec = z.json().parse(right.spec)
      api.store.put({ apiVersion, kind, metadata, spec })
      const file = join(folder, 'kubeconfig')
      await writeFile(file, stringify(kubeconfig(api.url)))
      vi.stubEnv('KUBECONFIG', file)
      expect(await main(['validate']), said.err).toBe(0)
      expect(said.out).toMatch(/✓ 0 faults: 3 of \d+ objects checked against the cluster of context lab/)
    } finally {
      await api.stop()
    }
  })

  it('says what to do when there is no cluster', async () => {
    vi.stubEnv('KUBECONFIG', join(folder, 'no-kubeconfig'))
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '')
    expect(await main(['validate'])).toBe(2)
    expect(said.err).toContain('oc login')
  })
})
