// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Wave } from '../../waves.ts'
import { clientOf } from '../client.ts'
import { clusterAt } from '../kubeconfig.ts'
import { KubernetesApi } from '../test/kubernetes-api.ts'
import { nudge } from './nudge.ts'

// Kuadrant's operator started before the mesh was there. Everything else was green, and the gateway let everybody in.
const kuadrant = {
  apiVersion: 'kuadrant.io/v1beta1',
  kind: 'Kuadrant',
  metadata: { name: 'kuadrant', namespace: 'ks' },
}
const wave: Wave = { name: 'operands', objects: [kuadrant] }
const NAME = 'kuadrant-operator-controller-manager-6b7f-x2'
const missing = {
  type: 'Ready',
  status: 'False',
  reason: 'MissingDependency',
  message:
    '[Gateway API provider] is not installed, please restart Kuadrant Operator pod once dependency has been installed',
}

let api: KubernetesApi
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes))
const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ks', creationTimestamp: at(0).toISOString() },
})
const pods = () => api.store.list('Pod').map(({ metadata }) => metadata.name)
const nudgeAt = (minutes: number) => nudge(clientOf(clusterAt(api.url, 'a-token')), wave, { now: () => at(minutes) })

beforeEach(async () => {
  api = await KubernetesApi.start('a-token')
  api.store.learn('v1', 'Pod', true)
  api.store.learn('kuadrant.io/v1beta1', 'Kuadrant', true)
  api.store.put(pod(NAME))
  api.store.put(pod('authorino-5c9d-aa'))
})
afterEach(() => api.stop())
const says = (condition: object) => api.store.put({ ...kuadrant, status: { conditions: [{ ...condition }] } })

describe('Kuadrant that started before its mesh', () => {
  it('has its operator restarted, and nothing else', async () => {
    says(missing)
    expect(await nudgeAt(3)).toEqual([expect.stringContaining(`restarted Kuadrant's operator (pod ${NAME})`)])
    expect(pods()).toEqual(['authorino-5c9d-aa'])
  })

  it('is given two minutes to look for itself', async () => {
    says(missing)
    expect(await nudgeAt(1)).toEqual([])
    expect(pods()).toContain(NAME)
  })

  it('is left alone when it is ready, or waits for something else', async () => {
    says({ type: 'Ready', status: 'True', reason: 'Ready' })
    expect(await nudgeAt(3)).toEqual([])
    says({ type: 'Ready', status: 'False', reason: 'Reconciling' })
    expect(await nudgeAt(3)).toEqual([])
    expect(pods()).toContain(NAME)
  })
})
