// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { planWorkshop } from '#capacity'
import { workshopFrom } from '#workshop'
import { resourceOf } from './gpu/index.ts'
import type { Manifest } from './manifest.ts'
import { synthesize } from './synthesize.ts'
import { allPods, type Container, type Pods } from './test/pods.ts'
import { OUTPUTS, planned } from './test/workshops.ts'

const objectsOf = (plan: (typeof OUTPUTS)[number][1]): Manifest[] => synthesize(plan).flatMap(({ objects }) => objects)
const containersOf = ({ spec }: Pods): Container[] => [...spec.containers, ...spec.initContainers]
const gpuOf = ({ resources }: Container): [string, string | number][] =>
  Object.entries(resources.limits).filter(([name]) => name.startsWith('nvidia.com/'))

/** Values that would be a secret: tokens, keys, passwords, certificates. */
const SECRET_VALUES = [
  /\bhf_[A-Za-z0-9]{8,}/,
  /\bsk-[A-Za-z0-9-]{8,}/,
  /\bsha256~[\w-]{20,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}/,
  /-----BEGIN/,
  /\$2[aby]\$\d\d\$/,
  /:\/\/[^/\s:@"']+:[^/\s@"']+@/,
]

const Replicated = z.looseObject({ replicas: z.number().default(1) })
const Policy = z.looseObject({ podSelector: z.looseObject({}), ingress: z.array(z.unknown()).optional() })

describe.each(OUTPUTS)('%s', (_, plan) => {
  const objects = objectsOf(plan)
  const pods = allPods(objects)

  it('each model asks for exactly the slice of the plan, and as many times as the plan says', () => {
    const asked = new Map<string, number>()
    for (const { object, spec } of pods) {
      const slices = spec.containers.flatMap(gpuOf)
      if (slices.length === 0) continue
      expect(slices, object.metadata.name).toHaveLength(1)
      const [[resource, amount] = ['', '']] = slices
      expect(String(amount)).toBe('1')
      const [own] = spec.containers.filter((container) => gpuOf(container).length > 0)
      expect(own?.resources.requests[resource]).toBe(own?.resources.limits[resource])
      const { replicas } = Replicated.parse(object.spec)
      const key = `${object.metadata.name} ${resource}`
      asked.set(key, (asked.get(key) ?? 0) + replicas)
    }
    const expected = plan.models.map(
      ({ model, slice, replicas }) => [`${model.name} ${resourceOf(slice)}`, replicas] as const,
    )
    expect(asked).toEqual(new Map(expected))
  })

  it('no value of a secret is in it', () => {
    for (const object of objects.filter(({ kind }) => kind === 'Secret')) {
      expect(object.type, object.metadata.name).toBe('kubernetes.io/service-account-token')
      expect(object).not.toHaveProperty('data')
      expect(object).not.toHaveProperty('stringData')
    }
    const text = JSON.stringify(objects)
    for (const pattern of SECRET_VALUES) expect(text).not.toMatch(pattern)
    for (const { name, env } of pods.flatMap(containersOf))
      for (const variable of env)
        if (/TOKEN|PASSWORD|SECRET|API_KEY|DATABASE_URL/.test(variable.name))
          expect(variable.value, `${name} ${variable.name}`).toBeUndefined()
  })

  it('every image is pinned', () => {
    const images = pods.flatMap(containersOf).flatMap(({ image }) => (image === undefined ? [] : [image]))
    for (const image of images) expect(image).toMatch(/(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]*)$/)
  })

  it('every container has requests and limits, probes, and runs as nobody special', () => {
    for (const some of pods)
      for (const container of some.spec.containers) {
        const where = `${some.object.kind} ${some.object.metadata.name}/${container.name}`
        for (const amount of ['cpu', 'memory']) {
          expect(container.resources.requests, where).toHaveProperty(amount)
          expect(container.resources.limits, where).toHaveProperty(amount)
        }
        const { securityContext: security } = container
        expect(security.runAsNonRoot ?? some.spec.securityContext.runAsNonRoot, where).toBe(true)
        expect(security.runAsUser, where).not.toBe(0)
        expect(security.privileged ?? false, where).toBe(false)
        expect(security.allowPrivilegeEscalation, where).toBe(false)
        expect(security.capabilities.drop, where).toEqual(['ALL'])
        if (some.object.kind === 'Job' || some.object.kind === 'CronJob') continue
        expect(container.readinessProbe, where).toBeDefined()
        expect(container.livenessProbe, where).toBeDefined()
      }
  })

  it('never brings a service mesh, Serverless or the Gateway API itself', () => {
    const kinds = objects.map(({ kind }) => kind)
    expect(kinds).not.toContain('CustomResourceDefinition')
    expect(objects.filter(({ apiVersion }) => /istio\.io|maistra|knative|sailoperator/.test(apiVersion))).toEqual([])
    const packages = objects.filter(({ kind }) => kind === 'Subscription').map(({ metadata }) => metadata.name)
    expect(packages.filter((name) => /servicemesh|serverless|authorino|sail/.test(name))).toEqual([])
  })

  it('nothing reaches a pod of the kit unless a policy says so', () => {
    const closed = objects
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'deny-by-default')
      .map(({ metadata, spec }) => {
        const { podSelector, ingress = [] } = Policy.parse(spec)
        expect([podSelector, ingress]).toEqual([{}, []])
        return metadata.namespace
      })
    for (const { object } of pods) expect(closed).toContain(object.metadata.namespace)
  })

  it('whatever asks for a GPU is let onto the GPU nodes', () => {
    for (const { object, spec } of pods)
      if (spec.containers.some((container) => gpuOf(container).length > 0))
        expect(spec.tolerations, object.metadata.name).toEqual([
          { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
        ])
  })
})

describe('200 attendees', () => {
  // A wide margin over what it takes (about a tenth of that), as CI machines are slow and shared.
  it('are synthesized in under five seconds', () => {
    const plan = planned({ attendees: 200 })
    const startedAt = performance.now()
    const objects = objectsOf(plan)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    expect(objects.length).toBeGreaterThan(50)
  })
})

describe('a model served elsewhere', () => {
  it('leaves nothing of itself on the cluster', () => {
    const plan = planWorkshop(
      workshopFrom({
        name: 'l40s',
        attendees: 8,
        gpu: { instance: 'g6e.12xlarge' },
        models: { agent: { external: 'https://models.example.com/v1' } },
      }),
    )
    if (plan.kind !== 'plan') throw new Error(plan.reasons.join())
    const objects = objectsOf(plan)
    const names = objects.filter(({ kind }) => kind === 'LLMInferenceService').map(({ metadata }) => metadata.name)
    expect(names).toEqual(['whisper'])
    expect(objects.filter(({ metadata }) => /llama|mig/.test(metadata.name))).toEqual([])
  })
})
