// SPDX-License-Identifier: Apache-2.0
export { MIG_CONFIG_LABEL, type NodeGroup, nodeGroups } from './gpu/index.ts'
export { type Manifest, manifestSchema } from './manifest.ts'
export { type Attendee, attendeesOf } from './names.ts'
export { isOurs, MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from './ownership.ts'
export { synthesize } from './synthesize.ts'
export { WAVE_ANNOTATION, WAVES, type Wave, type WaveName, waveFolder } from './waves.ts'
