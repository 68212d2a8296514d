// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { KubernetesClient } from '../client.ts'
import { conditionsOf, type LiveObject } from '../live-object.ts'
import { operatorVerdict } from './operator.ts'
import { byCondition, failed, READY, type Verdict, waiting } from './verdict.ts'
import { jobVerdict, podTrouble, workloadVerdict } from './workload.ts'

type Rule = (object: LiveObject, client: KubernetesClient, signal?: AbortSignal) => Verdict | Promise<Verdict>

const condition =
  (type: string): Rule =>
  (object) =>
    byCondition(object, type)

const Phased = z.looseObject({
  status: z.looseObject({ phase: z.string().optional(), state: z.string().optional() }).prefault({}),
})

/** Ready by `status.phase` or `status.state`, where a controller has no condition for it. */
const phase =
  (ready: string): Rule =>
  (object) => {
    const { status } = Phased.parse(object)
    const is = status.phase ?? status.state
    if (is?.toLowerCase() === ready.toLowerCase()) return READY
    const verdict = byCondition(object, 'Ready')
    return verdict.state === 'ready' ? waiting(object, `is ${is ?? 'not looked at yet'}`) : verdict
  }

const Admitted = z.looseObject({
  status: z
    .looseObject({
      ingress: z
        .array(
          z.looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).default([]) }),
        )
        .default([]),
    })
    .prefault({}),
})
const routeVerdict: Rule = (object) =>
  Admitted.parse(object).status.ingress.some(({ conditions }) =>
    conditions.some(({ type, status }) => type === 'Admitted' && status === 'True'),
  )
    ? READY
    : waiting(object, 'no router has admitted it')

/** KServe's own words, and those of the pods behind them. */
const modelVerdict: Rule = async (object, client, signal) => {
  if (object.metadata.annotations['serving.kserve.io/stop'] === 'true') return READY
  const verdict = byCondition(object, 'Ready')
  if (verdict.state === 'ready') return READY
  const labels = { 'app.kubernetes.io/name': object.metadata.name }
  const trouble = await podTrouble(client, object.metadata.namespace, labels, signal)
  return trouble === null ? verdict : waiting(object, trouble)
}

const BUILDS = { apiVersion: 'build.openshift.io/v1', kind: 'Build' }

/** The newest build of a BuildConfig. One that never ran (its source is sent with `oc start-build`) is not waited for. */
const buildVerdict: Rule = async (object, client, signal) => {
  const { name, namespace } = object.metadata
  const where = { labelSelector: `buildconfig=${name}`, ...(namespace && { namespace }), ...(signal && { signal }) }
  const builds = await client.list(BUILDS, where)
  const numberOf = (build: LiveObject): number => Number(build.metadata.annotations['openshift.io/build.number'] ?? 0)
  const newest = [...builds].sort((a, b) => numberOf(b) - numberOf(a))[0]
  if (newest === undefined) return READY
  const is = Phased.parse(newest).status.phase ?? 'New'
  if (is === 'Complete') return READY
  const next = `oc logs -n ${namespace} build/${newest.metadata.name}`
  return ['Failed', 'Error', 'Cancelled'].includes(is)
    ? failed(newest, `${is}; see ${next}`)
    : waiting(newest, `is ${is}`)
}

/** A model runtime behind KServe's older kind, or one of the guardrails' kinds: whichever of the two they report. */
const conditionOrPhase: Rule = (object, client, signal) =>
  conditionsOf(object).some(({ type }) => type === 'Ready')
    ? byCondition(object, 'Ready')
    : phase('Ready')(object, client, signal)

/** When an object of a kind counts as ready. A kind that is not listed is ready once it is applied. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['v1/Namespace', phase('Active')],
  ['operators.coreos.com/v1alpha1/Subscription', operatorVerdict],
  ['apiextensions.k8s.io/v1/CustomResourceDefinition', condition('Established')],
  ['apps/v1/Deployment', workloadVerdict],
  ['apps/v1/StatefulSet', workloadVerdict],
  ['batch/v1/Job', jobVerdict],
  ['build.openshift.io/v1/BuildConfig', buildVerdict],
  ['route.openshift.io/v1/Route', routeVerdict],
  ['cert-manager.io/v1/Certificate', condition('Ready')],
  ['cert-manager.io/v1/ClusterIssuer', condition('Ready')],
  ['cert-manager.io/v1/Issuer', condition('Ready')],
  ['nfd.openshift.io/v1/NodeFeatureDiscovery', condition('Available')],
  ['nvidia.com/v1/ClusterPolicy', phase('ready')],
  ['operator.openshift.io/v1/LeaderWorkerSetOperator', condition('Available')],
  ['kueue.openshift.io/v1/Kueue', condition('Available')],
  ['kuadrant.io/v1beta1/Kuadrant', condition('Ready')],
  ['operator.authorino.kuadrant.io/v1beta1/Authorino', condition('Ready')],
  ['gateway.networking.k8s.io/v1/GatewayClass', condition('Accepted')],
  ['gateway.networking.k8s.io/v1/Gateway', condition('Programmed')],
  ['dscinitialization.opendatahub.io/v2/DSCInitialization', conditionOrPhase],
  ['datasciencecluster.opendatahub.io/v2/DataScienceCluster', conditionOrPhase],
  ['serving.kserve.io/v1alpha1/LLMInferenceService', modelVerdict],
  ['serving.kserve.io/v1alpha2/LLMInferenceService', modelVerdict],
  ['serving.kserve.io/v1beta1/InferenceService', modelVerdict],
  ['trustyai.opendatahub.io/v1alpha1/NemoGuardrails', conditionOrPhase],
  ['trustyai.opendatahub.io/v1alpha1/GuardrailsOrchestrator', conditionOrPhase],
])
