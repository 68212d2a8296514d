// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'
import { GPU_TOLERATION } from './node-groups.ts'

/** What this kit sets of a `NodeFeatureDiscovery`. */
export interface NodeFeatureDiscoveryProps {
  readonly namespace: string
}

/** Finds out which nodes have an NVIDIA GPU; the GPU operator works on those only. */
export class NodeFeatureDiscovery extends ApiObject {
  constructor(scope: Construct, id: string, { namespace }: NodeFeatureDiscoveryProps) {
    super(scope, id, {
      apiVersion: 'nfd.openshift.io/v1',
      kind: 'NodeFeatureDiscovery',
      metadata: { name: 'nfd-instance', namespace },
      spec: {
        operand: { imagePullPolicy: 'IfNotPresent', servicePort: 12000, workerTolerations: [GPU_TOLERATION] },
        workerConfig: { configData: 'core:\n  sleepInterval: 60s\n' },
      },
    })
  }
}
