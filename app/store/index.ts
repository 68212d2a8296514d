// SPDX-License-Identifier: Apache-2.0
export { runningEmbedded } from './embedded/address.ts'
export { type EmbeddedOptions, type EmbeddedStore, startEmbedded } from './embedded/start-embedded.ts'
export { memoryStore } from './memory-store.ts'
export { openStore } from './open-store.ts'
export type * from './store.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
