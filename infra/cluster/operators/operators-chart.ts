// SPDX-License-Identifier: Apache-2.0
import { channelOf, OPERATORS, type Workshop } from '#workshop'
import { type Construct, k8s } from '../kubernetes.ts'
import { WaveChart } from '../wave-chart.ts'
import { csvOf, OPERATOR_HOMES, operatorsOf } from './catalogue.ts'
import { OperatorGroup, Subscription } from './olm.ts'

/** Namespaces whose operators document that the platform monitors them. */
const platformMonitoring = (namespace: string): boolean =>
  namespace.startsWith('openshift-') || namespace === OPERATOR_HOMES.gpu.namespace

/** Every operator of a workshop: its namespace, its OperatorGroup and its Subscription. */
export class OperatorsChart extends WaveChart {
  constructor(scope: Construct, workshop: Workshop) {
    super(scope, 'operators', 'operators', workshop.name)
    for (const operator of operatorsOf(workshop)) {
      const { namespace, source, watches, env } = OPERATOR_HOMES[operator]
      const { channel, version } = workshop.operators[operator]
      const name = OPERATORS[operator].package
      new k8s.KubeNamespace(this, `${operator}-namespace`, {
        metadata: {
          name: namespace,
          // The cluster's own Prometheus scrapes it; the others are left to user workload monitoring.
          ...(platformMonitoring(namespace) && { labels: { 'openshift.io/cluster-monitoring': 'true' } }),
        },
      })
      new OperatorGroup(this, `${operator}-group`, {
        namespace,
        name,
        ...(watches === 'own' && { targetNamespaces: [namespace] }),
      })
      new Subscription(this, operator, {
        namespace,
        package: name,
        source,
        channel: channel ?? channelOf(operator, workshop.cluster),
        ...(env && { env }),
        ...(version !== undefined && { startingCSV: csvOf(operator, version) }),
      })
    }
  }
}
