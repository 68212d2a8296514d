// SPDX-License-Identifier: Apache-2.0

// The names that infra shares with the app. Change one here and both sides follow.
export { type GpuReference, REFERENCE_GPUS } from '../gen-x/reference.ts'
export * from './env.ts'
export * from './gen-x-report.ts'
export * from './metrics.ts'
