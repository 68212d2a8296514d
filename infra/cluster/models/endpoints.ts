// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { MODEL_ROLES, type ModelRole } from '#workshop'
import { type Attendee, GATEWAY, GATEWAY_SERVICE, INGRESS_NAMESPACE } from '../names.ts'
import { maasHost } from '../openshift-ai/index.ts'
import { PROXY_PORT } from './auth-proxy.ts'
import { servedName } from './higgs-audio.ts'
import { gatewayOf, namespaceOf } from './served.ts'
import { isDeployment } from './weights.ts'

/** Where a model is called. */
export interface ModelEndpoint {
  readonly role: ModelRole
  /** Name that requests give. */
  readonly model: string
  /** Base URL that ends in /v1: for pods of the cluster, or, of a model served elsewhere, for everybody. */
  readonly url: string
  /** `service-account`: the token of a model caller; `maas`: a key of models as a service; `external`: whoever serves it says. */
  readonly auth: 'service-account' | 'maas' | 'external'
  /** Certificate of the cluster's service CA, which pods find in the ConfigMap `openshift-service-ca.crt`. */
  readonly serviceCa: boolean
  /** Where a laptop finds it: the host of this Route, and the path below it. Null: not from outside. */
  readonly outside: {
    readonly route: { readonly namespace: string; readonly name: string }
    readonly path: string
  } | null
}

/**
 * Where the models of a workshop are called, in the order of their roles.
 * @param attendee whose own models are meant, where some are served per attendee
 */
export function modelEndpoints(plan: Plan, attendee: Attendee | null = null): ModelEndpoint[] {
  const { workshop } = plan
  return MODEL_ROLES.flatMap((role): ModelEndpoint[] => {
    const { external, name } = workshop.models[role]
    if (external !== undefined && (role !== 'guard' || workshop.guardrails))
      return [{ role, model: name, url: external, auth: 'external', serviceCa: false, outside: null }]
    const demand = plan.models.find((candidate) => candidate.role === role)
    if (demand === undefined) return []
    const namespace = namespaceOf(plan, demand, attendee)
    if (isDeployment(role)) {
      const outside = workshop.outside ? { route: { namespace, name }, path: '/v1' } : null
      const url = `https://${name}.${namespace}.svc:${PROXY_PORT}/v1`
      const model = servedName(demand.model.uri)
      return [{ role, model, url, auth: 'service-account', serviceCa: true, outside }]
    }
    const path = `/${namespace}/${name}/v1`
    if (gatewayOf(plan, demand) !== GATEWAY) {
      const url = `https://${maasHost(workshop)}${path}`
      return [{ role, model: name, url, auth: 'maas', serviceCa: false, outside: null }]
    }
    const url = `https://${GATEWAY_SERVICE}.${INGRESS_NAMESPACE}.svc${path}`
    const outside = workshop.outside ? { route: { namespace: INGRESS_NAMESPACE, name: GATEWAY }, path } : null
    return [{ role, model: name, url, auth: 'service-account', serviceCa: true, outside }]
  })
}
