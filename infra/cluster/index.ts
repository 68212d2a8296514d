// SPDX-License-Identifier: Apache-2.0
export type { Manifest } from './manifest.ts'
export { WAVE_ANNOTATION, WAVES, type Wave, type WaveName, waveFolder } from './waves.ts'
