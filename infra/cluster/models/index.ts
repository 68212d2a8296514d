// SPDX-License-Identifier: Apache-2.0
export { certificateOf } from './auth-proxy.ts'
export { type ModelEndpoint, modelEndpoints } from './endpoints.ts'
export { addModelCaller, CALLER_ROLE, MODEL_CALLER } from './model-caller.ts'
export { ModelsChart, OwnModelsChart } from './models-charts.ts'
export { huggingFaceNamespaces, ownModels, sharedModels } from './served.ts'
export { teamModel } from './team-model.ts'
export { needsHuggingFace, WEIGHTS, type Weights, weightsOf } from './weights.ts'
