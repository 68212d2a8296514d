// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../manifest.ts'
import { ADOPTED_ANNOTATION, MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import { applyObjects } from './apply-objects.ts'
import { clientOf, FIELD_MANAGER, type KubernetesClient } from './client.ts'
import { clusterAt } from './kubeconfig.ts'
import { KubernetesApi } from './test/kubernetes-api.ts'
import { SteppingClock } from './test/stepping-clock.ts'

const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: 'lab' }
const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab', labels } }
const settings = (data: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'lab', labels },
  data,
})
const widget: Manifest = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'w', namespace: 'lab', labels },
}

let api: KubernetesApi
let client: KubernetesClient
beforeEach(async () => {
  api = await KubernetesApi.start('a-token')
  api.store.learn('v1', 'Namespace', false)
  api.store.learn('v1', 'ConfigMap', true)
  client = clientOf(clusterAt(api.url, 'a-token'))
})
afterEach(() => api.stop())

const dataOf = (name: string): unknown => api.store.find('ConfigMap', name)?.data

describe('objects are applied', () => {
  it('namespaces before what lives in them, whatever their order', async () => {
    const report = await applyObjects(client, [settings({ a: '1' }), namespace])
    expect(report).toEqual({ created: 2, changed: 0, unchanged: 0, unchecked: [] })
    expect(api.requests.filter((line) => line.startsWith('PATCH'))).toEqual([
      'PATCH /api/v1/namespaces/lab',
      'PATCH /api/v1/namespaces/lab/configmaps/settings',
    ])
  })

  it('accounts before the Secrets with their tokens, which the cluster deletes where there is no account', async () => {
    for (const kind of ['Secret', 'ServiceAccount']) api.store.learn('v1', kind, true)
    const of = (kind: string): Manifest => ({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'caller', namespace: 'lab', labels },
    })
    api.troubles.push({ on: /PATCH .*serviceaccounts/, does: { pauseMs: 50 } })
    await applyObjects(client, [of('Secret'), of('ServiceAccount'), namespace])
    expect(api.store.all().map(({ kind }) => kind.kind)).toEqual(['Namespace', 'ServiceAccount', 'Secret'])
  })

  it('no second OperatorGroup beside one that was there: two in a namespace stop OLM', async () => {
    const apiVersion = 'operators.coreos.com/v1'
    api.store.learn(apiVersion, 'OperatorGroup', true)
    const group = (name: string): Manifest => ({
      apiVersion,
      kind: 'OperatorGroup',
      metadata: { name, namespace: 'lab', labels },
      spec: {},
    })
    const names = (): string[] => api.store.list('OperatorGroup').map(({ metadata }) => metadata.name)
    await applyObjects(client, [namespace])
    api.store.put({ apiVersion, kind: 'OperatorGroup', metadata: { name: 'lab-x7k2p', namespace: 'lab' } })
    expect(await applyObjects(client, [group('nfd')])).toMatchObject({ created: 0, unchanged: 1 })
    expect(names()).toEqual(['lab-x7k2p'])
    await applyObjects(client, [group('lab-x7k2p')])
    expect(api.store.find('OperatorGroup', 'lab-x7k2p')?.metadata.annotations).toHaveProperty(ADOPTED_ANNOTATION)
  })

  it('a second time nothing changes, and what is no longer sent goes', async () => {
    await applyObjects(client, [namespace, settings({ a: '1', b: '2' })])
    expect(await applyObjects(client, [namespace, settings({ a: '1', b: '2' })])).toMatchObject({ unchanged: 2 })
    expect(await applyObjects(client, [namespace, settings({ a: '1' })])).toMatchObject({ changed: 1, unchanged: 1 })
    expect(dataOf('settings')).toEqual({ a: '1' })
  })

  it('fields of others stay, but for those it sends itself', async () => {
    await applyObjects(client, [namespace])
    const kind = api.store.kindOf('v1', 'ConfigMap')
    if (kind === undefined) throw new Error('no kind')
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'lab' },
      data: { a: 'x', c: '3' },
    }
    api.store.keep(kind, theirs, new Map([['somebody', new Set(['data\u0000a', 'data\u0000c'])]]))
    await applyObjects(client, [settings({ a: '1' })])
    expect(dataOf('settings')).toEqual({ a: '1', c: '3' })
    expect([...(api.store.get(kind, 'lab', 'settings')?.owners.get(FIELD_MANAGER) ?? [])]).toContain('data\u0000a')
  })

  it('what was there before is marked, now and when it is applied again', async () => {
    api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } })
    await applyObjects(client, [namespace, settings({})])
    await applyObjects(client, [namespace, settings({})])
    expect(api.store.find('Namespace', 'lab')?.metadata.annotations).toHaveProperty(ADOPTED_ANNOTATION)
    expect(api.store.find('ConfigMap', 'settings')?.metadata.annotations).not.toHaveProperty(ADOPTED_ANNOTATION)
  })
})

