// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel, GenXRequest } from '../../../app/core/contract/index.ts'
import {
  bufferLevel,
  GEN_X_COMFORT,
  GEN_X_REAL_TIME,
  samplesMs,
  type Timeline,
  windowsOf,
} from '../../../app/core/gen-x/index.ts'
import { timelineOf } from '../measure-request.ts'
import { chart, level, line } from './plot.ts'

/** Requests of one load that are drawn: the middle one by gen-x, and the one that needed the longest prebuffer. */
export interface Drawn {
  readonly typical: Timeline
  /** Null when it is the same one, or none needed any. */
  readonly worst: Timeline | null
  readonly all: readonly Timeline[]
}

/** Most requests in the chunk timeline: more would be a grey wall. */
const MOST_ROWS = 24
const WIDTH = 1_000

/** Picks what to draw; null when nothing was measured. */
export function drawn({ requests }: GenXLevel): Drawn | null {
  const good = requests.filter(({ ok }) => ok)
  const by = (key: 'genXStream' | 'wStarMs') => [...good].sort((a, b) => (a[key] ?? 0) - (b[key] ?? 0))
  const typical = by('genXStream')[Math.floor(good.length / 2)]
  const worst = by('wStarMs').at(-1)
  if (typical === undefined || worst === undefined) return null
  return {
    typical: timelineOf(typical),
    worst: worst === typical || worst.wStarMs === 0 ? null : timelineOf(worst),
    all: good.map(timelineOf),
  }
}

const since = (timeline: Timeline, atMs: number): number => (atMs - timeline.requestedAtMs) / 1_000

/** Every chunk of every request as a mark, when it came; red when a listener who waits `prebufferMs` had to wait for it. */
export function chunkChart({ requests }: GenXLevel, prebufferMs: number): string {
  const rows = requests.filter(({ ok }) => ok).slice(0, MOST_ROWS)
  const lastS = Math.max(...rows.map((row) => since(timelineOf(row), row.chunks.at(-1)?.atMs ?? 0)))
  const height = 60 + rows.length * 13
  const y = { label: 'request', from: rows.length, to: 0, ticks: [] }
  const x = { label: 'seconds since the request', from: 0, to: lastS }
  return chart({ title: 'When each chunk came', width: WIDTH, height, x, y, leftSpace: 30 }, (plot) =>
    rows.map((row, i) => chunkRow(row, prebufferMs, plot.x, plot.y(i + 0.5))).join(''),
  )
}

function chunkRow(row: GenXRequest, prebufferMs: number, x: (s: number) => number, y: number): string {
  const timeline = timelineOf(row)
  const [first] = row.chunks
  if (first === undefined) return ''
  let samples = 0
  let [fine, late] = ['', '']
  for (const chunk of row.chunks) {
    const neededMs = first.atMs + prebufferMs + samplesMs(samples, row.sampleRate)
    const mark = `M${x(since(timeline, chunk.atMs)).toFixed(1)} ${(y - 4.5).toFixed(1)}v9`
    if (chunk.atMs > neededMs + 0.05) late += mark
    else fine += mark
    samples += chunk.samples
  }
  const wait = `<path class="wait" d="M${x(0)} ${y.toFixed(1)}H${x(since(timeline, first.atMs)).toFixed(1)}"/>`
  return `${wait}<path class="chunk" d="${fine || 'M0 0'}"/><path class="late" d="${late || 'M0 0'}"/>`
}

/** Speech that waits to be played, over time. */
export function bufferChart({ typical, worst }: Drawn, prebufferMs: number): string {
  const levels = (worst === null ? [typical] : [typical, worst]).map((timeline) =>
    bufferLevel(timeline, prebufferMs).map(
      ({ atMs, bufferedMs }) => [since(timeline, atMs), bufferedMs / 1_000] as const,
    ),
  )
  const all = levels.flat()
  const x = { label: 'seconds since the request', from: 0, to: Math.max(...all.map(([at]) => at)) }
  const y = { label: 'seconds in the buffer', from: 0, to: Math.max(0.1, ...all.map(([, held]) => held)) * 1.05 }
  return chart({ title: 'Speech in the buffer over time', width: WIDTH, height: 260, x, y }, (plot) => {
    const [middle = [], last = []] = levels
    const gapsOf = worst ?? typical
    const heard = worst === null ? middle : last
    const gaps = heard.flatMap(([at, held], i) => {
      const next = heard[i + 1]
      const startedAt = since(gapsOf, (gapsOf.chunks[0]?.atMs ?? 0) + prebufferMs)
      if (next === undefined || held > 0 || next[1] > 0 || at < startedAt - 1e-6) return []
      const [from, to] = [plot.x(at), plot.x(next[0])]
      return [
        `<rect class="stall" x="${from.toFixed(1)}" y="${plot.top}" width="${(to - from).toFixed(1)}" height="${plot.bottom - plot.top}"/>`,
      ]
    })
    return gaps.join('') + line(plot, middle, 'typical') + line(plot, last, 'worst')
  })
}

/** gen-x of every second of every request; null when none streamed for a second. */
export function windowChart({ typical, worst, all }: Drawn): string | null {
  const points = (timeline: Timeline) =>
    windowsOf(timeline).map(({ toMs, genX }) => [since(timeline, toMs), genX] as const)
  const series = all.map(points)
  const every = series.flat()
  if (every.length === 0) return null
  const x = { label: 'seconds since the request', from: 0, to: Math.max(...every.map(([at]) => at)) }
  const most = every.map(([, genX]) => genX).sort((a, b) => a - b)[Math.floor(every.length * 0.98)] ?? 0
  const y = { label: 'gen-x of the last second', from: 0, to: Math.max(2.5, most * 1.1) }
  return chart({ title: 'gen-x in windows of one second', width: WIDTH, height: 280, x, y }, (plot) => {
    const clipped = (of: readonly (readonly [number, number])[]) =>
      of.map(([at, genX]) => [at, Math.min(genX, y.to)] as const)
    return [
      ...series.map((one) => line(plot, clipped(one), 'other')),
      worst === null ? '' : line(plot, clipped(points(worst)), 'worst'),
      line(plot, clipped(points(typical)), 'typical'),
      level(plot, GEN_X_REAL_TIME, '1.0 real time', 'one'),
      level(plot, GEN_X_COMFORT, '2.0 nobody notices', 'two'),
    ].join('')
  })
}
