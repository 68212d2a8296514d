// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { WorkshopInput } from '#workshop'
import { synthesize } from '../synthesize.ts'
import { planned } from '../test/workshops.ts'

function output(input: Partial<WorkshopInput> = {}) {
  const waves = synthesize(planned(input))
  const all = waves.flatMap(({ name, objects }) => objects.map((object) => ({ wave: name, object })))
  const find = (kind: string, name?: string) =>
    all.find(({ object }) => object.kind === kind && (name === undefined || object.metadata.name === name))?.object
  const waveOf = (kind: string, name?: string) =>
    all.find(({ object }) => object.kind === kind && (name === undefined || object.metadata.name === name))?.wave
  return { find, waveOf, all }
}
const maas: Partial<WorkshopInput> = { maas: true, cluster: { domain: 'apps.example.com' } }

describe('OpenShift AI', () => {
  it('is one initialization and one cluster, under the names of the operator', () => {
    const { find } = output()
    expect(find('DSCInitialization')).toMatchObject({ metadata: { name: 'default-dsci' } })
    const cluster = find('DataScienceCluster')
    expect(cluster).toMatchObject({
      apiVersion: 'datasciencecluster.opendatahub.io/v2',
      metadata: { name: 'default-dsc' },
      spec: { components: { kserve: { managementState: 'Managed' }, kueue: { managementState: 'Unmanaged' } } },
    })
    expect(JSON.stringify(cluster)).not.toMatch(/modelsAs|aigateway|trustyai/)
  })

  it('leaves parts it does not need as they are: the cluster may be somebody else’s too', () => {
    const cluster = z
      .looseObject({ spec: z.looseObject({ components: z.record(z.string(), z.unknown()) }) })
      .parse(output().find('DataScienceCluster'))
    expect(Object.keys(cluster.spec.components)).toEqual(['dashboard', 'kserve', 'kueue', 'workbenches'])
  })

  it('has models as a service where each version wants it', () => {
    const of34 = output({ ...maas, cluster: { domain: 'apps.example.com', openshiftAi: '3.4' } })
    expect(of34.find('DataScienceCluster')).toMatchObject({
      spec: { components: { kserve: { modelsAsService: { managementState: 'Managed' } } } },
    })
    expect(JSON.stringify(of34.find('DataScienceCluster'))).not.toContain('aigateway')
    const of35 = output(maas)
    expect(of35.find('DataScienceCluster')).toMatchObject({
      spec: {
        components: { aigateway: { managementState: 'Managed', modelsAsAService: { managementState: 'Managed' } } },
      },
    })
    expect(JSON.stringify(of35.find('DataScienceCluster'))).not.toContain('modelsAsService')
  })

  it('has its gateway before it is switched on, and both a subscription and a policy for the model', () => {
    const { find, waveOf } = output(maas)
    expect(find('Gateway', 'maas-default-gateway')).toMatchObject({
      spec: {
        listeners: [
          { name: 'http', hostname: 'maas.apps.example.com' },
          { name: 'https', hostname: 'maas.apps.example.com' },
        ],
      },
    })
    // The API that gives out keys is a route of OpenShift AI's own, on the same gateway.
    const gateway = JSON.stringify(find('Gateway', 'maas-default-gateway'))
    for (const name of ['voice-lab-models', 'redhat-ods-applications', 'redhat-ai-gateway-infra'])
      expect(gateway).toContain(`"${name}"`)
    expect(waveOf('Gateway', 'maas-default-gateway')).toBe('operands')
    expect(waveOf('DataScienceCluster')).toBe('platform')
    expect(find('MaaSSubscription')).toMatchObject({
      spec: { owner: { groups: [{ name: 'voice-lab-attendees' }] }, modelRefs: [{ name: 'llama-4-scout' }] },
    })
    expect(find('MaaSAuthPolicy')).toMatchObject({ spec: { modelRefs: [{ name: 'llama-4-scout' }] } })
    expect(find('LLMInferenceService', 'llama-4-scout')).toMatchObject({
      spec: { router: { gateway: { refs: [{ name: 'maas-default-gateway' }] } } },
    })
    expect(find('LLMInferenceService', 'whisper')).toMatchObject({
      spec: { router: { gateway: { refs: [{ name: 'openshift-ai-inference' }] } } },
    })
  })

  it('has a name that whoever applies it completes, where the cluster is not there yet', () => {
    expect(output({ maas: true }).find('Gateway', 'maas-default-gateway')).toMatchObject({
      spec: { listeners: [{ hostname: 'maas.apps-domain.invalid' }, { hostname: 'maas.apps-domain.invalid' }] },
    })
  })

  it('is off by default, and then nothing of it is there', () => {
    expect(output().all.filter(({ object }) => /maas/i.test(JSON.stringify(object)))).toEqual([])
  })

  it('collects metrics and traces when observability is on', () => {
    expect(output().find('DSCInitialization')).toMatchObject({ spec: { monitoring: { managementState: 'Removed' } } })
    expect(output({ observability: true }).find('DSCInitialization')).toMatchObject({
      spec: { monitoring: { managementState: 'Managed', metrics: { storage: {} }, traces: { storage: {} } } },
    })
  })
})

