// SPDX-License-Identifier: Apache-2.0
// Applying the waves to a cluster. No charts are imported here: this room runs in a Lambda too.

export { type Manifest, manifestSchema } from '../manifest.ts'
export { WAVES, type Wave, type WaveName } from '../waves.ts'
export {
  type ApplyOptions,
  type ApplyProgress,
  type ApplyReport,
  applyObjects,
  inOrder,
  type Outcome,
} from './apply-objects.ts'
export { applyWaves, WAVE_LIMITS_MS, type WaveEvent, type WavesOptions } from './apply-waves.ts'
export { clientOf, FIELD_MANAGER, type KubernetesClient } from './client.ts'
export { type Clock, SYSTEM_CLOCK } from './clock.ts'
export { type DeletionEvent, type DeletionOptions, deleteWorkshop } from './delete-workshop.ts'
export { ClusterError, type ClusterErrorCode, WaveError } from './errors.ts'
export { type ClusterAccess, clusterAt, currentCluster } from './kubeconfig.ts'
export { LiveObject } from './live-object.ts'
export { type NudgeOptions, nudge } from './nudge/nudge.ts'
export { type Readiness, type ReadinessOptions, readinessOf } from './readiness/readiness.ts'
export { appsDomain } from './real-domain.ts'
export { withRetries } from './retry.ts'
