// SPDX-License-Identifier: Apache-2.0
export { MIG_CONFIG_LABEL, type NodeGroup, nodeGroups } from './gpu/index.ts'
export { type Manifest, manifestSchema } from './manifest.ts'
export { synthesize } from './synthesize.ts'
export { MANAGED_BY } from './wave-chart.ts'
export { WAVE_ANNOTATION, WAVES, type Wave, type WaveName, waveFolder } from './waves.ts'
