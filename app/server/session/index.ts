// SPDX-License-Identifier: Apache-2.0
export { Gateway } from './gateway.ts'
export type { SessionParts } from './parts.ts'
export { VoiceLengths } from './voice-lengths.ts'
