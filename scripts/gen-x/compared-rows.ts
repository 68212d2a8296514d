// SPDX-License-Identifier: Apache-2.0
import type { GenXReport } from '../../app/core/contract/index.ts'
import { unusable } from './report.ts'
import { loadName, time } from './words.ts'

/** One load of one report. Medians, but for what is named otherwise. */
export interface ComparedRow {
  readonly label: string
  readonly load: string
  /** Why it must not be believed; null when it may. Its numbers are null then. */
  readonly void: string | null
  readonly n: number
  readonly ttfaMs: number | null
  readonly genXTotal: number | null
  readonly genXStream: number | null
  readonly genXWindowP5: number | null
  /** 95th percentile. */
  readonly wStarMs: number | null
  readonly throughput: number | null
  /** Of the whole report. */
  readonly listeners: number | null
}

/** First sounds that differ by less than this are equal: what the measurement itself can be off by. */
const TTFA_ERROR_MS = 10

/** The loads of a report as rows. */
export function rowsOf({ label, levels, capacity }: GenXReport): ComparedRow[] {
  return levels.map((level) => {
    const { summary, load, voided } = level
    const usable = voided === null
    return {
      label,
      load: loadName(load),
      void: unusable(level),
      n: summary.measured,
      ttfaMs: usable ? summary.ttfaMs.p50 : null,
      genXTotal: usable ? summary.genXTotal.p50 : null,
      genXStream: usable ? summary.genXStream.p50 : null,
      genXWindowP5: usable ? summary.genXWindow.p5 : null,
      wStarMs: usable ? summary.wStarMs.p95 : null,
      throughput: usable ? summary.throughput : null,
      listeners: capacity.listeners,
    }
  })
}

/**
 * In words, where a report is worse than the first by more than a share: a lower gen-x, or a later first sound. Loads are
 * held against the same load of the first report; what is missing or was not measured is worse.
 */
export function regressions(rows: readonly ComparedRow[], reports: readonly GenXReport[], most: number): string[] {
  const [first, ...others] = reports.map(rowsOf)
  if (first === undefined || rows.length === 0) return ['nothing was measured']
  return others.flatMap((other) =>
    first.flatMap((before) => {
      const after = other.find(({ load }) => load === before.load)
      const name = `${other[0]?.label ?? 'a report'}, ${before.load}`
      if (after === undefined) return [`${name}: was not measured`]
      const broken = before.void ?? after.void
      if (broken !== null) return [`${name}: ${broken}`]
      return [...slower(name, before, after, most), ...later(name, before, after, most)]
    }),
  )
}

function slower(name: string, before: ComparedRow, after: ComparedRow, most: number): string[] {
  const [was, is] = [
    before.genXStream ?? before.genXTotal,
    before.genXStream === null ? after.genXTotal : after.genXStream,
  ]
  if (was === null || is === null) return [`${name}: gen-x n/a`]
  return is < was * (1 - most) ? [`${name}: gen-x ${was.toFixed(2)} → ${is.toFixed(2)}`] : []
}

function later(name: string, { ttfaMs: was }: ComparedRow, { ttfaMs: is }: ComparedRow, most: number): string[] {
  if (was === null || is === null) return [`${name}: first sound n/a`]
  return is > was * (1 + most) && is - was > TTFA_ERROR_MS ? [`${name}: first sound ${time(was)} → ${time(is)}`] : []
}