describe('a dry run', () => {
  it('touches nothing, and says what it could not check', async () => {
    const report = await applyObjects(client, [namespace, settings({ a: '1' }), widget], { dryRun: true })
    expect(report).toMatchObject({ created: 1, unchecked: ['ConfigMap lab/settings', 'Widget lab/w'] })
    expect(api.store.all()).toEqual([])
  })

  it('tells what the API server would refuse', async () => {
    const body = { kind: 'Status', reason: 'Invalid', message: 'ConfigMap "settings" is invalid: data.a: too long' }
    api.troubles.push({ on: /PATCH .*settings/, does: { status: 422, body } })
    api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } })
    await expect(applyObjects(client, [settings({ a: '1' })], { dryRun: true })).rejects.toThrow(
      /data\.a: too long \(422\)/,
    )
  })
})

describe('what passes by itself is tried again', () => {
  const trouble = {
    409: { status: 409 },
    429: { status: 429, retryAfterS: 7 },
    500: { status: 500 },
    503: { status: 503 },
  }
  it.each(Object.entries(trouble))('a %s', async (_, does) => {
    api.troubles.push({ on: /PATCH/, does, times: 2 })
    const clock = new SteppingClock()
    expect(await applyObjects(client, [namespace], { clock })).toMatchObject({ created: 1 })
    if ('retryAfterS' in does) expect(clock.now()).toBe(14_000)
  })

  it('a slow answer is waited for', async () => {
    api.troubles.push({ on: /PATCH/, does: { pauseMs: 300 }, times: 1 })
    const clock = new SteppingClock()
    expect(await applyObjects(client, [namespace], { clock })).toMatchObject({ created: 1 })
    expect(clock.now()).toBe(0)
  })

  it('a dropped connection', async () => {
    api.troubles.push({ on: /PATCH/, does: 'drop', times: 2 })
    expect(await applyObjects(client, [namespace], { clock: new SteppingClock() })).toMatchObject({ created: 1 })
  })

  it('a kind whose definition is on its way', async () => {
    let sleeps = 0
    const clock = new SteppingClock(() => {
      sleeps += 1
      if (sleeps === 3) api.store.learn('example.com/v1', 'Widget', true)
    })
    expect(await applyObjects(client, [namespace, widget], { clock })).toMatchObject({ created: 2 })
    expect(sleeps).toBe(3)
  })

  it('until patience has run out: then the error names the object, the cluster and its words', async () => {
    api.troubles.push({
      on: /PATCH/,
      does: { status: 500, body: { kind: 'Status', message: 'failed calling webhook' } },
    })
    const clock = new SteppingClock()
    await expect(applyObjects(client, [namespace], { clock, patienceMs: 30_000 })).rejects.toMatchObject({
      name: 'ClusterError',
      code: 'SERVER',
      message: 'Namespace lab: failed calling webhook (500).',
    })
    expect(clock.now()).toBeGreaterThan(20_000)
    expect(clock.now()).toBeLessThanOrEqual(30_000)
  })

  it('a kind that never comes', async () => {
    const clock = new SteppingClock()
    await expect(applyObjects(client, [namespace, widget], { clock })).rejects.toThrow(
      /Widget lab\/w.*no kind Widget in example\.com\/v1.*operator/,
    )
  })
})

describe('what does not pass ends it at once', () => {
  it.each([
    [400, 'REJECTED', /.*/],
    [403, 'FORBIDDEN', /cluster administrator/],
    [422, 'REJECTED', /.*/],
  ])('%i', async (status, code, words) => {
    api.troubles.push({ on: /PATCH/, does: { status } })
    const clock = new SteppingClock()
    const error: unknown = await applyObjects(client, [namespace], { clock }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) })
    expect(clock.now()).toBe(0)
  })

  it('a token that is refused, though it was read anew', async () => {
    const stranger = clientOf(clusterAt(api.url, 'another'))
    await expect(applyObjects(stranger, [namespace])).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(api.requests).toHaveLength(2)
  })

  it('Ctrl-C, while it waits for an answer', async () => {
    api.troubles.push({ on: /PATCH/, does: { pauseMs: 10_000 } })
    const stop = new AbortController()
    const applied = applyObjects(client, [namespace], { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    await expect(applied).rejects.toThrow('stopped')
  })
})
