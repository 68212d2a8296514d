// SPDX-License-Identifier: Apache-2.0
import type { GenXFault, GenXLevel, GenXReport, GenXRequest } from '../../app/core/contract/index.ts'
import { AUDIBLE, SMOOTH_SHARE, shown } from '../../app/core/gen-x/index.ts'
import { bad, dim, strong, table } from '../terminal.ts'
import { byBucket } from './by-bucket.ts'
import { lateness, levelCells } from './level-cells.ts'
import { loadName, percent, time } from './words.ts'

const HEAD = [
  'load',
  'n',
  'TTFB p50',
  'TTFA p50',
  'TTFA p95',
  'gen-x total',
  'gen-x stream',
  'window p5',
  'W* p95',
  'gaps ≤ 100 ms',
  'audio s/s',
]

/** A report for a terminal. */
export function measureTable(report: GenXReport): string {
  const { label, target, settings, prompts, levels } = report
  const server = target.server === null ? '' : ` (${target.server})`
  return [
    strong(`gen-x of ${label}`),
    dim(`${target.model}, voice ${target.voice}, at ${target.url}${server}`),
    dim(`${loops(report)}; ${prompts.count} prompts (${prompts.sha256.slice(0, 12)}), seed ${settings.seed}`),
    '',
    table([HEAD.map(strong), ...levels.map((level) => levelRow(level, settings.prebufferMs))]),
    '',
    ...levels.flatMap(warmupLine),
    ...bucketLines(levels),
    ...levels.flatMap(levelRemarks),
    ...capacityLines(report),
    '',
    dim(
      `Medians unless told otherwise. TTFA: first sample of ${percent(AUDIBLE / 0x8000)} of full scale or more. Gaps: share of requests whose worst gap stays within 100 ms at a prebuffer of ${settings.prebufferMs} ms.`,
    ),
  ].join('\n')
}

function loops({ levels }: GenXReport): string {
  const open = levels.filter(({ load }) => load.loop === 'open')
  if (open.length === 0) return 'closed loop: each listener asks again once answered'
  return `open loop: requests come at a rate, answered or not`
}

function levelRow(level: GenXLevel, prebufferMs: number): string[] {
  const { n, ttfb, ttfa, ttfaP95, total, stream, windowP5, wStarP95, throughput, within } = levelCells(
    level,
    prebufferMs,
  )
  const numbers = [n, ttfb, ttfa, ttfaP95, total, stream, windowP5, wStarP95, within(100), throughput]
  const cells = [loadName(level.load), ...numbers]
  return level.voided === null ? cells : cells.map(dim)
}

function warmupLine({ load, warmup }: GenXLevel): string[] {
  if (warmup.length === 0) return []
  const firsts = warmup.map(({ ok, ttfaMs }) => (ok ? time(ttfaMs) : 'failed')).join(', ')
  return [dim(`warm-up before ${loadName(load)}, not counted: TTFA ${firsts}`)]
}

function bucketLines(levels: readonly GenXLevel[]): string[] {
  const [lightest] = levels
  if (lightest === undefined) return []
  const rows = byBucket(lightest).map(
    ({ bucket, n, ttfaMs, genXStream, wStarMs }) =>
      `${bucket} prompts (n ${n}): TTFA ${time(ttfaMs)}, gen-x stream ${shown(genXStream)}, W* ${time(wStarMs)}`,
  )
  return rows.length < 2 ? [] : ['', ...rows.map((row) => dim(`${loadName(lightest.load)}, ${row}`))]
}

function levelRemarks(level: GenXLevel): string[] {
  const { load, voided, stopped, requests, warmup } = level
  const lines: string[] = []
  if (voided !== null) lines.push(bad(`${loadName(load)} is void: ${voided}`))
  if (stopped) lines.push(bad(`${loadName(load)} was stopped after ${requests.length} requests`))
  const late = lateness(level)
  if (late !== null) lines.push(`${loadName(load)}: ${late}`)
  for (const { fault, count, of } of countedFaults(requests.length > 0 ? requests : warmup)) {
    lines.push(`${loadName(load)}: ${fault.code} in ${count} of ${of}: ${fault.message}`)
  }
  return lines.length === 0 ? [] : ['', ...lines]
}

/** Each kind of fault once, with how many requests have it. */
export function countedFaults(
  requests: readonly GenXRequest[],
): { readonly fault: GenXFault; readonly count: number; readonly of: number }[] {
  const kinds = new Map<GenXFault['code'], { fault: GenXFault; count: number }>()
  for (const fault of requests.flatMap(({ faults }) => faults)) {
    const known = kinds.get(fault.code)
    if (known) known.count++
    else kinds.set(fault.code, { fault, count: 1 })
  }
  return [...kinds.values()].map((kind) => ({ ...kind, of: requests.length }))
}

function capacityLines({ capacity, levels, settings }: GenXReport): string[] {
  if (!levels.some(({ load }) => load.loop === 'closed')) return []
  const promise = `${percent(SMOOTH_SHARE)} of replies without a gap at a prebuffer of ${settings.prebufferMs} ms, first sound within ${time(settings.ttfaLimitMs)}`
  const carries =
    capacity.listeners === null
      ? 'Listeners it carries: n/a; 20 measured requests per load are needed, raise --runs.'
      : `Listeners it carries: ${capacity.listeners} (${promise}).`
  const knee =
    capacity.knee === null
      ? 'Knee: not reached; measure with more --concurrency.'
      : `Knee: above ${capacity.knee}, more listeners hardly bring more speech.`
  return ['', strong(carries), ...(levels.length > 1 ? [knee] : [])]
}
