// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { type Construct, k8s } from '../kubernetes.ts'
import { addModelCaller } from '../models/model-caller.ts'
import { ownModels } from '../models/served.ts'
import { type Attendee, GATEWAY_CLIENT_LABEL } from '../names.ts'
import { MONITORING, ROUTER } from '../network-peers.ts'
import { addModelSettings } from './model-settings.ts'
import { addQuota } from './quota.ts'
import { teamsOf } from './teams.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** People who may change what is in the project: whose it is, and their team where it serves its model. */
function editorsOf(plan: Plan, attendee: Attendee): string[] {
  const team = teamsOf(plan).find(({ home }) => home.namespace === attendee.namespace)
  return (team?.members ?? [attendee]).map(({ user }) => user)
}

/** Model servers of OpenShift AI; `edit` holds them only where its aggregation is installed. */
const MODEL_RULES: k8s.PolicyRule[] = [
  {
    apiGroups: ['serving.kserve.io'],
    resources: ['llminferenceservices', 'inferenceservices', 'servingruntimes'],
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['monitoring.coreos.com'],
    resources: ['servicemonitors', 'podmonitors'],
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  },
]

/** Reached from the project itself, from the router and by Prometheus; from other attendees' projects not. */
function addNetworkPolicies(scope: Construct, namespace: string): void {
  const allow = (name: string, ingress: k8s.NetworkPolicyIngressRule[]) =>
    new k8s.KubeNetworkPolicy(scope, `${namespace}-${name}`, {
      metadata: { name, namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress },
    })
  allow('deny-by-default', [])
  allow('same-project', [{ from: [{ podSelector: {} }] }])
  allow('router-and-metrics', [{ from: [ROUTER, MONITORING] }])
}

/** One attendee's project: theirs to change, bounded, with the way to the models in it. */
export function addProject(scope: Construct, plan: Plan, attendee: Attendee): void {
  const { user, namespace, number } = attendee
  const serves = ownModels(plan).length > 0 || teamsOf(plan).some(({ home }) => home.namespace === namespace)
  new k8s.KubeNamespace(scope, `${namespace}-namespace`, {
    metadata: {
      name: namespace,
      labels: { 'opendatahub.io/dashboard': 'true', ...(serves && GATEWAY_CLIENT_LABEL) },
      annotations: {
        'openshift.io/display-name': `${plan.workshop.name}: attendee ${number}`,
        'openshift.io/requester': user,
      },
    },
  })
  const subjects = editorsOf(plan, attendee).map((name) => ({ kind: 'User', name, apiGroup: RBAC }))
  new k8s.KubeRoleBinding(scope, `${namespace}-edit`, {
    metadata: { name: 'attendee-edit', namespace },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'edit' },
    subjects,
  })
  new k8s.KubeRole(scope, `${namespace}-models-role`, {
    metadata: { name: 'attendee-models', namespace },
    rules: MODEL_RULES,
  })
  new k8s.KubeRoleBinding(scope, `${namespace}-models-binding`, {
    metadata: { name: 'attendee-models', namespace },
    roleRef: { apiGroup: RBAC, kind: 'Role', name: 'attendee-models' },
    subjects,
  })
  addQuota(scope, plan, namespace)
  addNetworkPolicies(scope, namespace)
  addModelCaller(scope, plan, namespace)
  addModelSettings(scope, plan, namespace, attendee)
}
