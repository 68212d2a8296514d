// SPDX-License-Identifier: Apache-2.0
export { Gateway } from './gateway.ts'
export type { SessionParts } from './parts.ts'
export { VoiceKnowledge } from './voice-knowledge.ts'
