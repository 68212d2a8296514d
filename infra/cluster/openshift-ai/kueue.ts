// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'

/** Starts Kueue for the kinds that OpenShift AI queues; it looks only at namespaces that ask for it. Its name must be `cluster`. */
export class Kueue extends ApiObject {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      apiVersion: 'kueue.openshift.io/v1',
      kind: 'Kueue',
      metadata: { name: 'cluster' },
      spec: {
        managementState: 'Managed',
        config: {
          integrations: {
            frameworks: ['Deployment', 'Pod', 'PyTorchJob', 'RayCluster', 'RayJob', 'StatefulSet', 'TrainJob'],
          },
        },
      },
    })
  }
}
