// SPDX-License-Identifier: Apache-2.0
export { AdaptivePlayout } from './adaptive.ts'
export { FIXED_PREBUFFER_MS, FixedPlayout } from './fixed.ts'
export { type Heard, listen, type PlayoutEvent } from './listen.ts'
export type { Playout } from './playout.ts'
