// SPDX-License-Identifier: Apache-2.0
import type { k8s } from './kubernetes.ts'

/** Namespaces by their names. */
export const inNamespaces = (names: readonly string[]): k8s.NetworkPolicyPeer => ({
  namespaceSelector: {
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...names] }],
  },
})

/** The router of the cluster, wherever it runs. */
export const ROUTER: k8s.NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } },
}

/** Whatever Prometheus measures the workshop: the cluster's, that of its users, OpenShift AI's. */
export const MONITORING: k8s.NetworkPolicyPeer = inNamespaces([
  'openshift-monitoring',
  'openshift-user-workload-monitoring',
  'redhat-ods-monitoring',
])
