// SPDX-License-Identifier: Apache-2.0
export * from './geometry.ts'
export * from './gpu-models.ts'
export * from './instance-types.ts'
export * from './placement.ts'
export * from './price.ts'
