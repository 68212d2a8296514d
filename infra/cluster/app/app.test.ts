// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { type Plan, planWorkshop } from '#capacity'
import { type WorkshopInput, workshopFrom } from '#workshop'
import type { Manifest } from '../manifest.ts'
import { outsideObjects } from '../outside-objects.ts'
import { synthesize } from '../synthesize.ts'

function planned(input: Partial<WorkshopInput> = {}): Plan {
  const plan = planWorkshop(workshopFrom({ name: 'lab', attendees: 60, ...input }))
  if (plan.kind !== 'plan') throw new Error(plan.reasons.join())
  return plan
}
const appWave = (plan: Plan): readonly Manifest[] => synthesize(plan).find(({ name }) => name === 'app')?.objects ?? []
function get(objects: readonly Manifest[], kind: string, name: string) {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return JSON.parse(JSON.stringify(found))
}

describe('the app', () => {
  const objects = appWave(planned())

  it('runs as anybody, on a root it cannot write to', () => {
    for (const name of ['voice-app', 'guide']) {
      const pod = get(objects, 'Deployment', name).spec.template.spec
      expect(pod.automountServiceAccountToken).toBe(false)
      for (const container of pod.containers)
        expect(container.securityContext).toEqual({
          runAsNonRoot: true,
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        })
      // restricted-v2 gives a user of its own: none may be asked for.
      expect(JSON.stringify(pod)).not.toMatch(/runAsUser|fsGroup|hostPath|hostNetwork/)
    }
  })

  it('keeps sockets open while nobody speaks', () => {
    expect(get(objects, 'Route', 'voice-app').metadata.annotations).toMatchObject({
      'haproxy.router.openshift.io/timeout': '2h',
      'haproxy.router.openshift.io/timeout-tunnel': '2h',
    })
  })

  it('grows with the class, on several nodes, and never goes away at once', () => {
    const deployment = get(objects, 'Deployment', 'voice-app')
    expect(deployment.spec).not.toHaveProperty('replicas')
    expect(get(objects, 'HorizontalPodAutoscaler', 'voice-app').spec).toMatchObject({ minReplicas: 2, maxReplicas: 4 })
    expect(get(objects, 'PodDisruptionBudget', 'voice-app').spec).toMatchObject({ maxUnavailable: 1 })
    expect(deployment.spec.template.spec.topologySpreadConstraints).toHaveLength(2)
  })

  it('has its settings by name, its keys from the cluster’s token, and its database by a Secret', () => {
    const [container] = get(objects, 'Deployment', 'voice-app').spec.template.spec.containers
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'voice-models' } }])
    const from = new Map(
      container.env.map((variable: { name: string; valueFrom?: unknown }) => [variable.name, variable.valueFrom]),
    )
    const token = { secretKeyRef: { name: 'model-caller-token', key: 'token' } }
    for (const key of ['STT_API_KEY', 'LLM_API_KEY', 'TTS_API_KEY']) expect(from.get(key)).toEqual(token)
    expect(from.get('DATABASE_URL')).toEqual({ secretKeyRef: { name: 'voice-app-db', key: 'DATABASE_URL' } })
  })

  it('is built by the cluster, from Git at once, else from what is sent', () => {
    expect(get(objects, 'BuildConfig', 'voice-app').spec).toMatchObject({ source: { type: 'Binary' }, triggers: [] })
    const git = { git: 'https://git.example.com/kit', ref: 'v1' }
    expect(get(appWave(planned({ source: git })), 'BuildConfig', 'guide').spec).toMatchObject({
      source: { type: 'Git', git: { uri: git.git, ref: 'v1' } },
      triggers: [{ type: 'ConfigChange' }],
      strategy: { dockerStrategy: { dockerfilePath: 'Containerfile.docs' } },
    })
  })

  it('or comes from an image that is there', () => {
    const given = appWave(planned({ images: { app: 'quay.io/us/voice-app:1.2.3' } }))
    expect(get(given, 'Deployment', 'voice-app').spec.template.spec.containers[0].image).toBe(
      'quay.io/us/voice-app:1.2.3',
    )
    expect(given.some(({ kind, metadata }) => kind === 'BuildConfig' && metadata.name === 'voice-app')).toBe(false)
  })

  it('has a Postgres beside it, or one that is managed', () => {
    expect(get(objects, 'StatefulSet', 'voice-app-db').spec.template.spec.containers[0].image).toMatch(/postgresql-16/)
    const plan = planned({ database: 'managed' })
    expect(appWave(plan).some(({ kind }) => kind === 'StatefulSet')).toBe(false)
    expect(outsideObjects(plan)).toContainEqual(
      expect.objectContaining({ name: 'voice-app-db', keys: ['DATABASE_URL'], madeBy: 'kit' }),
    )
  })

  it('may be reached by the router and Prometheus, its database by the app alone', () => {
    const database = get(objects, 'NetworkPolicy', 'app-to-database').spec
    expect(database.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/name': 'voice-app' }) } }],
        ports: [{ protocol: 'TCP', port: 5432 }],
      },
    ])
    expect(get(objects, 'NetworkPolicy', 'deny-by-default').spec).toMatchObject({
      podSelector: {},
      policyTypes: ['Ingress'],
    })
  })

  it('asks for the key of a model that is served elsewhere, and starts without one', () => {
    const plan = planned({ models: { agent: { external: 'https://models.example.com/v1' } } })
    const [container] = get(appWave(plan), 'Deployment', 'voice-app').spec.template.spec.containers
    expect(container.env).toContainEqual({
      name: 'LLM_API_KEY',
      valueFrom: { secretKeyRef: { name: 'voice-model-keys', key: 'LLM_API_KEY', optional: true } },
    })
    expect(outsideObjects(plan)).toContainEqual(
      expect.objectContaining({
        namespace: 'lab-app',
        name: 'voice-model-keys',
        keys: ['LLM_API_KEY'],
        optional: true,
      }),
    )
  })

  it('is nobody’s where everybody has models of their own', () => {
    const own = appWave(planned({ attendees: 3, models: { tts: { serve: 'per-attendee' } } }))
    expect(own.some(({ metadata }) => metadata.name.startsWith('voice-app'))).toBe(false)
    expect(get(own, 'Deployment', 'guide')).toBeDefined()
  })
})
