// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { type Construct, k8s } from '../kubernetes.ts'
import { OPERATOR_HOMES } from '../operators/index.ts'
import { WaveChart } from '../wave-chart.ts'
import { ClusterPolicy } from './cluster-policy.ts'
import { migParted, migPartedYaml } from './mig-parted.ts'
import { NodeFeatureDiscovery } from './node-feature-discovery.ts'
import { nodeGroups } from './node-groups.ts'

/** The GPUs of a plan: found, driven, cut and measured. */
export class GpuChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    const { workshop, instance } = plan
    super(scope, 'gpu', 'operands', workshop.name)
    new NodeFeatureDiscovery(this, 'nfd', { namespace: OPERATOR_HOMES.nfd.namespace })
    const name = `${workshop.name}-mig-parted`
    const canBeCut = instance.gpu.geometry !== null
    if (canBeCut)
      new k8s.KubeConfigMap(this, 'mig-parted', {
        metadata: { name, namespace: OPERATOR_HOMES.gpu.namespace },
        data: { 'config.yaml': migPartedYaml(migParted(nodeGroups(plan), instance.gpu)) },
      })
    new ClusterPolicy(this, 'cluster-policy', { migConfigMap: canBeCut ? name : null })
  }
}
