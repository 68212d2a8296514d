// SPDX-License-Identifier: Apache-2.0
import { type Construct, k8s } from '../kubernetes.ts'
import { INGRESS_NAMESPACE } from '../names.ts'
import { inNamespaces, MONITORING, ROUTER } from '../network-peers.ts'
import { PART_OF_LABEL } from '../ownership.ts'
import { PROXY_PORT } from './auth-proxy.ts'
import { HIGGS_PORT } from './higgs-audio.ts'
import { VLLM_PORT } from './llm-inference-service.ts'

const policy = (scope: Construct, namespace: string, name: string, spec: k8s.NetworkPolicySpec) =>
  new k8s.KubeNetworkPolicy(scope, `${namespace}-${name}`, {
    metadata: { name, namespace },
    spec: { policyTypes: ['Ingress'], ...spec },
  })

const tcp = (port: number): k8s.NetworkPolicyPort => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) })

/** Pods of language models and speech recognition, whatever their name. */
const WORKLOADS = { 'kserve.io/component': 'workload' }

/** Nothing reaches a pod of the namespace unless another policy says so. */
export function denyByDefault(scope: Construct, namespace: string): void {
  policy(scope, namespace, 'deny-by-default', { podSelector: {} })
}

/** Language models are reached through their gateways only, where the token is looked at; and by Prometheus. */
export function letGatewaysIn(scope: Construct, namespace: string, gateways: readonly string[]): void {
  policy(scope, namespace, 'gateways-to-models', {
    podSelector: { matchLabels: WORKLOADS },
    ingress: [
      {
        from: [
          {
            ...inNamespaces([INGRESS_NAMESPACE]),
            podSelector: {
              matchExpressions: [
                { key: 'gateway.networking.k8s.io/gateway-name', operator: 'In', values: [...gateways] },
              ],
            },
          },
        ],
        ports: [tcp(VLLM_PORT)],
      },
      { from: [MONITORING], ports: [tcp(VLLM_PORT)] },
    ],
  })
}

/**
 * Text to speech is reached at its proxy, by the router and by the namespaces of the workshop. Its own port, which asks for
 * nothing, is Prometheus' alone; or, without a proxy, its own namespace's.
 */
export function letCallersIn(
  scope: Construct,
  namespace: string,
  matchLabels: Record<string, string>,
  from: { readonly workshop: string; readonly proxy: boolean },
): void {
  const callers: k8s.NetworkPolicyIngressRule = from.proxy
    ? {
        from: [ROUTER, { namespaceSelector: { matchLabels: { [PART_OF_LABEL]: from.workshop } } }],
        ports: [tcp(PROXY_PORT)],
      }
    : { from: [{ podSelector: {} }], ports: [tcp(HIGGS_PORT)] }
  policy(scope, namespace, 'callers-to-speech', {
    podSelector: { matchLabels },
    ingress: [callers, { from: [MONITORING], ports: [tcp(HIGGS_PORT)] }],
  })
}
