// SPDX-License-Identifier: Apache-2.0

export { VOICE_IDS } from './speech/voices.ts'
export { type RehearsalOptions, type RunningRehearsal, startRehearsal } from './start.ts'
export { sampleShopUtterances } from './transcription/grammar/shop-grammar.ts'
