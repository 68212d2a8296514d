// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { LiveObject } from '../live-object.ts'
import { KubernetesApi } from './kubernetes-api.ts'
import type { JsonObject } from './server-side-apply.ts'

const CORE: readonly (readonly [apiVersion: string, kinds: readonly string[]])[] = [
  [
    'v1',
    ['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Pod', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange'],
  ],
  ['apps/v1', ['Deployment', 'StatefulSet']],
  ['batch/v1', ['Job']],
  ['autoscaling/v2', ['HorizontalPodAutoscaler']],
  ['policy/v1', ['PodDisruptionBudget']],
  ['networking.k8s.io/v1', ['NetworkPolicy']],
  ['rbac.authorization.k8s.io/v1', ['Role', 'RoleBinding']],
  ['route.openshift.io/v1', ['Route']],
  ['build.openshift.io/v1', ['BuildConfig', 'Build']],
  ['image.openshift.io/v1', ['ImageStream']],
  ['monitoring.coreos.com/v1', ['ServiceMonitor', 'PodMonitor', 'PrometheusRule']],
  ['gateway.networking.k8s.io/v1', ['Gateway', 'HTTPRoute']],
  ['operators.coreos.com/v1', ['OperatorGroup']],
  ['operators.coreos.com/v1alpha1', ['Subscription', 'ClusterServiceVersion', 'InstallPlan']],
]
const CLUSTER_WIDE: readonly (readonly [string, readonly string[]])[] = [
  ['v1', ['Namespace', 'Node']],
  ['rbac.authorization.k8s.io/v1', ['ClusterRole', 'ClusterRoleBinding']],
  ['apiextensions.k8s.io/v1', ['CustomResourceDefinition']],
  ['gateway.networking.k8s.io/v1', ['GatewayClass']],
  ['console.openshift.io/v1', ['ConsoleLink']],
  ['config.openshift.io/v1', ['OAuth', 'Ingress']],
]

/** Namespaces that are there before anything is applied. */
const HOMES = ['default', 'openshift-config', 'openshift-ingress', 'openshift-monitoring', 'redhat-ods-applications']

/** A kind that comes with an operator. */
export interface OwnedKind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
}

const owned = (namespaced: boolean, ...kinds: readonly (readonly [apiVersion: string, kind: string])[]): OwnedKind[] =>
  kinds.map(([apiVersion, kind]) => ({ apiVersion, kind, namespaced }))

/** The operators of the kit, with the kinds of each that it makes objects of. */
export const PACKAGES: Readonly<Record<string, readonly OwnedKind[]>> = {
  nfd: owned(true, ['nfd.openshift.io/v1', 'NodeFeatureDiscovery']),
  'gpu-operator-certified': owned(false, ['nvidia.com/v1', 'ClusterPolicy']),
  'leader-worker-set': owned(false, ['operator.openshift.io/v1', 'LeaderWorkerSetOperator']),
  'kueue-operator': owned(false, ['kueue.openshift.io/v1', 'Kueue']),
  'rhcl-operator': owned(
    true,
    ['kuadrant.io/v1beta1', 'Kuadrant'],
    ['operator.authorino.kuadrant.io/v1beta1', 'Authorino'],
  ),
  'rhods-operator': [
    ...owned(
      false,
      ['dscinitialization.opendatahub.io/v2', 'DSCInitialization'],
      ['datasciencecluster.opendatahub.io/v2', 'DataScienceCluster'],
    ),
    ...owned(
      true,
      ['infrastructure.opendatahub.io/v1', 'HardwareProfile'],
      ['serving.kserve.io/v1alpha2', 'LLMInferenceService'],
    ),
  ],
}

const Spec = z.looseObject({
  spec: z.looseObject({
    name: z.string(),
    startingCSV: z.string().optional(),
    installPlanApproval: z.string().optional(),
  }),
})
const Installed = z.looseObject({ status: z.looseObject({ installedCSV: z.string().optional() }).default({}) })
const Approved = z.looseObject({ spec: z.looseObject({ approved: z.boolean() }) })
const Replicas = z.looseObject({ spec: z.looseObject({ replicas: z.number().default(1) }) })

/** Kinds whose status nobody writes, or somebody else. */
const NOT_CONTROLLED = new Set(['ConfigMap', 'Secret', 'Pod', 'ClusterServiceVersion', 'InstallPlan'])

/** Kinds that say so in `status.phase` or `status.state`. */
const PHASES: Readonly<Record<string, JsonObject>> = {
  Namespace: { phase: 'Active' },
  Build: { phase: 'Complete' },
  ClusterPolicy: { state: 'ready' },
}

