// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { WorkshopInput } from '#workshop'
import { ChartError } from '../chart-error.ts'
import type { Manifest } from '../manifest.ts'
import { outsideObjects } from '../outside-objects.ts'
import { synthesize } from '../synthesize.ts'
import { allPods } from '../test/pods.ts'
import { planned } from '../test/workshops.ts'
import { modelEndpoints, teamModel, weightsOf } from './index.ts'

type Input = Partial<WorkshopInput>
const objectsOf = (input: Input = {}): Manifest[] => synthesize(planned(input)).flatMap(({ objects }) => objects)
const find = (objects: readonly Manifest[], kind: string, name: string, namespace = 'voice-lab-models') =>
  objects.find(
    ({ kind: is, metadata }) =>
      is === kind && metadata.name === name && (metadata.namespace ?? namespace) === namespace,
  )
function podOf(objects: readonly Manifest[], name: string, namespace = 'voice-lab-models') {
  const pods = allPods(objects).find(
    ({ object, ...some }) => object.metadata.name === name && some.namespace === namespace,
  )
  if (pods === undefined) throw new Error(`No pods of ${name} in ${namespace}.`)
  return pods
}
const vllmArgs = (objects: readonly Manifest[], name: string): string =>
  podOf(objects, name).spec.containers[0]?.env.find((one) => one.name === 'VLLM_ADDITIONAL_ARGS')?.value ?? ''

describe('Llama 4 Scout', () => {
  const objects = objectsOf()
  const scout = find(objects, 'LLMInferenceService', 'llama-4-scout')

  it('calls tools the way Llama 4 does', () => {
    const args = vllmArgs(objects, 'llama-4-scout')
    expect(args).toContain('--enable-auto-tool-choice')
    expect(args).toContain('--tool-call-parser=llama4_pythonic')
    expect(args).toContain('--chat-template=/opt/app-root/template/tool_chat_template_llama4_pythonic.jinja')
  })

  it('has a whole GPU and no tensor parallelism', () => {
    expect(podOf(objects, 'llama-4-scout').spec.containers[0]?.resources.limits).toMatchObject({
      'nvidia.com/gpu': '1',
    })
    expect(JSON.stringify(scout)).not.toMatch(/tensor/)
  })

  it('may take an hour to load, and has shared memory: the runtime gives ten minutes and 1Gi', () => {
    const { startupProbe, volumes } = {
      startupProbe: podOf(objects, 'llama-4-scout').spec.containers[0]?.startupProbe,
      volumes: podOf(objects, 'llama-4-scout').spec.volumes,
    }
    expect(startupProbe).toMatchObject({ failureThreshold: 360, periodSeconds: 10 })
    expect(volumes).toMatchObject([{ name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: '16Gi' } }])
  })

  it('is called with a token: nobody switches authentication off', () => {
    expect(JSON.stringify(objects)).not.toContain('enable-auth')
    expect(find(objects, 'Role', 'model-caller')?.rules).toContainEqual({
      apiGroups: ['serving.kserve.io'],
      resources: ['llminferenceservices'],
      resourceNames: ['whisper', 'llama-4-scout'],
      verbs: ['get'],
    })
  })

  it('gives way to arguments that the file writes', () => {
    const own = objectsOf({ models: { agent: { args: ['--max-model-len=8192'] } } })
    expect(vllmArgs(own, 'llama-4-scout')).toBe('--max-model-len=8192')
  })

  it('lends its arguments to no other model', () => {
    const other = objectsOf({ models: { agent: { name: 'qwen', uri: 'hf://Qwen/Qwen3-8B', memoryGib: 20 } } })
    expect(vllmArgs(other, 'qwen')).toBe('')
  })
})

describe('Whisper', () => {
  it('is laid over the container main, on the slice of the plan, as often as the plan says', () => {
    const plan = planned()
    const objects = objectsOf()
    const whisper = find(objects, 'LLMInferenceService', 'whisper')
    expect(whisper).toMatchObject({
      apiVersion: 'serving.kserve.io/v1alpha2',
      metadata: { annotations: { 'opendatahub.io/hardware-profile-name': 'voice-lab-mig-1g-18gb' } },
      spec: {
        replicas: plan.models.find(({ role }) => role === 'stt')?.replicas,
        router: { route: {} },
        template: { containers: [{ name: 'main' }] },
      },
    })
    // A scheduler would be one more pod in the way of a single vLLM.
    expect(whisper?.spec).not.toHaveProperty('router.scheduler')
  })
})

