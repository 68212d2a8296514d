// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { KubernetesClient } from '../client.ts'
import { conditionsOf, type LiveObject } from '../live-object.ts'
import { failed, READY, told, type Verdict, waiting } from './verdict.ts'

const Workload = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().default(1),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }),
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .prefault({}),
})

const State = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
})
const Pod = z.looseObject({
  status: z
    .looseObject({
      initContainerStatuses: z.array(z.looseObject({ name: z.string(), state: State.default({}) })).default([]),
      containerStatuses: z.array(z.looseObject({ name: z.string(), state: State.default({}) })).default([]),
    })
    .prefault({}),
})

/** A container that waits for one of these is on its way. */
const NORMAL = new Set(['ContainerCreating', 'PodInitializing'])

/** What keeps the pods of a selector from running, in words; null when nothing is seen. */
export async function podTrouble(
  client: KubernetesClient,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string | null> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
  if (namespace === undefined || labelSelector === '') return null
  const where = { namespace, labelSelector, ...(signal && { signal }) }
  for (const pod of await client.list({ apiVersion: 'v1', kind: 'Pod' }, where)) {
    const unscheduled = conditionsOf(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False')
    if (unscheduled !== undefined) return `pod ${pod.metadata.name} finds no node: ${told(unscheduled)}`
    const { status } = Pod.parse(pod)
    for (const { name, state } of [...status.initContainerStatuses, ...status.containerStatuses]) {
      const reason = state.waiting?.reason
      if (reason === undefined || NORMAL.has(reason)) continue
      const message = state.waiting?.message
      return `container ${name} of pod ${pod.metadata.name}: ${reason}${message === undefined ? '' : `, ${message}`}`
    }
  }
  return null
}

/** A Deployment or StatefulSet has all its replicas, made from what was applied last. */
export async function workloadVerdict(
  object: LiveObject,
  client: KubernetesClient,
  signal?: AbortSignal,
): Promise<Verdict> {
  const { spec, status } = Workload.parse(object)
  if ((status.observedGeneration ?? 0) < (object.metadata.generation ?? 0)) return waiting(object, 'was just changed')
  const have = Math.min(status.updatedReplicas, status.availableReplicas)
  if (have >= spec.replicas) return READY
  const trouble = await podTrouble(client, object.metadata.namespace, spec.selector.matchLabels, signal)
  return waiting(object, `${have} of ${spec.replicas} replicas${trouble === null ? '' : `; ${trouble}`}`)
}

/** A Job is done. */
export function jobVerdict(object: LiveObject): Verdict {
  const conditions = conditionsOf(object)
  const bad = conditions.find(({ type, status }) => type === 'Failed' && status === 'True')
  if (bad !== undefined)
    return failed(
      object,
      `${told(bad)}; oc logs job/${object.metadata.name} -n ${object.metadata.namespace} tells more`,
    )
  return conditions.some(({ type, status }) => type === 'Complete' && status === 'True')
    ? READY
    : waiting(object, 'is running')
}
