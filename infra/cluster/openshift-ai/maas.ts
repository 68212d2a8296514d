// SPDX-License-Identifier: Apache-2.0
import type { Workshop } from '#workshop'
import { APPS_DOMAIN } from '../apps-domain.ts'
import { ApiObject, type Construct } from '../kubernetes.ts'
import { attendeesOf, GATEWAY, INGRESS_NAMESPACE, modelsNamespace, OPENSHIFT_AI_NAMESPACE } from '../names.ts'
import { Gateway } from './gateway.ts'

/** The gateway that models as a service expects, by this name, before it is switched on. */
export const MAAS_GATEWAY = 'maas-default-gateway'

/** Where subscriptions and policies live. OpenShift AI makes it. */
export const MAAS_NAMESPACE = 'models-as-a-service'

/** Namespaces of OpenShift AI whose own routes are on that gateway: its API is in the first (3.4) or the second (3.5). */
const OWN_NAMESPACES = [OPENSHIFT_AI_NAMESPACE, 'redhat-ai-gateway-infra', MAAS_NAMESPACE]

/** Where the Secret with its database is looked for. */
export const maasDatabaseNamespace = (openshiftAi: Workshop['cluster']['openshiftAi']): string =>
  openshiftAi === '3.4' ? 'redhat-ods-applications' : 'redhat-ai-gateway-infra'

/** Secret with the address of its database, key `DB_CONNECTION_URL`. Made through the API, never in a manifest. */
export const MAAS_DATABASE_SECRET = { name: 'maas-db-config', key: 'DB_CONNECTION_URL' } as const

/** Tokens a person may use in a minute: the agent's turns are short. An assumption. */
const TOKENS_A_MINUTE = 100_000

/** The people of a workshop as one group, the owner of its subscription. */
const groupOf = ({ name }: Workshop): string => `${name}-attendees`

/** Where models as a service is reached. */
export const maasHost = ({ cluster }: Workshop): string => `maas.${cluster.domain ?? APPS_DOMAIN}`

/** Its gateway, on a load balancer of its own with a name: a Route in front of it is not supported there. */
export function addMaasGateway(scope: Construct, workshop: Workshop): void {
  const hostname = maasHost(workshop)
  new Gateway(scope, 'maas-gateway', {
    name: MAAS_GATEWAY,
    namespace: INGRESS_NAMESPACE,
    gatewayClassName: GATEWAY,
    annotations: { 'opendatahub.io/managed': 'false', 'security.opendatahub.io/authorino-tls-bootstrap': 'true' },
    routesFrom: [modelsNamespace(workshop), ...OWN_NAMESPACES],
    listeners: [
      { name: 'http', port: 80, hostname },
      // The certificate of the cluster's router: its wildcard covers the name.
      { name: 'https', port: 443, hostname, certificate: workshop.cluster.certificate },
    ],
  })
}

/** Lets the people of a workshop have keys for a model. A model without both a subscription and a policy is refused. */
export function addMaasAccess(scope: Construct, workshop: Workshop, model: string): void {
  const namespace = modelsNamespace(workshop)
  const group = groupOf(workshop)
  const object = (id: string, kind: string, where: string, spec: Record<string, unknown>) =>
    new ApiObject(scope, id, {
      apiVersion: 'maas.opendatahub.io/v1alpha1',
      kind,
      metadata: { name: kind === 'MaaSModelRef' ? model : workshop.name, namespace: where },
      spec,
    })
  new ApiObject(scope, 'maas-group', {
    apiVersion: 'user.openshift.io/v1',
    kind: 'Group',
    metadata: { name: group },
    users: attendeesOf(workshop).map(({ user }) => user),
  })
  object('maas-model', 'MaaSModelRef', namespace, { modelRef: { kind: 'LLMInferenceService', name: model } })
  object('maas-subscription', 'MaaSSubscription', MAAS_NAMESPACE, {
    owner: { groups: [{ name: group }] },
    modelRefs: [{ name: model, namespace, tokenRateLimits: [{ limit: TOKENS_A_MINUTE, window: '1m' }] }],
  })
  object('maas-policy', 'MaaSAuthPolicy', MAAS_NAMESPACE, {
    subjects: { groups: [{ name: group }] },
    modelRefs: [{ name: model, namespace }],
  })
}