describe('Higgs-Audio', () => {
  const objects = objectsOf()

  it('replaces rather than rolls: the slice is not free before the old pod is gone', () => {
    expect(find(objects, 'Deployment', 'higgs-audio')).toMatchObject({ spec: { strategy: { type: 'Recreate' } } })
  })

  it('has spoken once before it counts as started', () => {
    const [server] = podOf(objects, 'higgs-audio').spec.containers
    const command = server?.startupProbe?.exec?.command.join('\n') ?? ''
    expect(command).toContain('/v1/audio/speech')
    expect(command).toContain('higgs-audio-v2-generation-3B-base')
    expect(server?.readinessProbe).toMatchObject({ httpGet: { path: '/health' } })
  })

  it('gets the token of Hugging Face by reference only', () => {
    const [server] = podOf(objects, 'higgs-audio').spec.containers
    const token = server?.env.filter(({ name }) => name.includes('TOKEN'))
    expect(token).toHaveLength(2)
    for (const { valueFrom } of token ?? [])
      expect(valueFrom).toEqual({ secretKeyRef: { name: 'hugging-face', key: 'HF_TOKEN' } })
    expect(outsideObjects(planned())).toContainEqual(
      expect.objectContaining({ kind: 'Secret', name: 'hugging-face', namespace: 'voice-lab-models', madeBy: 'kit' }),
    )
  })

  it('keeps its weights on a claim that replicas on one node share, and on disks of their own on several nodes', () => {
    expect(podOf(objects, 'higgs-audio').spec.volumes[0]).toMatchObject({
      persistentVolumeClaim: { claimName: 'higgs-audio-cache' },
    })
    expect(podOf(objects, 'higgs-audio').spec.affinity).toMatchObject({
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] },
    })
    const many = objectsOf({ gpu: { instance: 'p5.4xlarge' } })
    expect(podOf(many, 'higgs-audio').spec.volumes[0]).toHaveProperty('ephemeral.volumeClaimTemplate')
    expect(find(many, 'PersistentVolumeClaim', 'higgs-audio-cache')).toBeUndefined()
  })

  it('has a proxy before its Route that asks the cluster who calls', () => {
    const [, proxy] = podOf(objects, 'higgs-audio').spec.containers
    expect(proxy?.args).toContain('--upstream=http://127.0.0.1:8080/')
    expect(proxy?.args.join()).not.toContain('ignore-paths')
    const { data } = z
      .looseObject({ data: z.object({ 'config.yaml': z.string() }) })
      .parse(find(objects, 'ConfigMap', 'higgs-audio-proxy'))
    expect(parse(data['config.yaml'])).toEqual({
      authorization: {
        resourceAttributes: {
          apiVersion: 'v1',
          resource: 'services',
          subresource: 'proxy',
          namespace: 'voice-lab-models',
          name: 'higgs-audio',
        },
      },
    })
    expect(find(objects, 'Route', 'higgs-audio')).toMatchObject({
      spec: { port: { targetPort: 'https' }, tls: { termination: 'reencrypt' } },
    })
    expect(find(objects, 'Role', 'model-caller')?.rules).toContainEqual({
      apiGroups: [''],
      resources: ['services/proxy'],
      resourceNames: ['higgs-audio'],
      verbs: ['get', 'create'],
    })
  })

  it('is asked without a token by Prometheus alone', () => {
    const policy = z
      .looseObject({
        spec: z.looseObject({
          ingress: z.array(
            z.looseObject({ from: z.array(z.unknown()), ports: z.array(z.looseObject({ port: z.number() })) }),
          ),
        }),
      })
      .parse(find(objects, 'NetworkPolicy', 'callers-to-speech'))
    const open = policy.spec.ingress.filter(({ ports }) => ports.some(({ port }) => port === 8080))
    expect(open).toHaveLength(1)
    expect(JSON.stringify(open[0]?.from)).toMatch(/^\[\{"namespaceSelector".*openshift-user-workload-monitoring.*\}\]$/)
    expect(find(objects, 'NetworkPolicy', 'deny-by-default')).toMatchObject({ spec: { podSelector: {} } })
  })

  it('refuses weights that its server cannot download', () => {
    const input: Input = { models: { tts: { uri: 's3://bucket/higgs-audio-v2' } } }
    expect(() => objectsOf(input)).toThrow(ChartError)
    expect(() => objectsOf(input)).toThrow(/models\.tts\.uri is 's3:\/\/bucket\/higgs-audio-v2'/)
  })
})

describe('content safety', () => {
  it('comes with the guardrails, as an adapter over its base', () => {
    expect(find(objectsOf(), 'LLMInferenceService', 'nemoguard')).toBeUndefined()
    const objects = objectsOf({ guardrails: true })
    expect(find(objects, 'LLMInferenceService', 'nemoguard')).toMatchObject({
      spec: {
        model: {
          uri: 'hf://meta-llama/Llama-3.1-8B-Instruct',
          lora: { adapters: [{ name: 'nemoguard', uri: 'hf://nvidia/llama-3.1-nemoguard-8b-content-safety' }] },
        },
        template: { serviceAccountName: 'model-weights' },
      },
    })
    expect(find(objects, 'ServiceAccount', 'model-weights')).toMatchObject({ secrets: [{ name: 'hugging-face' }] })
  })

  it('is served as it is where its weights are merged', () => {
    const objects = objectsOf({ guardrails: true, models: { guard: { uri: 's3://models/nemoguard-merged' } } })
    expect(find(objects, 'LLMInferenceService', 'nemoguard')).toMatchObject({
      spec: { model: { name: 'nemoguard', uri: 's3://models/nemoguard-merged' } },
    })
  })
})

