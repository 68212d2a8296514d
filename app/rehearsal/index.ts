// SPDX-License-Identifier: Apache-2.0
export { type RehearsalOptions, type RunningRehearsal, startRehearsal } from './start.ts'
