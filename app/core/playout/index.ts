// SPDX-License-Identifier: Apache-2.0
export { AdaptivePlayout } from './adaptive.ts'
export type { Delivery } from './delivery.ts'
export { FIXED_PREBUFFER_MS, FixedPlayout } from './fixed.ts'
export { type Heard, listen, type PlayoutEvent } from './listen.ts'
export { PlayoutMemory } from './memory.ts'
export type { Playout } from './playout.ts'
export { ReplyArrivals } from './reply-arrivals.ts'
