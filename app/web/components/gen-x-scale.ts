// SPDX-License-Identifier: Apache-2.0

import { GEN_X_COMFORT, GEN_X_REAL_TIME } from '#core/gen-x'

/** What the scale shows. Half as fast and twice as fast are equally far from real time, so it is logarithmic. */
const LOWEST = 0.5
const HIGHEST = 8

/** Marks of the scale, the two thresholds among them. */
export const GEN_X_MARKS: readonly number[] = [LOWEST, GEN_X_REAL_TIME, GEN_X_COMFORT, 4, HIGHEST]

/** Where a gen-x stands on the scale, 0 to 1; what is beyond stands at the end. */
export function placeOnScale(genX: number): number {
  const place = Math.log2(genX / LOWEST) / Math.log2(HIGHEST / LOWEST)
  return Math.min(1, Math.max(0, place))
}

export type GenXZone = 'gaps' | 'close' | 'fine'

/** What a listener makes of it. */
export function zoneOf(genX: number): GenXZone {
  if (genX < GEN_X_REAL_TIME) return 'gaps'
  return genX < GEN_X_COMFORT ? 'close' : 'fine'
}

/** The same in words. */
export const ZONE_WORDS: Readonly<Record<GenXZone, string>> = {
  gaps: 'Slower than speech: waits or gaps',
  close: 'Keeps up, with little to spare',
  fine: 'Nobody notices the machine',
}

/** `0.78×`, `14.4×`: two digits where they matter. */
export function readableGenX(genX: number): string {
  return `${genX.toFixed(genX < 10 ? 2 : 1)}×`
}
