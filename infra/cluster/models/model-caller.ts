// SPDX-License-Identifier: Apache-2.0
import type { ModelDemand, Plan } from '#capacity'
import { type Construct, k8s } from '../kubernetes.ts'
import { modelsNamespace } from '../names.ts'
import { ownModels, sharedModels } from './served.ts'
import { isDeployment } from './weights.ts'

/** Role that may call the models of its namespace. */
export const CALLER_ROLE = 'model-caller'

/** ServiceAccount by which somebody calls models, in their own namespace, and the Secret with its token. */
export const MODEL_CALLER = { account: 'model-caller', tokenSecret: 'model-caller-token' } as const

/** What the gateway's and the proxy's question is answered by. */
function rulesFor(demands: readonly ModelDemand[]): k8s.PolicyRule[] {
  const namesOf = (deployments: boolean) =>
    demands.filter(({ role }) => isDeployment(role) === deployments).map(({ model }) => model.name)
  const [behindGateway, behindProxy] = [namesOf(false), namesOf(true)]
  const gateway = {
    apiGroups: ['serving.kserve.io'],
    resources: ['llminferenceservices'],
    resourceNames: behindGateway,
    verbs: ['get'],
  }
  const proxy = { apiGroups: [''], resources: ['services/proxy'], resourceNames: behindProxy, verbs: ['get', 'create'] }
  return [...(behindGateway.length > 0 ? [gateway] : []), ...(behindProxy.length > 0 ? [proxy] : [])]
}

/** The right to call these models, in the namespace they are served in. */
export function addCallerRole(scope: Construct, namespace: string, demands: readonly ModelDemand[]): void {
  new k8s.KubeRole(scope, `${namespace}-${CALLER_ROLE}`, {
    metadata: { name: CALLER_ROLE, namespace },
    rules: rulesFor(demands),
  })
}

/**
 * A caller of the models: a ServiceAccount in `namespace`, a Secret into which the cluster writes its token (no value
 * stands in the manifest), and the right to call the shared models and those served in `namespace` itself.
 */
export function addModelCaller(scope: Construct, plan: Plan, namespace: string): void {
  const { account, tokenSecret } = MODEL_CALLER
  new k8s.KubeServiceAccount(scope, `${namespace}-${account}`, { metadata: { name: account, namespace } })
  new k8s.KubeSecret(scope, `${namespace}-${tokenSecret}`, {
    metadata: { name: tokenSecret, namespace, annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  })
  const bind = (where: string, name: string) =>
    new k8s.KubeRoleBinding(scope, `${namespace}-calls-${where}`, {
      metadata: { name, namespace: where },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: CALLER_ROLE },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    })
  if (sharedModels(plan).length > 0) bind(modelsNamespace(plan.workshop), `${CALLER_ROLE}-${namespace}`)
}

/** Binds the caller of an attendee's namespace to the models that are served there, for them alone. */
export function addOwnCaller(scope: Construct, plan: Plan, namespace: string): void {
  addCallerRole(scope, namespace, ownModels(plan))
  const { account } = MODEL_CALLER
  new k8s.KubeRoleBinding(scope, `${namespace}-calls-own`, {
    metadata: { name: CALLER_ROLE, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: CALLER_ROLE },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  })
}
