// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml'
import { type Construct, k8s } from '../kubernetes.ts'
import { GATEWAY, GATEWAY_CLIENT_LABEL, GATEWAY_SERVICE, INGRESS_NAMESPACE } from '../names.ts'
import { Route } from '../route.ts'
import { Gateway } from './gateway.ts'

/** Secret with the gateway's certificate; the service CA makes it for the annotated Service. */
export const GATEWAY_CERTIFICATE = `${GATEWAY}-tls`

/** Laid over the Service and the Deployment that the gateway's controller makes. */
const OVERRIDES = {
  service: {
    metadata: { annotations: { 'service.beta.openshift.io/serving-cert-secret-name': GATEWAY_CERTIFICATE } },
    spec: { type: 'ClusterIP' },
  },
  // With Kuadrant's filter the proxy outgrows its default of 1Gi, and is killed.
  deployment: {
    spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { limits: { memory: '2Gi' } } }] } } },
  },
}

/**
 * The gateway in front of the language models. Inside the cluster it has a certificate of the service CA; outside, a Route
 * gives it the name and the certificate of the cluster's router, so that no domain, no DNS record and no second load
 * balancer is needed before the cluster exists. OpenShift AI's own `GatewayConfig` calls that mode `OcpRoute`.
 */
export function addInferenceGateway(scope: Construct, { outside }: { readonly outside: boolean }): void {
  const overrides = `${GATEWAY}-overrides`
  new k8s.KubeConfigMap(scope, 'gateway-overrides', {
    metadata: { name: overrides, namespace: INGRESS_NAMESPACE },
    data: { service: stringify(OVERRIDES.service), deployment: stringify(OVERRIDES.deployment) },
  })
  new Gateway(scope, 'gateway', {
    name: GATEWAY,
    namespace: INGRESS_NAMESPACE,
    gatewayClassName: GATEWAY,
    labels: { 'istio.io/rev': 'openshift-gateway' },
    annotations: { 'security.opendatahub.io/authorino-tls-bootstrap': 'true' },
    overrides,
    routesFrom: GATEWAY_CLIENT_LABEL,
    listeners: [{ name: 'https', port: 443, certificate: GATEWAY_CERTIFICATE }],
  })
  if (!outside) return
  new Route(scope, 'gateway-route', {
    name: GATEWAY,
    namespace: INGRESS_NAMESPACE,
    service: GATEWAY_SERVICE,
    targetPort: 'https',
    termination: 'reencrypt',
    timeout: '10m',
  })
}
