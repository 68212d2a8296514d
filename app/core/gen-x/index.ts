// SPDX-License-Identifier: Apache-2.0
export * from './gen-x.ts'
export * from './measure.ts'
export * from './percentile.ts'
export * from './prebuffer.ts'
export * from './reference.ts'
export * from './timeline.ts'
