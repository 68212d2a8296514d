// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel, GenXReport } from '../../app/core/contract/index.ts'
import { loadName } from './words.ts'

type Labels = Readonly<Record<string, string>>

interface Metric {
  readonly name: string
  readonly help: string
  read(level: GenXLevel): readonly { readonly labels?: Labels; readonly value: number | null }[]
}

const QUANTILES = { p5: '0.05', p50: '0.5', p90: '0.9', p95: '0.95', p99: '0.99' } as const

const quantiles = (spread: GenXLevel['summary']['ttfaMs'], scale = 1) =>
  (['p5', 'p50', 'p90', 'p95', 'p99'] as const).map((key) => {
    const value = spread[key]
    return { labels: { quantile: QUANTILES[key] }, value: value === null ? null : value * scale }
  })

const METRICS: readonly Metric[] = [
  {
    name: 'genx_stream',
    help: 'Audio seconds per second since the first audio',
    read: ({ summary }) => quantiles(summary.genXStream),
  },
  {
    name: 'genx_total',
    help: 'Audio seconds per second since the request',
    read: ({ summary }) => quantiles(summary.genXTotal),
  },
  {
    name: 'genx_window',
    help: 'Audio seconds per second within windows of one second',
    read: ({ summary: { genXWindow } }) => [
      { labels: { quantile: '0' }, value: genXWindow.min },
      { labels: { quantile: '0.05' }, value: genXWindow.p5 },
      { labels: { quantile: '0.5' }, value: genXWindow.p50 },
    ],
  },
  {
    name: 'genx_ttfb_seconds',
    help: 'Request to first byte of speech',
    read: ({ summary }) => quantiles(summary.ttfbMs, 1e-3),
  },
  {
    name: 'genx_ttfa_seconds',
    help: 'Request to first audible sample',
    read: ({ summary }) => quantiles(summary.ttfaMs, 1e-3),
  },
  {
    name: 'genx_minimal_prebuffer_seconds',
    help: 'Shortest wait after the first chunk with which nothing stutters',
    read: ({ summary }) => quantiles(summary.wStarMs, 1e-3),
  },
  {
    name: 'genx_throughput',
    help: 'Audio seconds per second over all listeners',
    read: ({ summary }) => [{ value: summary.throughput }],
  },
  {
    name: 'genx_requests',
    help: 'Requests by how they ended',
    read: ({ summary }) => [
      { labels: { result: 'measured' }, value: summary.measured },
      { labels: { result: 'failed' }, value: summary.failed },
    ],
  },
  {
    name: 'genx_void',
    help: 'Whether a load must not be believed',
    read: ({ voided }) => [{ value: voided === null ? 0 : 1 }],
  },
]

/** A report as Prometheus text, all gauges. What was not measured has no line. */
export function prometheusText(report: GenXReport): string {
  const lines = METRICS.flatMap(({ name, help, read }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...report.levels.flatMap((level) =>
      read(level).flatMap(({ labels = {}, value }) => {
        if (value === null) return []
        const all: Labels = {
          label: report.label,
          model: report.target.model,
          loop: level.load.loop,
          load: loadName(level.load),
          ...labels,
        }
        return [`${name}{${labelText(all)}} ${value}`]
      }),
    ),
  ])
  return `${lines.join('\n')}\n`
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`)
    .join(',')
}
