// SPDX-License-Identifier: Apache-2.0
export { GUIDE, hasSharedApp, VOICE_APP } from './app/index.ts'
export { foreignKeys, KEYS_SECRET, settingOf, type Team, teamsOf } from './attendees/index.ts'
export { ChartError } from './chart-error.ts'
export { MIG_CONFIG_LABEL, type NodeGroup, nodeGroups } from './gpu/index.ts'
export { type Manifest, manifestSchema } from './manifest.ts'
export {
  addModelCaller,
  MODEL_CALLER,
  type ModelEndpoint,
  modelEndpoints,
  teamModel,
  WEIGHTS,
  type Weights,
  weightsOf,
} from './models/index.ts'
export {
  type Attendee,
  appNamespace,
  attendeesOf,
  GATEWAY_CLIENT_LABEL,
  HF_TOKEN_SECRET,
  modelsNamespace,
} from './names.ts'
export { type OutsideObject, outsideObjects } from './outside-objects.ts'
export { isOurs, MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from './ownership.ts'
export { Route, type RouteProps } from './route.ts'
export { synthesize } from './synthesize.ts'
export { WAVE_ANNOTATION, WAVES, type Wave, type WaveName, waveFolder } from './waves.ts'
