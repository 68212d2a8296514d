// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml'
import { type Construct, k8s } from '../kubernetes.ts'
import { NON_ROOT } from './non-root.ts'

/** Port of the proxy, HTTPS. */
export const PROXY_PORT = 8443
const HEALTH_PORT = 8444

/** Secret with the proxy's certificate; the service CA makes it for the annotated Service. */
export const certificateOf = (name: string): string => `${name}-tls`
const configOf = (name: string): string => `${name}-proxy`

/** Paths that are let through to a server; its metrics and its documentation are not. */
const ALLOWED = ['/health', '/v1/*', '/v1/*/*']

/**
 * kube-rbac-proxy in front of a server without authentication: it shows a caller's token to the API server (TokenReview)
 * and asks whether that caller may use `services/proxy` of this Service (SubjectAccessReview): `get` to read, `create` to
 * have something spoken.
 */
export function proxyContainer(image: string, upstreamPort: number): k8s.Container {
  const amounts = (cpu: string, memory: string) => ({
    cpu: k8s.Quantity.fromString(cpu),
    memory: k8s.Quantity.fromString(memory),
  })
  const healthy = (failureThreshold: number): k8s.Probe => ({
    httpGet: { path: '/healthz', port: k8s.IntOrString.fromString('proxy-health'), scheme: 'HTTPS' },
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold,
  })
  return {
    name: 'auth-proxy',
    image,
    args: [
      `--secure-listen-address=0.0.0.0:${PROXY_PORT}`,
      `--proxy-endpoints-port=${HEALTH_PORT}`,
      `--upstream=http://127.0.0.1:${upstreamPort}/`,
      '--config-file=/etc/auth-proxy/config.yaml',
      '--tls-cert-file=/etc/auth-proxy/tls/tls.crt',
      '--tls-private-key-file=/etc/auth-proxy/tls/tls.key',
      `--allow-paths=${ALLOWED.join(',')}`,
    ],
    ports: [
      { name: 'https', containerPort: PROXY_PORT },
      { name: 'proxy-health', containerPort: HEALTH_PORT },
    ],
    resources: { requests: amounts('50m', '64Mi'), limits: amounts('1', '256Mi') },
    securityContext: { ...NON_ROOT, readOnlyRootFilesystem: true },
    startupProbe: healthy(30),
    readinessProbe: healthy(3),
    livenessProbe: healthy(3),
    volumeMounts: [
      { name: 'proxy-config', mountPath: '/etc/auth-proxy/config.yaml', subPath: 'config.yaml', readOnly: true },
      { name: 'proxy-tls', mountPath: '/etc/auth-proxy/tls', readOnly: true },
    ],
  }
}

/** The volumes of {@link proxyContainer}. */
export const proxyVolumes = (name: string): k8s.Volume[] => [
  { name: 'proxy-config', configMap: { name: configOf(name) } },
  { name: 'proxy-tls', secret: { secretName: certificateOf(name) } },
]

/** What the proxy of a Service needs beside its container: its question, and leave to ask it. */
export function addProxyRights(
  scope: Construct,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): void {
  const question = {
    authorization: {
      resourceAttributes: { apiVersion: 'v1', resource: 'services', subresource: 'proxy', namespace, name },
    },
  }
  new k8s.KubeConfigMap(scope, `${namespace}-${name}-proxy-config`, {
    metadata: { name: configOf(name), namespace },
    data: { 'config.yaml': stringify(question) },
  })
  new k8s.KubeServiceAccount(scope, `${namespace}-${name}-account`, { metadata: { name, namespace } })
  new k8s.KubeClusterRoleBinding(scope, `${namespace}-${name}-auth-delegator`, {
    metadata: { name: `${namespace}-${name}-auth-delegator` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  })
}
