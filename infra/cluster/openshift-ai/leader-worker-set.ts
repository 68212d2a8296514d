// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'

/** Starts Leader Worker Set, which OpenShift AI 3.4 wants beside KServe. Its name must be `cluster`. */
export class LeaderWorkerSetOperator extends ApiObject {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      apiVersion: 'operator.openshift.io/v1',
      kind: 'LeaderWorkerSetOperator',
      metadata: { name: 'cluster' },
      spec: { managementState: 'Managed', logLevel: 'Normal', operatorLogLevel: 'Normal' },
    })
  }
}
