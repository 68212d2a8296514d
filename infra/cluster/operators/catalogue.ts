// SPDX-License-Identifier: Apache-2.0
import { OPERATORS, type OperatorName, type Workshop } from '#workshop'

/** Where an operator comes from and where it lives. */
export interface OperatorHome {
  readonly source: 'redhat-operators' | 'certified-operators'
  readonly namespace: string
  /** Some operators look after their own namespace only; the others after all. */
  readonly watches: 'own' | 'all'
  /** Name of its ClusterServiceVersion before the version; the package's if left out. */
  readonly csv?: string
  /** Variables of the operator itself. */
  readonly env?: Readonly<Record<string, string>>
}

/** Red Hat's reference chart for OpenShift AI 3.4 and 3.5; the install modes are those of each bundle. */
export const OPERATOR_HOMES: Readonly<Record<OperatorName, OperatorHome>> = {
  certManager: {
    source: 'redhat-operators',
    namespace: 'cert-manager-operator',
    watches: 'all',
    csv: 'cert-manager-operator',
  },
  nfd: { source: 'redhat-operators', namespace: 'openshift-nfd', watches: 'own' },
  gpu: { source: 'certified-operators', namespace: 'nvidia-gpu-operator', watches: 'own' },
  leaderWorkerSet: { source: 'redhat-operators', namespace: 'openshift-lws-operator', watches: 'own' },
  connectivityLink: {
    source: 'redhat-operators',
    namespace: 'kuadrant-system',
    watches: 'all',
    // Releases before 1.3 know Istio's own gateways only, and would leave OpenShift's open.
    env: { ISTIO_GATEWAY_CONTROLLER_NAMES: 'openshift.io/gateway-controller/v1,istio.io/gateway-controller' },
  },
  kueue: { source: 'redhat-operators', namespace: 'openshift-kueue-operator', watches: 'all' },
  openshiftAi: { source: 'redhat-operators', namespace: 'redhat-ods-operator', watches: 'all' },
  observability: {
    source: 'redhat-operators',
    namespace: 'openshift-cluster-observability-operator',
    watches: 'all',
  },
  openTelemetry: {
    source: 'redhat-operators',
    namespace: 'openshift-opentelemetry-operator',
    watches: 'all',
    csv: 'opentelemetry-operator',
  },
  tempo: { source: 'redhat-operators', namespace: 'openshift-tempo-operator', watches: 'all', csv: 'tempo-operator' },
}

const OBSERVABILITY: readonly OperatorName[] = ['observability', 'openTelemetry', 'tempo']
const NAMES: readonly OperatorName[] = [
  'certManager',
  'nfd',
  'gpu',
  'leaderWorkerSet',
  'connectivityLink',
  'kueue',
  'openshiftAi',
  ...OBSERVABILITY,
]

/** The operators that a workshop installs. */
export function operatorsOf({ observability }: Workshop): readonly OperatorName[] {
  return NAMES.filter((name) => observability || !OBSERVABILITY.includes(name))
}

/** `gpu-operator-certified.v26.3.3`: OLM's name for one version of an operator. */
export function csvOf(operator: OperatorName, version: string): string {
  const base = OPERATOR_HOMES[operator].csv ?? OPERATORS[operator].package
  // Two leave the v out: rhods-operator.3.5.0, nfd.4.20.0-202511041800.
  return `${base}.${operator === 'openshiftAi' || operator === 'nfd' ? '' : 'v'}${version.replace(/^v/, '')}`
}
