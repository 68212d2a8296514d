// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel, GenXReport } from '../../../app/core/contract/index.ts'
import { shown } from '../../../app/core/gen-x/index.ts'
import { byBucket } from '../by-bucket.ts'
import { lateness, levelCells } from '../level-cells.ts'
import { countedFaults } from '../measure-table.ts'
import { loadName, percent, time } from '../words.ts'
import { bufferChart, chunkChart, drawn, windowChart } from './level-charts.ts'
import { escaped } from './plot.ts'
import { htmlTable, keys, page } from './style.ts'
import { sweepCharts } from './sweep-charts.ts'

/** A report as one page that needs nothing else. */
export function measurePage(report: GenXReport): string {
  const { label, target, settings, prompts, measuredAt, levels } = report
  const [lightest] = levels
  const server = target.server === null ? '' : ` (${escaped(target.server)})`
  const body = [
    `<h1>gen-x of ${escaped(label)}</h1>`,
    `<p class="soft">${escaped(target.model)}, voice ${escaped(target.voice)}, at <code>${escaped(target.url)}</code>${server}, ${escaped(measuredAt.slice(0, 16).replace('T', ' '))} UTC. gen‑x is audio seconds produced per second elapsed: below 1.0 a listener hears gaps, above 2.0 nobody notices.</p>`,
    lightest === undefined ? '' : figures(report, lightest),
    '<h2>Loads</h2>',
    levelTable(report),
    remarks(report),
    sweepSection(report),
    ...levels.map((level, i) => levelSection(level, settings.prebufferMs, i === 0)),
    '<h2>How it was measured</h2>',
    `<p>${howMeasured(report)} Prompts: ${prompts.count}, SHA-256 <code>${escaped(prompts.sha256)}</code>, order shuffled by seed ${settings.seed}. Audible is a sample of ${percent(settings.audible)} of full scale or more. A percentile is n/a when there are too few requests to tell it. ${warmups(levels)}</p>`,
  ]
  return page(`gen-x of ${escaped(label)}`, body.join('\n'))
}

function figures({ capacity, settings }: GenXReport, { load, summary }: GenXLevel): string {
  const { knee } = capacity
  const figure = (value: string, words: string) => `<div><b>${escaped(value)}</b><span>${escaped(words)}</span></div>`
  return `<div class="figures">${[
    figure(shown(summary.genXStream.p50), `gen-x, ${loadName(load)}`),
    figure(shown(summary.genXWindow.p5), 'its slowest seconds (p5)'),
    figure(time(summary.ttfaMs.p50), 'to the first sound, median'),
    figure(time(summary.wStarMs.p95), 'prebuffer that is enough (W* p95)'),
    figure(
      capacity.listeners === null ? 'n/a' : String(capacity.listeners),
      `listeners carried at ${settings.prebufferMs} ms${knee === null ? '' : `; knee above ${knee}`}`,
    ),
  ].join('')}</div>`
}

function levelTable({ levels, settings }: GenXReport): string {
  const head = ['load', 'n', 'failed', 'TTFB', 'TTFA', 'TTFA p95', 'total', 'stream', 'window p5', 'W* p95']
  const more = ['smooth', '50 / 100 / 200', 'audio s/s']
  const rows = levels.map((level) => {
    const { load, summary, voided, stopped } = level
    const { n, ttfb, ttfa, ttfaP95, total, stream, windowP5, wStarP95, throughput, within } = levelCells(
      level,
      settings.prebufferMs,
    )
    const name = `${loadName(load)}${voided === null ? '' : ' <b class="void">void</b>'}${stopped ? ' (stopped)' : ''}`
    const numbers = [n, String(summary.failed), ttfb, ttfa, ttfaP95, total, stream, windowP5, wStarP95]
    const gaps = [50, 100, 200].map((limitMs) => within(limitMs).replace(' %', '')).join(' / ')
    return [name, ...numbers, percent(smoothShare(summary)), gaps, throughput]
  })
  return `${htmlTable([...head, ...more], rows)}<p class="soft">Medians unless told otherwise. Smooth: replies without any gap for a listener who waits ${settings.prebufferMs} ms, their first sound within ${time(settings.ttfaLimitMs)}. 50 / 100 / 200: percentage of replies whose worst gap stays within so many milliseconds.</p>`
}

