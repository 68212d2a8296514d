// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Wave } from '../waves.ts'
import { clientOf } from './client.ts'
import { SYSTEM_CLOCK } from './clock.ts'
import { clusterAt } from './kubeconfig.ts'
import { SomethingChanges } from './something-changes.ts'
import { KubernetesApi } from './test/kubernetes-api.ts'

const wave: Wave = {
  name: 'app',
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'lab' } }],
}
const web = (availableReplicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'lab' },
  status: { availableReplicas },
})

let api: KubernetesApi
let changes: SomethingChanges
const watches = (): number => api.requests.filter((line) => line.endsWith('/apis/apps/v1/deployments')).length
beforeEach(async () => {
  api = await KubernetesApi.start()
  api.store.learn('apps/v1', 'Deployment', true)
  api.store.put(web(0))
  changes = new SomethingChanges(clientOf(clusterAt(api.url, 'a-token')), wave, { clock: SYSTEM_CLOCK })
  // A list for the version to begin at, and the watch.
  while (watches() < 2) await pause(5)
})
afterEach(async () => {
  changes.stop()
  await api.stop()
})
const waited = async (longestMs: number): Promise<number> => {
  const begun = performance.now()
  await changes.wait(longestMs)
  return performance.now() - begun
}

describe('waiting for a wave', () => {
  it('ends soon after something in it changes, and is long where nothing does', async () => {
    setTimeout(() => api.store.put(web(1)), 50)
    expect(await waited(20_000)).toBeLessThan(5_000)
    expect(await waited(800)).toBeGreaterThan(700)
  })

  it('goes on when the server ends a watch', async () => {
    api.endWatches()
    await waited(20_000)
    while (watches() < 4) await pause(5)
    setTimeout(() => api.store.put(web(2)), 50)
    expect(await waited(20_000)).toBeLessThan(5_000)
  })
})