describe('models of one’s own', () => {
  const plan = planned({ attendees: 3, models: { stt: { serve: 'per-attendee' }, tts: { serve: 'per-attendee' } } })
  const waves = synthesize(plan)
  const objects = waves.flatMap((wave) => wave.objects)

  it('are in each attendee’s project, in its wave, one of each', () => {
    const attendees = waves.find(({ name }) => name === 'attendees')?.objects ?? []
    for (const namespace of ['voice-lab-attendee-01', 'voice-lab-attendee-02', 'voice-lab-attendee-03']) {
      expect(find(attendees, 'LLMInferenceService', 'whisper', namespace)).toMatchObject({ spec: { replicas: 1 } })
      expect(find(attendees, 'Deployment', 'higgs-audio', namespace)).toMatchObject({ spec: { replicas: 1 } })
    }
    expect(find(objects, 'LLMInferenceService', 'whisper')).toBeUndefined()
    expect(find(objects, 'LLMInferenceService', 'llama-4-scout')).toBeDefined()
  })

  it('may be called by their owner only', () => {
    const bindings = objects.filter(
      ({ kind, metadata }) => kind === 'RoleBinding' && metadata.namespace === 'voice-lab-attendee-01',
    )
    const callers = bindings.filter(({ metadata }) => metadata.name === 'model-caller')
    expect(callers).toMatchObject([
      { subjects: [{ kind: 'ServiceAccount', name: 'model-caller', namespace: 'voice-lab-attendee-01' }] },
    ])
  })
})

describe('where models are called', () => {
  it('inside at the gateway and the proxy, outside at their Routes', () => {
    const gateway = 'https://openshift-ai-inference-openshift-ai-inference.openshift-ingress.svc'
    expect(modelEndpoints(planned())).toEqual([
      {
        role: 'stt',
        model: 'whisper',
        url: `${gateway}/voice-lab-models/whisper/v1`,
        auth: 'service-account',
        serviceCa: true,
        outside: {
          route: { namespace: 'openshift-ingress', name: 'openshift-ai-inference' },
          path: '/voice-lab-models/whisper/v1',
        },
      },
      {
        role: 'tts',
        model: 'higgs-audio-v2-generation-3B-base',
        url: 'https://higgs-audio.voice-lab-models.svc:8443/v1',
        auth: 'service-account',
        serviceCa: true,
        outside: { route: { namespace: 'voice-lab-models', name: 'higgs-audio' }, path: '/v1' },
      },
      expect.objectContaining({ role: 'agent', model: 'llama-4-scout' }),
    ])
  })

  it('elsewhere where the file says so', () => {
    const endpoints = modelEndpoints(planned({ models: { agent: { external: 'https://models.example.com/v1' } } }))
    expect(endpoints[2]).toMatchObject({ url: 'https://models.example.com/v1', auth: 'external', outside: null })
  })

  it('with a key of models as a service where that is on', () => {
    const endpoints = modelEndpoints(planned({ maas: true, cluster: { domain: 'apps.example.com' } }))
    expect(endpoints[2]).toMatchObject({
      url: 'https://maas.apps.example.com/voice-lab-models/llama-4-scout/v1',
      auth: 'maas',
    })
  })
})

describe('the model of a team', () => {
  it('is what its own slice holds, and needs no right over the cluster', () => {
    const plan = planned()
    const objects = teamModel(plan, 'voice-lab-attendee-01') ?? []
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'Deployment',
      'NetworkPolicy',
      'PersistentVolumeClaim',
      'Service',
      'ServiceMonitor',
    ])
    const [only, ...more] = allPods(objects).flatMap(({ spec }) => spec.containers)
    expect(more).toEqual([])
    expect(only?.resources.limits).toMatchObject({ 'nvidia.com/mig-2g.35gb': '1' })
  })

  it('downloads with a token that is in the homes of teams, and in no other project', () => {
    const plan = planned()
    const holders = outsideObjects(plan).flatMap(({ name, namespace }) => (name === 'hugging-face' ? [namespace] : []))
    expect(holders).toHaveLength(1 + (plan.teams?.sizes.length ?? 0))
    expect(holders.slice(0, 2)).toEqual(['voice-lab-models', 'voice-lab-attendee-01'])
  })

  it('is a language model’s kind where the file has them serve speech to text', () => {
    const objects = teamModel(planned({ attendeesServe: 'stt' }), 'voice-lab-attendee-01') ?? []
    expect(objects.map(({ kind }) => kind)).toEqual(['LLMInferenceService'])
  })

  it('does not exist where nobody serves one', () => {
    expect(teamModel(planned({ attendeesServe: 'none' }), 'voice-lab-attendee-01')).toBeNull()
  })
})

describe('weights', () => {
  it('are known by the last part of their uri, tag and digest aside', () => {
    const { models } = planned().workshop
    for (const role of ['stt', 'tts', 'agent', 'guard'] as const) expect(weightsOf(models[role].uri)).toBeDefined()
    expect(weightsOf('oci://registry.example.com/whisper/llama-3:1')).toBeUndefined()
  })
})
