// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../manifest.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import { WAVE_ANNOTATION, type Wave, type WaveName } from '../waves.ts'
import { applyWaves, type WaveEvent, type WavesOptions } from './apply-waves.ts'
import { clientOf, type KubernetesClient } from './client.ts'
import { clusterAt } from './kubeconfig.ts'
import { OpenShift } from './test/openshift.ts'
import { SteppingClock } from './test/stepping-clock.ts'

function object(
  wave: WaveName,
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown> = {},
): Manifest {
  const isAlone = ['Namespace', 'ClusterPolicy'].includes(kind)
  const metadata = {
    name,
    ...(!isAlone && { namespace: 'lab' }),
    labels: { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: 'lab' },
    annotations: { [WAVE_ANNOTATION]: wave },
  }
  return { apiVersion, kind, metadata, ...rest }
}

const subscription = (rest: Record<string, string> = {}): Manifest =>
  object('operators', 'operators.coreos.com/v1alpha1', 'Subscription', 'kueue', {
    spec: { name: 'kueue', channel: 'stable', ...rest },
  })
const deployment = (image: string): Manifest =>
  object('app', 'apps/v1', 'Deployment', 'web', {
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { image } },
  })
const operators: Wave = { name: 'operators', objects: [object('operators', 'v1', 'Namespace', 'lab'), subscription()] }
const operands: Wave = {
  name: 'operands',
  objects: [object('operands', 'kueue.openshift.io/v1', 'Kueue', 'cluster', { spec: { managementState: 'Managed' } })],
}
const app: Wave = { name: 'app', objects: [deployment('one')] }

let openshift: OpenShift
let clock: SteppingClock
let client: KubernetesClient
let events: WaveEvent[]
beforeEach(async () => {
  openshift = await OpenShift.start({
    kueue: [{ apiVersion: 'kueue.openshift.io/v1', kind: 'Kueue', namespaced: true }],
  })
  clock = new SteppingClock(openshift.step)
  client = clientOf(clusterAt(openshift.api.url, 'a-token'))
  events = []
})
afterEach(() => openshift.stop())

const apply = (waves: readonly Wave[], options: Partial<WavesOptions> = {}): Promise<void> =>
  applyWaves(client, waves, { workshop: 'lab', clock, onEvent: (event) => events.push(event), ...options })
const kinds = (): string[] => events.map(({ kind, wave }) => `${wave} ${kind}`)
const patches = (): number => openshift.api.requests.filter((line) => /^PATCH (?!.*lab-waves)/.test(line)).length

describe('waves are applied one after the other', () => {
  it('each once the one before is ready, with kinds that only its operators bring', async () => {
    await apply([operators, operands, app])
    expect(openshift.api.store.find('Kueue', 'cluster')).toBeDefined()
    const order = kinds().filter((line, i, all) => line !== all[i - 1])
    expect(order).toEqual([
      ...['begun', 'applying', 'applied', 'waiting', 'ready'].map((kind) => `operators ${kind}`),
      ...['begun', 'applying', 'applied', 'waiting', 'ready'].map((kind) => `operands ${kind}`),
      ...['begun', 'applying', 'applied', 'waiting', 'ready'].map((kind) => `app ${kind}`),
    ])
    const words = events.flatMap((event) => (event.kind === 'waiting' ? event.waiting : []))
    expect(words).toContain('Subscription lab/kueue: is being installed')
    expect(words).toContain('ClusterServiceVersion lab/kueue.v1.0.0: Pending')
  })

  it('a second time each is left as it is', async () => {
    await apply([operators, operands, app])
    const before = patches()
    events = []
    await apply([operators, operands, app])
    expect(kinds().filter((line) => !line.endsWith('begun'))).toEqual([
      'operators as-it-was',
      'operands as-it-was',
      'app as-it-was',
    ])
    expect(patches()).toBe(before)
  })

  it('what changed is applied, and only that', async () => {
    await apply([operators, operands, app])
    events = []
    await apply([operators, operands, { name: 'app', objects: [deployment('two')] }])
    expect(kinds()).toContain('operands as-it-was')
    expect(kinds()).toContain('app ready')
  })

  it('what was broken since is applied again, though nothing in it changed', async () => {
    await apply([operators, app])
    const kind = openshift.api.store.kindOf('apps/v1', 'Deployment')
    const web = kind && openshift.api.store.get(kind, 'lab', 'web')
    if (web !== undefined) openshift.api.store.remove(web)
    await apply([operators, app])
    expect(openshift.api.store.find('Deployment', 'web')).toBeDefined()
  })

  it('a way back to what was before is not taken for done when the way there was broken off', async () => {
    await apply([operators, app])
    openshift.stuck.add('Deployment web')
    await expect(apply([operators, { name: 'app', objects: [deployment('two')] }])).rejects.toThrow()
    openshift.stuck.clear()
    await apply([operators, app])
    expect(openshift.api.store.find('Deployment', 'web')?.spec).toMatchObject({ template: { image: 'one' } })
  })
})

