// SPDX-License-Identifier: Apache-2.0
export { type Alternative, compareInstances, withAttendees } from './compare.ts'
export type { Cost } from './cost.ts'
export type { ModelDemand } from './demand.ts'
export { erlangC, replicasFor, waitChance } from './erlang.ts'
export type { Layout, PlacedSlice, PlannedGpu, PlannedNode, SliceRequest } from './layout.ts'
export { type CannotRun, type Plan, planWorkshop } from './plan.ts'
export type { Speed } from './speed.ts'
export type { Teams } from './teams.ts'
