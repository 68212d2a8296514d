// SPDX-License-Identifier: Apache-2.0
import { GEN_X_COMFORT, GEN_X_REAL_TIME, type GpuReference, shown } from '../../../app/core/gen-x/index.ts'
import type { ComparedRow } from '../compared-rows.ts'
import { time } from '../words.ts'
import { chart, escaped, type Plot } from './plot.ts'
import { htmlTable, keys, page } from './style.ts'

interface Bar {
  readonly name: string
  readonly low: number | null
  readonly high: number | null
  readonly published: boolean
}

/** Reports side by side as one page: one table, one chart. */
export function comparePage(rows: readonly ComparedRow[], references: readonly GpuReference[]): string {
  const bars: Bar[] = [
    ...rows.map(({ label, load, genXStream, genXTotal }) => {
      const genX = genXStream ?? genXTotal
      return { name: `${label}, ${load}`, low: genX, high: genX, published: false }
    }),
    ...references.map(({ gpu, genX }) => ({ name: gpu, low: genX.low, high: genX.high, published: true })),
  ]
  const head = ['', 'load', 'n', 'TTFA', 'total', 'stream', 'window p5', 'W* p95', 'audio s/s', 'carries']
  const measured = rows.map((row) => [
    escaped(row.label),
    escaped(row.load) + (row.void === null ? '' : ' <b class="void">unusable</b>'),
    String(row.n),
    time(row.ttfaMs),
    shown(row.genXTotal),
    shown(row.genXStream),
    shown(row.genXWindowP5),
    time(row.wStarMs),
    shown(row.throughput),
    row.listeners === null ? 'n/a' : String(row.listeners),
  ])
  const published = references.map(({ gpu, genX }) => [
    escaped(gpu),
    'published',
    ...['', '', genX.low === genX.high ? String(genX.low) : `${genX.low}–${genX.high}`, '', '', '', '', ''],
  ])
  const broken = rows.flatMap((row) =>
    row.void === null
      ? []
      : [
          `<li><b class="void">${escaped(row.label)}, ${escaped(row.load)}</b> is not to be believed: ${escaped(row.void)}</li>`,
        ],
  )
  const source = references[0]
  return page(
    'gen-x compared',
    [
      '<h1>gen-x compared</h1>',
      '<p class="soft">gen‑x is audio seconds produced per second elapsed: below 1.0 a listener hears gaps, above 2.0 nobody notices.</p>',
      keys(['blue', 'measured, median'], ...(source ? [['soft', 'published, not measured by this kit'] as const] : [])),
      barChart(bars),
      htmlTable(head, [...measured, ...published]),
      broken.length === 0 ? '' : `<ul>${broken.join('')}</ul>`,
      source
        ? `<p class="soft">The published numbers: ${escaped(source.source)}, ${escaped(source.model)}. They are of whole responses: hold them against the column "total".</p>`
        : '',
    ].join('\n'),
  )
}

const ROW = 34
const LONGEST_NAME = 46

function barChart(bars: readonly Bar[]): string {
  const most = Math.max(2.4, ...bars.map(({ high }) => high ?? 0)) * 1.08
  const names = bars.map(({ name }) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name))
  return chart(
    {
      title: 'gen-x of each report and load',
      width: 1_000,
      height: 50 + bars.length * ROW,
      x: { label: 'gen-x', from: 0, to: most },
      y: {
        label: '',
        from: bars.length,
        to: 0,
        ticks: bars.map((_, i) => i + 0.5),
        write: (at) => names[Math.floor(at)] ?? '',
      },
      leftSpace: 330,
    },
    (plot) =>
      bars.map((bar, i) => drawBar(plot, bar, plot.y(i + 0.5))).join('') +
      verticals(plot) +
      bars.map((bar, i) => drawValue(plot, bar, plot.y(i + 0.5))).join(''),
  )
}

function drawBar(plot: Plot, { low, high, published }: Bar, y: number): string {
  if (low === null || high === null) return ''
  const className = published ? 'bar reference' : 'bar'
  const rect = (from: number, to: number, more = '') =>
    `<rect class="${className}" x="${plot.x(from).toFixed(1)}" y="${(y - 9).toFixed(1)}" width="${(plot.x(to) - plot.x(from)).toFixed(1)}" height="18"${more}/>`
  const range = high > low ? rect(low, high, ' fill-opacity="0.45"') : ''
  return rect(0, low) + range
}

function drawValue(plot: Plot, { low, high }: Bar, y: number): string {
  const x = plot.x(high ?? 0) + 6
  const words = low === null || high === null ? 'n/a' : high > low ? `${low}–${high}` : shown(low)
  return `<text class="on-line" x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}">${words}</text>`
}

function verticals(plot: Plot): string {
  const at = (value: number, className: string) =>
    `<path class="${className}" d="M${plot.x(value).toFixed(1)} ${plot.top}V${plot.bottom}"/>`
  return at(GEN_X_REAL_TIME, 'one') + at(GEN_X_COMFORT, 'two')
}
