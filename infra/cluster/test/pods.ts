// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Manifest } from '../manifest.ts'
import { podLabelsOf } from '../models/llm-inference-service.ts'

const named = z.looseObject({ name: z.string(), key: z.string().optional(), optional: z.boolean().optional() })
const probe = z.looseObject({
  httpGet: z.looseObject({ port: z.union([z.string(), z.number()]) }).optional(),
  tcpSocket: z.looseObject({ port: z.union([z.string(), z.number()]) }).optional(),
  exec: z.looseObject({ command: z.array(z.string()) }).optional(),
})
const amounts = z.record(z.string(), z.union([z.string(), z.number()])).default({})

/** What the tests look at in a container. */
export const Container = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  args: z.array(z.string()).default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({ secretKeyRef: named.optional(), configMapKeyRef: named.optional() }).optional(),
      }),
    )
    .default([]),
  envFrom: z.array(z.looseObject({ secretRef: named.optional(), configMapRef: named.optional() })).default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
  resources: z.looseObject({ requests: amounts, limits: amounts }).prefault({}),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      privileged: z.boolean().optional(),
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      capabilities: z.looseObject({ drop: z.array(z.string()).default([]) }).prefault({}),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .prefault({}),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
})
export type Container = z.output<typeof Container>

const source = z.looseObject({
  secret: z
    .looseObject({ secretName: z.string().optional(), name: z.string().optional(), optional: z.boolean().optional() })
    .optional(),
  configMap: named.optional(),
  persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
})
const PodSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean().optional() }).prefault({}),
  imagePullSecrets: z.array(named).default([]),
  containers: z.array(Container),
  initContainers: z.array(Container).default([]),
  volumes: z
    .array(
      source.extend({
        name: z.string(),
        projected: z.looseObject({ sources: z.array(source).default([]) }).optional(),
      }),
    )
    .default([]),
})
export type PodSpec = z.output<typeof PodSpec>

const Template = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).prefault({}),
  spec: PodSpec,
})
const Workload = z.looseObject({ spec: z.looseObject({ template: Template }) })
const CronJob = z.looseObject({ spec: z.looseObject({ jobTemplate: Workload }) })
const Llm = z.looseObject({ spec: z.looseObject({ template: PodSpec }) })

/** Pods that an object makes. */
export interface Pods {
  readonly object: Manifest
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly spec: PodSpec
  /** Port numbers by name, and by themselves. */
  readonly ports: ReadonlyMap<string, number>
}

function podsOf(object: Manifest): Omit<Pods, 'object' | 'namespace' | 'ports'> | null {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'Job': {
      const { metadata, spec } = Workload.parse(object).spec.template
      return { labels: metadata.labels, spec }
    }
    case 'CronJob': {
      const { metadata, spec } = CronJob.parse(object).spec.jobTemplate.spec.template
      return { labels: metadata.labels, spec }
    }
    case 'LLMInferenceService':
      // KServe adds these labels and vLLM's port.
      return { labels: podLabelsOf(object.metadata.name), spec: Llm.parse(object).spec.template }
    default:
      return null
  }
}

/** The pods of every object that makes some. */
export function allPods(objects: readonly Manifest[]): Pods[] {
  return objects.flatMap((object) => {
    const pods = podsOf(object)
    if (pods === null) return []
    const declared = pods.spec.containers.flatMap(({ ports }) => ports)
    const all = object.kind === 'LLMInferenceService' ? [{ name: 'https', containerPort: 8000 }] : declared
    const ports = new Map(
      all.flatMap(({ name, containerPort }): [string, number][] => [
        [String(containerPort), containerPort],
        ...(name === undefined ? [] : [[name, containerPort] as [string, number]]),
      ]),
    )
    return [{ ...pods, object, namespace: object.metadata.namespace ?? '', ports }]
  })
}