describe('a run that was stopped', () => {
  it('goes on where it stopped', async () => {
    const stop = new AbortController()
    const stopping = (event: WaveEvent): void => {
      events.push(event)
      if (event.wave === 'operands' && event.kind === 'applied') stop.abort(new Error('Ctrl-C'))
    }
    await expect(apply([operators, operands, app], { signal: stop.signal, onEvent: stopping })).rejects.toThrow(
      'Ctrl-C',
    )
    expect(openshift.api.store.find('Deployment', 'web')).toBeUndefined()
    events = []
    await apply([operators, operands, app])
    expect(kinds()).toContain('operators as-it-was')
    expect(kinds()).toContain('operands ready')
    expect(kinds()).toContain('app ready')
  })
})

describe('a wave that does not become ready', () => {
  it('ends at its limit, and the message says what is missing and what to do', async () => {
    openshift.stuck.add('Deployment web')
    openshift.api.store.learn('v1', 'Pod', true)
    openshift.api.store.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'lab', labels: { app: 'web' } },
      status: {
        containerStatuses: [
          { name: 'web', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
        ],
      },
    })
    const error: unknown = await apply([operators, app], { limitsMs: { app: 120_000 } }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: 'WaveError', code: 'TIMED_OUT', wave: 'app' })
    expect(String(error)).toContain("The wave 'app' was not ready within 2 minutes:")
    expect(String(error)).toContain('Deployment lab/web: was just changed')
    expect(String(error)).toContain('run ./kit apply again')
    expect(clock.now()).toBeGreaterThan(120_000)
  })

  it('tells what keeps pods from running', async () => {
    openshift.stuck.add('Deployment web')
    const put = openshift.api.store
    await expect(
      apply([operators, app], {
        limitsMs: { app: 60_000 },
        onEvent: (event) => {
          if (event.kind !== 'applied' || event.wave !== 'app') return
          const live = put.find('Deployment', 'web')
          if (live !== undefined)
            put.setStatus(live, { observedGeneration: 1, updatedReplicas: 2, availableReplicas: 0 })
          const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }]
          const metadata = { name: 'web-1', namespace: 'lab', labels: { app: 'web' } }
          put.put({ apiVersion: 'v1', kind: 'Pod', metadata, status: { conditions } })
        },
      }),
    ).rejects.toThrow(/Deployment lab\/web: 0 of 2 replicas; pod web-1 finds no node: .*0\/3 nodes/)
  })

  it('survives an API server that is away for a while', async () => {
    openshift.api.troubles.push(
      { on: /GET .*kueue/, does: 'drop', times: 5 },
      { on: /GET .*deployments\/web/, does: { status: 503 }, times: 4 },
    )
    await apply([operators, operands, app])
    expect(kinds()).toContain('app ready')
  })
})

describe('pinned operators', () => {
  const pinned = subscription({ installPlanApproval: 'Manual', startingCSV: 'kueue.v1.2.3' })
  const wave: Wave = { name: 'operators', objects: [object('operators', 'v1', 'Namespace', 'lab'), pinned] }

  it('are approved, once, for exactly that version', async () => {
    await apply([wave])
    const done = events.flatMap((event) => (event.kind === 'done-for-you' ? [event.words] : []))
    expect(done).toEqual(['approved InstallPlan lab/install-kueue (kueue.v1.2.3)'])
  })

  it('another installed version ends it: OLM does not go there', async () => {
    await apply([{ name: 'operators', objects: [object('operators', 'v1', 'Namespace', 'lab'), subscription()] }])
    await expect(apply([wave])).rejects.toThrow(/kueue\.v1\.0\.0 is installed, and the workshop pins kueue\.v1\.2\.3/)
    expect(openshift.api.store.find('InstallPlan', 'install-kueue')?.spec).toMatchObject({ approved: true })
  })
})
