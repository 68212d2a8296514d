// SPDX-License-Identifier: Apache-2.0
export * from './contract/index.ts'
export * from './menu/index.ts'
export * from './protocol/index.ts'
export * from './turn.ts'
export * from './turn-events.ts'
export * from './turn-state.ts'
