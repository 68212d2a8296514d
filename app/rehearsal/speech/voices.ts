// SPDX-License-Identifier: Apache-2.0

/** A voice of Flite, and what brings its loudness to that of the others. */
export interface Voice {
  readonly id: string
  readonly description: string
  /** Factor on the samples; measured on a menu sentence, RMS to about -18 dBFS without clipping. */
  readonly gain: number
}

export const VOICES = [
  { id: 'slt', description: 'US English, female (statistical parametric)', gain: 0.9 },
  { id: 'rms', description: 'US English, male (statistical parametric)', gain: 1.4 },
  { id: 'awb', description: 'Scottish English, male (statistical parametric)', gain: 1.2 },
  { id: 'kal16', description: 'US English, male, robotic and fastest (diphone)', gain: 2.2 },
] as const satisfies readonly Voice[]

export type VoiceId = (typeof VOICES)[number]['id']

export const DEFAULT_VOICE: VoiceId = 'slt'

export const VOICE_IDS: readonly VoiceId[] = VOICES.map(({ id }) => id)