describe('the gateway', () => {
  const { find, waveOf } = output()

  it('takes routes from chosen namespaces only, over TLS', () => {
    expect(find('Gateway')).toMatchObject({
      metadata: { name: 'openshift-ai-inference', namespace: 'openshift-ingress' },
      spec: {
        gatewayClassName: 'openshift-ai-inference',
        listeners: [
          {
            protocol: 'HTTPS',
            port: 443,
            allowedRoutes: {
              namespaces: {
                from: 'Selector',
                selector: { matchLabels: { 'workshop.kit/gateway': 'openshift-ai-inference' } },
              },
            },
            tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'openshift-ai-inference-tls' }] },
          },
        ],
      },
    })
  })

  it('comes after its class: one without would be adopted by another class', () => {
    expect(waveOf('GatewayClass')).toBe('operators')
    expect(waveOf('Gateway')).toBe('operands')
  })

  it('has a certificate of the service CA, and a proxy that Kuadrant’s filter fits into', () => {
    const { data } = z
      .looseObject({ data: z.object({ service: z.string(), deployment: z.string() }) })
      .parse(find('ConfigMap', 'openshift-ai-inference-overrides'))
    expect(parse(data.service)).toMatchObject({
      metadata: {
        annotations: { 'service.beta.openshift.io/serving-cert-secret-name': 'openshift-ai-inference-tls' },
      },
      spec: { type: 'ClusterIP' },
    })
    expect(data.deployment).toContain('2Gi')
  })

  it('is reached from outside through a Route, unless nobody should', () => {
    expect(find('Route', 'openshift-ai-inference')).toMatchObject({ spec: { tls: { termination: 'reencrypt' } } })
    expect(output({ outside: false }).find('Route', 'openshift-ai-inference')).toBeUndefined()
    expect(output({ outside: false }).find('Route', 'higgs-audio')).toBeUndefined()
  })

  it('asks Authorino over TLS', () => {
    expect(find('Authorino')).toMatchObject({
      spec: { listener: { tls: { enabled: true, certSecretRef: { name: 'authorino-server-cert' } } } },
    })
    expect(find('Service', 'authorino-authorino-authorization')?.metadata.annotations).toMatchObject({
      'service.beta.openshift.io/serving-cert-secret-name': 'authorino-server-cert',
    })
    expect(find('Gateway')?.metadata.annotations).toMatchObject({
      'security.opendatahub.io/authorino-tls-bootstrap': 'true',
    })
  })
})

describe('hardware profiles', () => {
  it('are one for each slice in use, there before the models that name them', () => {
    const { all, waveOf } = output()
    const profiles = all.filter(({ object }) => object.kind === 'HardwareProfile').map(({ object }) => object)
    expect(profiles.map(({ metadata }) => metadata.name).sort()).toEqual([
      'voice-lab-mig-1g-18gb',
      'voice-lab-mig-2g-35gb',
      'voice-lab-whole-gpu',
    ])
    expect(waveOf('HardwareProfile')).toBe('platform')
    expect(JSON.stringify(profiles)).toContain('"identifier":"nvidia.com/mig-2g.35gb"')
  })

  it('follow the GPU: other names on an RTX PRO 6000', () => {
    const { all } = output({
      attendees: 2,
      gpu: { instance: 'g7e.12xlarge' },
      models: { stt: { on: '1g.24gb' }, tts: { on: '2g.48gb' } },
      load: { waitBound: 0.2 },
    })
    const names = all.flatMap(({ object }) => (object.kind === 'HardwareProfile' ? [object.metadata.name] : []))
    expect(names.sort()).toEqual(['voice-lab-mig-1g-24gb', 'voice-lab-mig-2g-48gb', 'voice-lab-whole-gpu'])
  })
})
