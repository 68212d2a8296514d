// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../manifest.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import { WAVE_ANNOTATION, type Wave, type WaveName } from '../waves.ts'
import { applyWaves } from './apply-waves.ts'
import { clientOf, type KubernetesClient } from './client.ts'
import { type DeletionEvent, deleteWorkshop } from './delete-workshop.ts'
import { clusterAt } from './kubeconfig.ts'
import { OpenShift } from './test/openshift.ts'
import { SteppingClock } from './test/stepping-clock.ts'

function object(
  wave: WaveName,
  apiVersion: string,
  kind: string,
  name: string,
  namespace?: string,
  rest: object = {},
): Manifest {
  const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: 'lab' }
  const annotations = { [WAVE_ANNOTATION]: wave }
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }), labels, annotations }, ...rest }
}
const OLM = 'operators.coreos.com/v1alpha1'
const waves: Wave[] = [
  {
    name: 'operators',
    objects: [
      object('operators', 'v1', 'Namespace', 'openshift-kueue-operator'),
      object('operators', 'v1', 'Namespace', 'shared'),
      object('operators', OLM, 'Subscription', 'kueue', 'openshift-kueue-operator', { spec: { name: 'kueue' } }),
    ],
  },
  { name: 'operands', objects: [object('operands', 'kueue.openshift.io/v1', 'Kueue', 'cluster', 'shared')] },
  {
    name: 'attendees',
    objects: [
      object('attendees', 'v1', 'Namespace', 'lab-attendee-01'),
      object('attendees', 'v1', 'ConfigMap', 'endpoints', 'lab-attendee-01'),
    ],
  },
]

let openshift: OpenShift
let client: KubernetesClient
let clock: SteppingClock
beforeEach(async () => {
  openshift = await OpenShift.start({
    kueue: [{ apiVersion: 'kueue.openshift.io/v1', kind: 'Kueue', namespaced: true }],
  })
  client = clientOf(clusterAt(openshift.api.url, 'a-token'))
  clock = new SteppingClock(openshift.step)
  openshift.api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shared' } })
  await applyWaves(client, waves, { workshop: 'lab', clock })
})
afterEach(() => openshift.stop())

const deletions = (): string[] =>
  openshift.api.requests.filter((line) => line.startsWith('DELETE')).map((line) => line.split('/').slice(-2).join('/'))

describe('a workshop is deleted', () => {
  it('the last wave first, operators with their version, and what was there before stays', async () => {
    const events: DeletionEvent[] = []
    const secret = object('attendees', 'v1', 'Secret', 'made-through-the-api', 'shared')
    await client.create({ ...secret, metadata: { ...secret.metadata, annotations: {} } })
    const count = await deleteWorkshop(client, waves, {
      workshop: 'lab',
      clock,
      onEvent: (event) => events.push(event),
    })
    const order = deletions()
    expect(order.indexOf('namespaces/lab-attendee-01')).toBeLessThan(order.indexOf('kueues/cluster'))
    expect(order.indexOf('kueues/cluster')).toBeLessThan(order.indexOf('subscriptions/kueue'))
    expect(order).toContain('clusterserviceversions/kueue.v1.0.0')
    expect(order).toContain('secrets/made-through-the-api')
    expect(order).not.toContain('namespaces/shared')
    expect(events).toContainEqual({ kind: 'kept', wave: 'operators', object: 'Namespace shared' })
    expect(count).toBe(8)
    expect(openshift.api.store.find('CustomResourceDefinition', 'kueues.kueue.openshift.io')).toBeDefined()
    expect(await deleteWorkshop(client, waves, { workshop: 'lab', clock })).toBe(0)
  })

  it('an operator stays until what it has to clean up is gone', async () => {
    const kueue = openshift.api.store.find('Kueue', 'cluster')
    if (kueue === undefined) throw new Error('no Kueue')
    const metadata = JSON.parse(JSON.stringify(kueue.metadata))
    openshift.api.store.update(kueue, (live) => ({ ...live, metadata: { ...metadata, finalizers: ['kueue/cleanup'] } }))
    await expect(deleteWorkshop(client, waves, { workshop: 'lab', clock, limitMs: 60_000 })).rejects.toThrow(
      /Kueue shared\/cluster \(held by kueue\/cleanup\)/,
    )
    expect(openshift.api.store.find('Subscription', 'kueue')).toBeDefined()
  })

  it("another workshop's objects stay", async () => {
    expect(await deleteWorkshop(client, waves, { workshop: 'other', clock })).toBe(0)
    expect(deletions()).toEqual([])
  })

  it('a dry run deletes nothing', async () => {
    const before = openshift.api.store.all().length
    expect(await deleteWorkshop(client, waves, { workshop: 'lab', clock, dryRun: true })).toBe(7)
    expect(openshift.api.store.all()).toHaveLength(before)
  })
})