/**
 * An OpenShift whose controllers do their work one step at a time: each `step` moves every object one step towards ready.
 * It is empty but for a few namespaces; kinds of operators appear once their operator is installed.
 */
export class OpenShift {
  /** Objects whose controllers do nothing: `Deployment voice-lab/higgs-audio` by kind and name. */
  readonly stuck = new Set<string>()
  steps = 0

  private constructor(
    readonly api: KubernetesApi,
    private readonly operators: ReadonlyMap<string, readonly OwnedKind[]>,
  ) {}

  /** @param operators kinds that come with each package */
  static async start(operators: Readonly<Record<string, readonly OwnedKind[]>> = {}): Promise<OpenShift> {
    const api = await KubernetesApi.start()
    for (const [apiVersion, kinds] of CORE) for (const kind of kinds) api.store.learn(apiVersion, kind, true)
    for (const [apiVersion, kinds] of CLUSTER_WIDE) for (const kind of kinds) api.store.learn(apiVersion, kind, false)
    for (const name of HOMES) api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    return new OpenShift(api, new Map(Object.entries(operators)))
  }

  readonly step = (): void => {
    this.steps += 1
    const { store } = this.api
    for (const { object } of store.all()) {
      const live = LiveObject.parse(object)
      if (!this.stuck.has(`${live.kind} ${live.metadata.name}`)) this.#advance(live)
    }
  }

  #advance(live: LiveObject): void {
    const { store } = this.api
    const phase = PHASES[live.kind]
    const { generation = 1 } = live.metadata
    if (live.kind === 'Subscription') this.#install(live)
    else if (live.kind === 'Node') this.migManager(live)
    else if (phase !== undefined) store.setStatus(live, phase)
    else if (live.kind === 'Deployment' || live.kind === 'StatefulSet') {
      const { replicas } = Replicas.parse(live).spec
      store.setStatus(live, { observedGeneration: generation, updatedReplicas: replicas, availableReplicas: replicas })
    } else if (live.kind === 'Route')
      store.setStatus(live, { ingress: [{ conditions: [{ type: 'Admitted', status: 'True' }] }] })
    else if (live.kind === 'Job') store.setStatus(live, { conditions: [{ type: 'Complete', status: 'True' }] })
    else if (!NOT_CONTROLLED.has(live.kind))
      store.setStatus(live, {
        phase: 'Ready',
        conditions: ['Available', 'Ready', 'Accepted', 'Programmed', 'Established'].map((type) => ({
          type,
          status: 'True',
        })),
      })
  }

  /** OLM: an InstallPlan, by hand or by itself approved; a version; its kinds. One of these per step. */
  #install(subscription: LiveObject): void {
    const { store } = this.api
    const { namespace = '' } = subscription.metadata
    const { name, startingCSV, installPlanApproval } = Spec.parse(subscription).spec
    const { installedCSV } = Installed.parse(subscription).status
    const csvName = installedCSV ?? startingCSV ?? `${name}.v1.0.0`
    const plan = store.find('InstallPlan', `install-${name}`, namespace)
    const apiVersion = 'operators.coreos.com/v1alpha1'
    if (plan === undefined) {
      const approved = installPlanApproval !== 'Manual'
      const spec = { approved, clusterServiceVersionNames: [csvName] }
      store.put({ apiVersion, kind: 'InstallPlan', metadata: { name: `install-${name}`, namespace }, spec })
      store.setStatus(subscription, { installPlanRef: { name: `install-${name}`, namespace } })
      return
    }
    if (!Approved.parse(plan).spec.approved) return
    const owned = this.operators.get(name) ?? []
    const crd = ({ apiVersion: version, kind }: OwnedKind): string => `${kind.toLowerCase()}s.${version.split('/')[0]}`
    const csv = store.find('ClusterServiceVersion', csvName, namespace)
    if (csv === undefined) {
      const spec = { customresourcedefinitions: { owned: owned.map((kind) => ({ name: crd(kind) })) } }
      store.put({ apiVersion, kind: 'ClusterServiceVersion', metadata: { name: csvName, namespace }, spec })
      for (const kind of owned)
        store.put({
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: crd(kind) },
        })
      const status = { installedCSV: csvName, installPlanRef: { name: plan.metadata.name, namespace } }
      store.setStatus(subscription, status)
      return
    }
    store.setStatus(csv, { phase: 'Succeeded' })
    for (const { apiVersion: version, kind, namespaced } of owned) store.learn(version, kind, namespaced)
  }

  /** What the MIG manager does with a node; nothing unless a test says so. */
  migManager: (node: LiveObject) => void = () => undefined

  async stop(): Promise<void> {
    await this.api.stop()
  }
}
