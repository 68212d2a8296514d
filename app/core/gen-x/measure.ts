// SPDX-License-Identifier: Apache-2.0

import { cameAtOnce } from './at-once.ts'
import { genXStream, genXTotal, genXWindow, ttfaMs, ttfbMs, type WindowedGenX } from './gen-x.ts'
import { wStarMs } from './prebuffer.ts'
import type { Timeline } from './timeline.ts'

/** Everything told of one request. What was not measured is null. */
export interface GenXMeasurement {
  readonly ttfbMs: number | null
  readonly ttfaMs: number | null
  readonly genXTotal: number | null
  readonly genXStream: number | null
  readonly genXWindow: WindowedGenX
  readonly wStarMs: number | null
}

/** Measures one request by its timeline. What {@link cameAtOnce} has no rate of its own. */
export function measure(timeline: Timeline): GenXMeasurement {
  const streamed = !cameAtOnce(timeline)
  return {
    ttfbMs: ttfbMs(timeline),
    ttfaMs: ttfaMs(timeline),
    genXTotal: genXTotal(timeline),
    genXStream: streamed ? genXStream(timeline) : null,
    genXWindow: genXWindow(timeline),
    wStarMs: wStarMs(timeline),
  }
}

/** A number as people read it; `n/a` for what was not measured. */
export function shown(value: number | null, digits = 2): string {
  return value === null ? 'n/a' : value.toFixed(digits)
}

/** Whether a measurement passes a gate. What was not measured never does. */
export function passes(value: number | null, gate: { readonly min?: number; readonly max?: number }): boolean {
  return value !== null && value >= (gate.min ?? -Infinity) && value <= (gate.max ?? Infinity)
}