function smoothShare({ smooth, measured, failed }: GenXLevel['summary']): number | null {
  return measured + failed === 0 ? null : smooth / (measured + failed)
}

function remarks({ levels }: GenXReport): string {
  const lines = levels.flatMap((level) => {
    const { load, voided, requests } = level
    const late = lateness(level)
    return [
      ...(voided === null ? [] : [`<b class="void">${escaped(loadName(load))} is void</b>: ${escaped(voided)}`]),
      ...(late === null ? [] : [`${escaped(loadName(load))}: ${escaped(late)}`]),
      ...countedFaults(requests).map(
        ({ fault, count, of }) =>
          `${escaped(loadName(load))}: <b>${fault.code}</b> in ${count} of ${of}: ${escaped(fault.message)}`,
      ),
    ]
  })
  return lines.length === 0 ? '' : `<ul>${lines.map((text) => `<li>${text}</li>`).join('')}</ul>`
}

function sweepSection(report: GenXReport): string {
  const charts = sweepCharts(report)
  return charts === null ? '' : `<h2>More listeners at once</h2>${charts}`
}

function levelSection(level: GenXLevel, prebufferMs: number, open: boolean): string {
  const picked = drawn(level)
  const name = escaped(loadName(level.load))
  if (picked === null) return `<h2>${name}</h2><p>Nothing was measured.</p>`
  const windows = windowChart(picked)
  const two: (readonly [string, string])[] =
    picked.worst === null
      ? [['blue', 'the median request']]
      : [
          ['blue', 'the median request'],
          ['red', 'the request that needed the longest prebuffer'],
        ]
  const charts = [
    bucketTable(level),
    '<h3>When each chunk came</h3>',
    keys(['blue', 'in time'], ['red', `late for a listener who waits ${prebufferMs} ms`], ['soft', 'nothing yet']),
    chunkChart(level, prebufferMs),
    `<h3>Speech in the buffer of a listener who waits ${prebufferMs} ms</h3>`,
    keys(...two, ['gap', 'a gap in what is heard']),
    bufferChart(picked, prebufferMs),
    '<h3>gen‑x, second by second</h3>',
    windows === null
      ? '<p>n/a: no reply arrived over more than a second.</p>'
      : keys(...two, ['soft', 'all others']) + windows,
  ].join('\n')
  return `<details${open ? ' open' : ''}><summary>${name}</summary>${charts}</details>`
}

function bucketTable(level: GenXLevel): string {
  const rows = byBucket(level)
  if (rows.length < 2) return ''
  const cells = rows.map((row) => [
    `${row.bucket} prompts`,
    String(row.n),
    time(row.ttfaMs),
    shown(row.genXStream),
    time(row.wStarMs),
  ])
  return htmlTable(['', 'n', 'TTFA', 'stream', 'W*'], cells)
}

function howMeasured({ levels, settings }: GenXReport): string {
  const open = levels.some(({ load }) => load.loop === 'open')
  const loop = open
    ? 'Open loop: requests came at their rate, answered or not.'
    : 'Closed loop: each listener asked again once answered.'
  return `${loop} ${settings.runs} requests per load, at least one per listener.`
}

function warmups(levels: readonly GenXLevel[]): string {
  const [first] = levels
  if (first === undefined || first.warmup.length === 0) return 'No warm-up.'
  const firsts = first.warmup.map(({ ok, ttfaMs }) => (ok ? time(ttfaMs) : 'failed'))
  return `Warm-up before each load is not counted; before the first load its TTFA was ${escaped(firsts.join(', '))}.`
}
