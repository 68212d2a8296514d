// SPDX-License-Identifier: Apache-2.0
// Applying the waves to a cluster. No charts are imported here: this room runs in a Lambda too.
export {
  type ApplyOptions,
  type ApplyProgress,
  type ApplyReport,
  applyObjects,
  type Outcome,
} from './apply-objects.ts'
export { clientOf, FIELD_MANAGER, type KubernetesClient } from './client.ts'
export { type Clock, SYSTEM_CLOCK } from './clock.ts'
export { ClusterError, type ClusterErrorCode, WaveError } from './errors.ts'
export { type ClusterAccess, clusterAt, currentCluster } from './kubeconfig.ts'
export { type Readiness, type ReadinessOptions, readinessOf } from './readiness/readiness.ts'
