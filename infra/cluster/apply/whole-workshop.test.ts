// SPDX-License-Identifier: Apache-2.0
// The manifests that workshop.yaml comes to, on a cluster that begins empty.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planWorkshop } from '#capacity'
import { loadWorkshop } from '#workshop'
import { nodeGroups, outsideObjects, synthesize } from '../index.ts'
import { environmentSource, provideSecrets } from '../secrets/index.ts'
import { applyObjects } from './apply-objects.ts'
import { applyWaves, type WaveEvent } from './apply-waves.ts'
import { clientOf, type KubernetesClient } from './client.ts'
import { deleteWorkshop } from './delete-workshop.ts'
import { clusterAt } from './kubeconfig.ts'
import { OpenShift, PACKAGES } from './test/openshift.ts'
import { SteppingClock } from './test/stepping-clock.ts'

const plan = planWorkshop(await loadWorkshop(new URL('../../../workshop.yaml', import.meta.url).pathname))
if (plan.kind !== 'plan') throw new Error('workshop.yaml cannot run')
const small = { ...plan, workshop: { ...plan.workshop, attendees: 3 }, teams: null }
const waves = synthesize(small)
const [group] = nodeGroups(small)
const secrets = outsideObjects(small).filter(({ madeBy }) => madeBy === 'kit')

let openshift: OpenShift
let client: KubernetesClient
let clock: SteppingClock
beforeEach(async () => {
  openshift = await OpenShift.start(PACKAGES)
  const { store } = openshift.api
  store.put({
    apiVersion: 'config.openshift.io/v1',
    kind: 'Ingress',
    metadata: { name: 'cluster' },
    spec: { domain: 'apps.real.example' },
  })
  store.put({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'gpu-1', labels: { ...group?.labels } } })
  openshift.migManager = (node) => {
    const slices = new Map<string, number>()
    for (const cut of group?.cuts ?? [])
      for (const [profile, count] of Object.entries(cut ?? {})) slices.set(profile, (slices.get(profile) ?? 0) + count)
    store.update(node, (object) => ({
      ...object,
      metadata: {
        ...JSON.parse(JSON.stringify(node.metadata)),
        labels: { ...node.metadata.labels, 'nvidia.com/mig.config.state': 'success' },
      },
      status: {
        allocatable: Object.fromEntries(
          [...slices].map(([profile, count]) => [`nvidia.com/mig-${profile}`, String(count)]),
        ),
      },
    }))
  }
  client = clientOf(clusterAt(openshift.api.url, 'a-token'))
  clock = new SteppingClock(openshift.step)
})
afterEach(() => openshift.stop())

const provide = (): Promise<string[]> =>
  provideSecrets(client, secrets, waves, {
    workshop: 'voice-lab',
    sources: [environmentSource({ HF_TOKEN: 'hf_abc' })],
    clock,
  })

describe('a whole workshop', () => {
  it('comes up wave by wave, resumes after a kill, and goes again', async () => {
    expect(await provide()).toContain('voice-lab-models/hugging-face')
    const killed = new AbortController()
    const until = (event: WaveEvent): void => {
      if (event.wave === 'models' && event.kind === 'applying' && event.done === 4) killed.abort(new Error('killed'))
    }
    await expect(
      applyWaves(client, waves, { workshop: 'voice-lab', clock, signal: killed.signal, onEvent: until }),
    ).rejects.toThrow('killed')

    const events: WaveEvent[] = []
    await applyWaves(client, waves, { workshop: 'voice-lab', clock, onEvent: (event) => events.push(event) })
    const ends = events
      .filter(({ kind }) => kind === 'as-it-was' || kind === 'ready')
      .map(({ wave, kind }) => `${wave} ${kind}`)
    expect(ends).toEqual([
      'operators as-it-was',
      'operands as-it-was',
      'platform as-it-was',
      'models ready',
      'attendees ready',
      'app ready',
    ])
    const { store } = openshift.api
    expect(store.find('ConsoleLink', 'voice-lab-guide-menu')?.spec).toMatchObject({
      href: 'https://guide-voice-lab-app.apps.real.example',
    })
    const missing = waves
      .flatMap(({ objects }) => objects)
      .filter(({ kind, metadata }) => store.find(kind, metadata.name, metadata.namespace) === undefined)
    expect(missing).toEqual([])

    await deleteWorkshop(client, waves, { workshop: 'voice-lab', clock })
    const left = store
      .all()
      .filter(({ object }) => JSON.stringify(object.metadata).includes('voice-agent-workshop-kit'))
    expect(left.map(({ object }) => object.metadata)).toEqual([])
    expect(store.list('CustomResourceDefinition')).not.toHaveLength(0)
  })

  it('checked by a dry run leaves the cluster as it was', async () => {
    const before = JSON.stringify(openshift.api.store.all().map(({ object }) => object))
    for (const { objects } of waves) {
      const { created, unchecked } = await applyObjects(client, objects, { dryRun: true, clock })
      expect(created + unchecked.length).toBe(objects.length)
    }
    expect(JSON.stringify(openshift.api.store.all().map(({ object }) => object))).toBe(before)
    expect(openshift.api.requests.filter((line) => !/^(GET|PATCH) /.test(line))).toEqual([])
  })

  it('has its secrets from outside, all of them named when they are not there, and none made anew', async () => {
    const none = { workshop: 'voice-lab', sources: [environmentSource({})], clock }
    await expect(provideSecrets(client, secrets, waves, none)).rejects.toThrow(
      /^HF_TOKEN \(a token of Hugging Face.*\) is set nowhere: set the environment variable HF_TOKEN\.$/,
    )
    expect(openshift.api.store.list('Secret')).toEqual([])
    await provide()
    const database = openshift.api.store.find('Secret', 'voice-app-db')
    expect(await provide()).toEqual([])
    expect(openshift.api.store.find('Secret', 'voice-app-db')).toEqual(database)
    const { data } = JSON.parse(JSON.stringify(database))
    const password = Buffer.from(data.POSTGRESQL_PASSWORD, 'base64').toString()
    expect(password).toHaveLength(32)
    expect(Buffer.from(data.DATABASE_URL, 'base64').toString()).toBe(
      `postgresql://voice:${password}@voice-app-db:5432/voice`,
    )
  })
})
