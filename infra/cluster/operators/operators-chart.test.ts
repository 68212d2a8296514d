// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { WorkshopInput } from '#workshop'
import { synthesize } from '../synthesize.ts'
import { planned } from '../test/workshops.ts'

function operators(input: Partial<WorkshopInput> = {}) {
  const objects = synthesize(planned(input)).find(({ name }) => name === 'operators')?.objects ?? []
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind)
  const subscription = (name: string) => ofKind('Subscription').find(({ metadata }) => metadata.name === name)
  return { ofKind, subscription }
}

describe('operators', () => {
  it('are those of the table, each in its namespace, with a channel that is never the default', () => {
    const { ofKind } = operators()
    const rows = ofKind('Subscription').map(({ metadata, spec }) => {
      const { channel, source } = z.looseObject({ channel: z.string(), source: z.string() }).parse(spec)
      return [metadata.name, metadata.namespace, channel, source]
    })
    expect(rows).toEqual([
      ['openshift-cert-manager-operator', 'cert-manager-operator', 'stable-v1', 'redhat-operators'],
      ['nfd', 'openshift-nfd', 'stable', 'redhat-operators'],
      ['gpu-operator-certified', 'nvidia-gpu-operator', 'v26.3', 'certified-operators'],
      ['leader-worker-set', 'openshift-lws-operator', 'stable-v1.0', 'redhat-operators'],
      ['rhcl-operator', 'kuadrant-system', 'stable', 'redhat-operators'],
      ['kueue-operator', 'openshift-kueue-operator', 'stable-v1.4', 'redhat-operators'],
      ['rhods-operator', 'redhat-ods-operator', 'stable-3.5', 'redhat-operators'],
    ])
  })

  it('look after their own namespace where they know no other way, and after all otherwise', () => {
    const { ofKind } = operators({ observability: true })
    const groups = ofKind('OperatorGroup').map(({ metadata, spec }) => [metadata.namespace, spec])
    const own = groups.filter(([, spec]) => JSON.stringify(spec).includes('targetNamespaces')).map(([name]) => name)
    expect(own).toEqual(['openshift-nfd', 'nvidia-gpu-operator', 'openshift-lws-operator'])
    expect(groups).toHaveLength(10)
    for (const { metadata } of ofKind('OperatorGroup'))
      expect(ofKind('Namespace').map((namespace) => namespace.metadata.name)).toContain(metadata.namespace)
  })

  it('tell Connectivity Link of OpenShift’s gateways: older releases would let everybody pass them', () => {
    expect(operators().subscription('rhcl-operator')).toMatchObject({
      spec: {
        config: {
          env: [
            {
              name: 'ISTIO_GATEWAY_CONTROLLER_NAMES',
              value: expect.stringContaining('openshift.io/gateway-controller/v1'),
            },
          ],
        },
      },
    })
  })

  it('of observability come when asked for', () => {
    expect(operators().subscription('tempo-product')).toBeUndefined()
    const { subscription } = operators({ observability: true })
    for (const name of ['cluster-observability-operator', 'opentelemetry-product', 'tempo-product'])
      expect(subscription(name)).toMatchObject({ spec: { channel: 'stable' } })
  })

  it('follow the switch to OpenShift AI 3.4, and the version of OpenShift', () => {
    const { subscription } = operators({ cluster: { openshiftAi: '3.4', openshift: '4.22' } })
    expect(subscription('rhods-operator')).toMatchObject({ spec: { channel: 'stable-3.4' } })
    expect(subscription('kueue-operator')).toMatchObject({ spec: { channel: 'stable-v1.2' } })
    expect(subscription('gpu-operator-certified')).toMatchObject({ spec: { channel: 'v26.3' } })
  })

  it('stay at a pinned version until somebody approves another', () => {
    const { subscription } = operators({
      operators: {
        gpu: { version: '26.3.3', channel: 'v26.3' },
        openshiftAi: { version: '3.5.0' },
        connectivityLink: { version: 'v1.4.1' },
        nfd: { version: '4.20.0-202511041800' },
        certManager: { version: '1.17.0' },
      },
    })
    expect(subscription('gpu-operator-certified')).toMatchObject({
      spec: { installPlanApproval: 'Manual', startingCSV: 'gpu-operator-certified.v26.3.3' },
    })
    expect(subscription('rhods-operator')).toMatchObject({ spec: { startingCSV: 'rhods-operator.3.5.0' } })
    expect(subscription('rhcl-operator')).toMatchObject({ spec: { startingCSV: 'rhcl-operator.v1.4.1' } })
    expect(subscription('nfd')).toMatchObject({ spec: { startingCSV: 'nfd.4.20.0-202511041800' } })
    expect(subscription('openshift-cert-manager-operator')).toMatchObject({
      spec: { startingCSV: 'cert-manager-operator.v1.17.0' },
    })
    expect(subscription('kueue-operator')).toMatchObject({ spec: { installPlanApproval: 'Automatic' } })
    expect(subscription('kueue-operator')?.spec).not.toHaveProperty('startingCSV')
  })
})
