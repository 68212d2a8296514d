// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Wave } from '../waves.ts'
import { applyWaves, type WaveEvent, type WavesOptions } from './apply-waves.ts'
import { clientOf } from './client.ts'
import { clusterAt } from './kubeconfig.ts'
import type { LiveObject } from './live-object.ts'
import { readinessOf } from './readiness/readiness.ts'
import { OpenShift } from './test/openshift.ts'
import { SteppingClock } from './test/stepping-clock.ts'

const CONFIG = 'nvidia.com/mig.config'
const STATE = 'nvidia.com/mig.config.state'
const layouts = `version: v1
mig-configs:
  lab-cut:
    - devices: [0]
      mig-enabled: false
    - devices: [1, 2]
      mig-enabled: true
      mig-devices: { 2g.35gb: 3, 1g.18gb: 1 }
  all-disabled:
    - devices: all
      mig-enabled: false
`
const metadata = { name: 'lab-mig-parted', namespace: 'lab' }
const operands: Wave = {
  name: 'operands',
  objects: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'config.yaml': layouts } },
    { apiVersion: 'nvidia.com/v1', kind: 'ClusterPolicy', metadata: { name: 'gpu-cluster-policy' } },
  ],
}

let openshift: OpenShift
let clock: SteppingClock
let events: WaveEvent[]
beforeEach(async () => {
  openshift = await OpenShift.start()
  openshift.api.store.learn('nvidia.com/v1', 'ClusterPolicy', false)
  clock = new SteppingClock(openshift.step)
  events = []
})
afterEach(() => openshift.stop())

const client = () => clientOf(clusterAt(openshift.api.url, 'a-token'))
const apply = (more: Partial<WavesOptions> = {}): Promise<void> =>
  applyWaves(client(), [operands], {
    workshop: 'lab',
    clock,
    now: () => clock.date,
    onEvent: (event) => events.push(event),
    ...more,
  })
const said = (): string[] => events.flatMap((event) => (event.kind === 'done-for-you' ? [event.words] : []))
const node = (name: string, labels: Record<string, string> = {}): void =>
  openshift.api.store.put({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })
const labelled = (live: LiveObject, labels: Record<string, string>, allocatable: Record<string, string>): void =>
  openshift.api.store.update(live, (object) => ({
    ...object,
    metadata: { ...JSON.parse(JSON.stringify(live.metadata)), labels: { ...live.metadata.labels, ...labels } },
    status: { allocatable },
  }))
const CUT = { 'nvidia.com/mig-2g.35gb': '6', 'nvidia.com/mig-1g.18gb': '2' }

describe('GPU nodes', () => {
  it('are cut when the MIG manager says so and the slices are there', async () => {
    node('gpu-1', { [CONFIG]: 'lab-cut' })
    let steps = 0
    openshift.migManager = (live) => {
      steps += 1
      labelled(
        live,
        { [STATE]: steps < 3 ? 'pending' : 'success' },
        steps < 6 ? { 'nvidia.com/mig-2g.35gb': '1' } : CUT,
      )
    }
    await apply()
    const waits = events.flatMap((event) => (event.kind === 'waiting' ? event.waiting : []))
    expect(waits).toContain("Node gpu-1: its GPUs are being cut as 'lab-cut' (pending)")
    expect(waits).toContain('Node gpu-1: offers 1 of 6 nvidia.com/mig-2g.35gb')
  })

  it('that cannot be cut end it, with where to look', async () => {
    node('gpu-1', { [CONFIG]: 'lab-cut', [STATE]: 'failed' })
    await expect(apply()).rejects.toThrow(/could not make the layout 'lab-cut'.*oc logs -n nvidia-gpu-operator/)
  })

  it('a stuck MIG manager is freed by another label and the first one again', async () => {
    node('gpu-1', { [CONFIG]: 'lab-cut' })
    const seen: string[] = []
    let isWedged = true
    openshift.migManager = (live) => {
      const layout = live.metadata.labels[CONFIG] ?? ''
      if (layout !== seen.at(-1)) seen.push(layout)
      if (layout === 'all-disabled') isWedged = false
      if (isWedged) labelled(live, { [STATE]: 'pending' }, {})
      else labelled(live, { [STATE]: 'success' }, layout === 'lab-cut' ? CUT : {})
    }
    await apply()
    expect(seen).toEqual(['lab-cut', 'all-disabled', 'lab-cut'])
    expect(said()).toEqual([
      expect.stringMatching(
        /^node gpu-1: the MIG manager has been pending for 15 minutes; label .* set to all-disabled/,
      ),
      `node gpu-1: label ${CONFIG} back to lab-cut`,
    ])
    expect(clock.now()).toBeLessThan(20 * 60_000)
  })

  it('one that stays stuck is freed three times at most; then the limit says so', async () => {
    node('gpu-1', { [CONFIG]: 'lab-cut' })
    openshift.migManager = (live) => labelled(live, { [STATE]: 'pending' }, {})
    await expect(
      applyWaves(client(), [operands], {
        workshop: 'lab',
        clock,
        now: () => clock.date,
        limitsMs: { operands: 20 * 60_000 },
        pendingLimitMs: 60_000,
        onEvent: (event) => events.push(event),
      }),
    ).rejects.toThrow(/Node gpu-1: its GPUs are being cut/)
    expect(said().filter((words) => words.includes('all-disabled'))).toHaveLength(3)
    expect(openshift.api.store.find('Node', 'gpu-1')?.metadata.labels[CONFIG]).toBe('lab-cut')
  })

  it('of an existing cluster get the labels of the plan, once they are found to have a GPU', async () => {
    const found = { 'feature.node.kubernetes.io/pci-10de.present': 'true' }
    node('worker', {})
    node('gpu-b', found)
    node('gpu-a', found)
    openshift.migManager = (live) => {
      if (live.metadata.labels[CONFIG] === 'lab-cut') labelled(live, { [STATE]: 'success' }, CUT)
    }
    await apply({ layouts: [{ migConfig: 'lab-cut', nodes: 1 }] })
    expect(said()).toEqual([`labelled node gpu-a ${CONFIG}=lab-cut`])
  })

  it('that are not there yet are waited for, by the name of their label', async () => {
    await expect(apply({ limitsMs: { operands: 60_000 } })).rejects.toThrow(
      'no node has the label nvidia.com/mig.config=lab-cut',
    )
  })

  it('are not waited for when there are none now', async () => {
    openshift.stuck.add('ClusterPolicy gpu-cluster-policy')
    await apply({ gpu: false })
    const models: Wave = {
      name: 'models',
      objects: [
        {
          apiVersion: 'serving.kserve.io/v1alpha2',
          kind: 'LLMInferenceService',
          metadata: { name: 'a', namespace: 'lab' },
        },
      ],
    }
    expect(await readinessOf(client(), models, { gpu: false })).toMatchObject({ ready: true })
  })
})
