// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml'
import { ApiObject, type Construct } from '../kubernetes.ts'
import { GPU_TOLERATION } from './node-groups.ts'

/** What this kit sets of a `NodeFeatureDiscovery`. */
export interface NodeFeatureDiscoveryProps {
  readonly namespace: string
}

/**
 * Labels a node by the vendor of its cards alone: `feature.node.kubernetes.io/pci-10de.present`. Left to itself, Node Feature
 * Discovery writes the class of the card into the label as well.
 */
const WORKER_CONFIG = {
  core: { sleepInterval: '60s' },
  sources: { pci: { deviceClassWhitelist: ['0200', '03', '12'], deviceLabelFields: ['vendor'] } },
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
        workerConfig: { configData: stringify(WORKER_CONFIG) },
      },
    })
  }
}
