// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientOf } from '../client.ts'
import { clusterAt } from '../kubeconfig.ts'
import { LiveObject } from '../live-object.ts'
import { KubernetesApi } from '../test/kubernetes-api.ts'
import { operatorVerdict } from './operator.ts'

const OLM = 'operators.coreos.com/v1alpha1'
let api: KubernetesApi
beforeEach(async () => {
  api = await KubernetesApi.start('a-token')
  api.store.learn(OLM, 'ClusterServiceVersion', true)
})
afterEach(() => api.stop())

function verdictOn(installedCSV: string) {
  api.store.put({
    apiVersion: OLM,
    kind: 'ClusterServiceVersion',
    metadata: { name: installedCSV, namespace: 'kuadrant-system' },
    spec: {},
    status: { phase: 'Succeeded' },
  })
  const subscription = LiveObject.parse({
    apiVersion: OLM,
    kind: 'Subscription',
    metadata: { name: 'rhcl-operator', namespace: 'kuadrant-system' },
    spec: { name: 'rhcl-operator', channel: 'stable' },
    status: { installedCSV },
  })
  return operatorVerdict(subscription, clientOf(clusterAt(api.url, 'a-token')))
}

describe('Connectivity Link as OLM brought it', () => {
  it('is refused where that release lets everybody pass, though all is green', async () => {
    expect(await verdictOn('rhcl-operator.v1.4.0')).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('lets requests pass the gateway without a token'),
    })
  })

  it('is ready in the releases before and after', async () => {
    for (const version of ['1.3.4', '1.4.1'])
      expect(await verdictOn(`rhcl-operator.v${version}`)).toMatchObject({ state: 'ready' })
  })
})
