// SPDX-License-Identifier: Apache-2.0
export { channelOf, OPERATORS, type OperatorName } from './cluster-schema.ts'
export { didYouMean } from './did-you-mean.ts'
export { WorkshopError, type WorkshopFault } from './fault.ts'
export { workshopJsonSchema } from './json-schema.ts'
export { loadWorkshop, parseWorkshop, workshopFrom } from './load.ts'
export { MODEL_ROLES, type Model, type ModelRole } from './models-schema.ts'
export { type Workshop, type WorkshopInput, workshopSchema } from './schema.ts'
