// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel, GenXReport } from '../../../app/core/contract/index.ts'
import { GEN_X_COMFORT, GEN_X_REAL_TIME, SMOOTH_SHARE } from '../../../app/core/gen-x/index.ts'
import { chart, level, line, type Plot } from './plot.ts'

interface Point {
  readonly concurrency: number
  readonly level: GenXLevel
}

const SIZE = { width: 480, height: 280 }

/** The loads of a closed-loop sweep that may be believed, lightest first. */
function pointsOf({ levels }: GenXReport): Point[] {
  return levels
    .flatMap((of) =>
      of.load.loop === 'closed' && of.voided === null ? [{ concurrency: of.load.concurrency, level: of }] : [],
    )
    .sort((a, b) => a.concurrency - b.concurrency)
}

/** What more listeners do to each of them and to all together; null when there was one load only. */
export function sweepCharts(report: GenXReport): string | null {
  const points = pointsOf(report)
  if (points.length < 2) return null
  const at = (concurrency: number) => points.findIndex((point) => point.concurrency === concurrency)
  const x = {
    label: 'listeners at once',
    from: -0.4,
    to: points.length - 0.6,
    ticks: points.map((_, i) => i),
    write: (i: number) => String(points[i]?.concurrency ?? ''),
  }
  const { knee, listeners } = report.capacity
  const draw = (
    title: string,
    label: string,
    read: (of: GenXLevel) => number | null,
    more: (plot: Plot) => string,
    low: (value: number) => boolean = () => false,
    least = 0,
  ) => {
    const values = points.flatMap(({ level: of }, i) => {
      const value = read(of)
      return value === null ? [] : [[i, value] as const]
    })
    const y = { label, from: 0, to: Math.max(least, ...values.map(([, value]) => value)) * 1.15 }
    return chart({ title, ...SIZE, x, y }, (plot) => {
      const dots = values.map(
        ([i, value]) =>
          `<circle class="dot${low(value) ? ' low' : ''}" cx="${plot.x(i).toFixed(1)}" cy="${plot.y(value).toFixed(1)}" r="4.5"/>`,
      )
      return more(plot) + line(plot, values, 'typical') + dots.join('')
    })
  }
  const mark = (plot: Plot, i: number, word: string) =>
    `<path class="knee" d="M${plot.x(i).toFixed(1)} ${plot.top}V${plot.bottom}"/><text class="on-line" x="${(plot.x(i) + 6).toFixed(1)}" y="${plot.bottom - 8}">${word}</text>`
  return `<div class="row">${[
    draw(
      'gen-x of each listener',
      'gen-x, median',
      ({ summary }) => summary.genXStream.p50,
      (plot) => level(plot, GEN_X_REAL_TIME, '1.0', 'one') + level(plot, GEN_X_COMFORT, '2.0', 'two'),
      (value) => value < GEN_X_REAL_TIME,
      2.2,
    ),
    draw(
      'Speech over all listeners',
      'audio seconds per second',
      ({ summary }) => summary.throughput,
      (plot) => (knee === null ? '' : mark(plot, at(knee), 'knee')),
    ),
    draw(
      'First sound',
      'seconds to first sound, p95',
      ({ summary }) => (summary.ttfaMs.p95 === null ? null : summary.ttfaMs.p95 / 1_000),
      (plot) => level(plot, report.settings.ttfaLimitMs / 1_000, 'limit', 'one'),
      (value) => value > report.settings.ttfaLimitMs / 1_000,
      (report.settings.ttfaLimitMs / 1_000) * 1.1,
    ),
    draw(
      'Replies without a gap',
      '% smooth',
      ({ summary: { smooth, measured, failed } }) => (100 * smooth) / Math.max(1, measured + failed),
      (plot) =>
        level(plot, SMOOTH_SHARE * 100, `${SMOOTH_SHARE * 100} %`, 'two') +
        (listeners === null || listeners === 0 ? '' : mark(plot, at(listeners), `carries ${listeners}`)),
      (value) => value < SMOOTH_SHARE * 100,
      100,
    ),
  ].join('')}</div>`
}
