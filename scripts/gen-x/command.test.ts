// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { genXReportSchema } from '../../app/core/contract/index.ts'
import { parseWav } from '../../app/core/wav.ts'
import { type Child, startChild } from '../bench/child.ts'
import { main } from '../kit.ts'

let out = ''
let err = ''
let folder = ''
let double: Child

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kit-gen-x-'))
  double = await startChild(new URL('./test/double.ts', import.meta.url))
})
afterAll(async () => {
  await double.end()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  out = ''
  err = ''
  const stdout = (text: unknown) => {
    out += String(text)
    return true
  }
  const stderr = (text: unknown) => {
    err += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(stdout)
  vi.spyOn(process.stderr, 'write').mockImplementation(stderr)
  vi.spyOn(console, 'log').mockImplementation((text) => void stdout(`${text}\n`))
  vi.spyOn(console, 'error').mockImplementation((text) => void stderr(`${text}\n`))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

const file = (name: string) => join(folder, name)
const genX = (...words: string[]) => main(['gen-x', ...words])
const at = (url: string) => ['--url', url, '--model', 'double', '--voice', 'any', '--max-lag', '10000']

/** Measures the double and gives the report. */
async function measured(name: string, prompts: readonly string[], ...more: string[]) {
  await writeFile(file(`${name}.txt`), prompts.join('\n'))
  const words = ['--prompts', file(`${name}.txt`), '--json', file(`${name}.json`), '--warmup', '0', '--label', name]
  const code = await genX('measure', ...at(double.url), ...words, ...more)
  const json: unknown = JSON.parse(await readFile(file(`${name}.json`), 'utf8'))
  return { code, report: genXReportSchema.parse(json) }
}

describe('wrong usage ends with 2 and says what to try', () => {
  const url = 'http://127.0.0.1:9'
  it.each([
    [['mesure'], "unknown command 'mesure'", 'Did you mean measure?'],
    [['measure'], "required option '--url <url>'", '--help'],
    [['measure', ...at('ftp://x')], "'ftp://x' is no http", 'Try --url http'],
    [['measure', ...at('http://x/tts')], 'has the path /tts', 'ends in /v1'],
    [['measure', ...at(`${url}/v1/chat/completions`)], '/chat/completions', '--dialect higgs-chat'],
    [['measure', ...at('http://me:secret@x')], 'a password', '--api-key-env'],
    [['measure', ...at(url), '--concurrency', '1;2'], "'1;2' is invalid", '1,2,4,8'],
    [['measure', ...at(url), '--rate', '0'], "'0' is invalid", 'above 0'],
    [['measure', ...at(url), '--rate', '1', '--concurrency', '2'], '--rate', 'cannot be used with'],
    [['measure', ...at(url), '--prompts', '/nowhere'], "'/nowhere' cannot be read", '--prompts'],
    [['measure', ...at(url), '--api-key-env', 'NOT_SET_ANYWHERE'], 'is not set', 'export NOT_SET_ANYWHERE'],
    [
      ['measure', ...at(url), '--json', '-', '--prometheus', '-'],
      'cannot both go to stdout',
      'Give one of them a file',
    ],
    [['measure', ...at(url), '--json', '/nowhere/a.json'], 'cannot be written', 'Does its folder exist?'],
    [['measure', ...at(url), '--body', '[]'], "'[]' is invalid", 'JSON object'],
    [['compare', '/nowhere'], "'/nowhere' cannot be read", 'measure --json'],
    [['compare', 'package.json'], 'is no gen-x report', 'Measure again'],
    [['compare', 'package.json', '--regression', '5'], "'5' is invalid", 'such as 5%'],
    [['simulate'], 'How fast', '--gpu'],
    [['simulate', '--gpu', 'l5'], "'l5' is invalid", 'l40s'],
    [['simulate', '--gen-x', '1', '--seconds', '601'], '--seconds 601', 'at most 600'],
    [['simulate', '--gen-x', '1', '--speech', 'package.json'], "--speech 'package.json'", 'RIFF/WAVE'],
  ])('%j', async (words, what, advice) => {
    expect(await genX(...words)).toBe(2)
    expect(err).toContain(what)
    expect(err).toContain(advice)
    expect(err).not.toMatch(/\n\s+at |secret/)
  })
})

describe('what fails outside ends with 3 and says what to try', () => {
  it('a server that is down', async () => {
    expect(await genX('measure', ...at('http://127.0.0.1:9'))).toBe(3)
    expect(err).toContain('Nothing answers at http://127.0.0.1:9/v1')
    expect(err).toContain('For a try without a GPU')
  })

  it('a server that refuses, in its own words', async () => {
    const { code, report } = await measured('refusing', ['unheard of'], '--runs', '3')
    expect(code).toBe(3)
    expect(err).toContain("there is no program 'unheard'")
    expect(err).toContain('Check --model')
    expect(report.levels[0]?.summary).toMatchObject({ measured: 0, failed: 3 })
  })
})

describe('measure', () => {
  it('tells in every form what it measured, load by load', { timeout: 60_000 }, async () => {
    const page = file('all.html')
    const { code, report } = await measured(
      'all',
      ['fast one', 'slow <b>two</b>', 'fast three'],
      ...['--runs', '3', '--concurrency', '1,3', '--html', page, '--prometheus', file('all.prom')],
    )
    expect(code).toBe(0)
    expect(report).toMatchObject({ kind: 'gen-x', schemaVersion: 1, label: 'all', target: { server: 'double 1.2' } })
    expect(report.prompts.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(report.levels.map(({ load }) => load)).toEqual([
      { loop: 'closed', concurrency: 1 },
      { loop: 'closed', concurrency: 3 },
    ])
    const requests = report.levels.flatMap((level) => level.requests)
    expect(requests.map(({ chunks }) => chunks.length).sort()).toEqual([24, 24, 50, 50, 50, 50])
    expect(report.levels[0]?.summary.genXStream.p50).toBeGreaterThan(1.5)
    expect(report.levels[0]?.summary.ttfaMs.p95).toBeNull()
    expect(report.capacity.listeners).toBeNull()
    expect(out).toMatch(/1 listener +3 /)
    expect(out).toMatch(/Listeners it carries: n\/a; 20 measured requests per load are needed/)

    const html = await readFile(page, 'utf8')
    expect(html).not.toMatch(/<script|<link|src=|url\(|https?:\/\/(?!127)/)
    expect(html).toContain('prefers-color-scheme: dark')
    for (const words of ['When each chunk came', 'in the buffer', '1.0 real time', '2.0 nobody notices', 'n/a']) {
      expect(html).toContain(words)
    }
    expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(10)
    expect(html).not.toContain('NaN')

    const prometheus = await readFile(file('all.prom'), 'utf8')
    expect(prometheus).toMatch(
      /genx_stream\{label="all",model="double",loop="closed",load="1 listener",quantile="0.5"\} [12]\.\d/,
    )
    expect(prometheus).not.toContain('quantile="0.99"')
  })

  it('a gate fails what is too slow, and what was not measured', { timeout: 60_000 }, async () => {
    const gate = ['--runs', '2', '--fail-under', '1.0']
    expect((await measured('fast', ['fast one', 'fast two'], ...gate)).code).toBe(0)
    expect((await measured('slow', ['slow one', 'slow two'], ...gate)).code).toBe(1)
    expect(out).toMatch(/1 listener: gen-x 0\.7\d is below 1/)
    expect((await measured('whole', ['whole one', 'whole two'], ...gate)).code).toBe(1)
    expect(out).toContain('gen-x n/a (the server does not stream)')
    expect((await measured('mixed', ['fast one', 'whole two'], ...gate)).code).toBe(1)
    expect(out).toContain('1 of 2 replies came at once and have no gen-x')
    expect((await measured('broken', ['fast one', 'odd two'], ...gate)).code).toBe(1)
    expect(out).toContain('1 of 2 requests failed')
    expect((await measured('once', ['fast one'], '--runs', '1', '--fail-under', '1.0')).code).toBe(1)
    expect(out).toContain('raise --runs')
  })

  it('a void load fails a gate, and says why', { timeout: 60_000 }, async () => {
    const { code, report } = await measured(
      'void',
      ['quick one'],
      '--max-lag',
      '0.000001',
      '--runs',
      '40',
      '--fail-under',
      '0.1',
    )
    expect(code).toBe(1)
    expect(report.levels[0]?.voided).toContain('late to its own events')
    expect(report.capacity).toEqual({ listeners: null, knee: null })
    expect(out).toContain('1 listener is void')
  })

  it('--json - leaves stdout to the report', { timeout: 60_000 }, async () => {
    await writeFile(file('one.txt'), 'quick one')
    const words = ['--prompts', file('one.txt'), '--runs', '2', '--warmup', '1', '--json', '-']
    expect(await genX('measure', ...at(`${double.url}/v1/audio/speech`), ...words)).toBe(0)
    const report = genXReportSchema.parse(JSON.parse(out))
    expect(report.levels[0]?.warmup.length).toBe(1)
    expect(report.levels[0]?.requests.length).toBe(2)
    expect(err).toContain('gen-x of double at 127.0.0.1')
  })

  it('Ctrl-C keeps what was measured', { timeout: 60_000 }, async () => {
    const stop = setTimeout(() => process.emit('SIGINT'), 1_500)
    const { code, report } = await measured('stopped', ['quick one'], '--runs', '10000')
    clearTimeout(stop)
    expect(code).toBe(0)
    expect(report.levels[0]?.stopped).toBe(true)
    expect(report.levels[0]?.summary.measured).toBeGreaterThan(2)
    expect(out).toContain('was stopped after')
  })
})

describe('compare', () => {
  it('puts reports beside each other and beside what was published', { timeout: 60_000 }, async () => {
    await measured('before', ['fast one', 'fast two'], '--runs', '2')
    await measured('after', ['fast one', 'fast two'], '--runs', '2')
    const reports = [file('before.json'), file('after.json')]
    expect(await genX('compare', ...reports, '--html', file('compare.html'), '--fail-under', '1.0')).toBe(0)
    for (const words of ['before', 'after', 'L4 ', '0.78', 'L40S', '1.95', 'H200 MIG 2g.35gb', '2–3', 'stopwatch']) {
      expect(out).toContain(words)
    }
    expect(await readFile(file('compare.html'), 'utf8')).toContain('not measured by this kit')
  })

  it('a regression sets the exit code; other prompts make no comparison', { timeout: 60_000 }, async () => {
    const { report } = await measured('base', ['fast one', 'fast two'], '--runs', '2')
    const slower = structuredClone(report)
    for (const { summary } of slower.levels) {
      if (summary.genXStream.p50 !== null) summary.genXStream.p50 *= 0.9
    }
    await writeFile(file('slower.json'), JSON.stringify({ ...slower, label: 'slower' }))
    expect(await genX('compare', file('base.json'), file('base.json'), '--regression', '5%')).toBe(0)
    expect(await genX('compare', file('base.json'), file('slower.json'), '--regression', '15%')).toBe(0)
    expect(await genX('compare', file('base.json'), file('slower.json'), '--regression', '5%')).toBe(1)
    expect(out).toMatch(/slower, 1 listener: gen-x [\d.]+ → [\d.]+/)
    await writeFile(file('other.json'), JSON.stringify({ ...report, prompts: { sha256: 'another', count: 2 } }))
    expect(await genX('compare', file('base.json'), file('other.json'), '--regression', '5%')).toBe(2)
    expect(err).toContain('was measured with other prompts')
  })
})

describe('simulate', () => {
  const run = async (...words: string[]) => {
    expect(await genX('simulate', ...words, '--json', '-')).toBe(0)
    const simulation = JSON.parse(out)
    out = ''
    return simulation
  }

  it('at 0.78 the fixed player stalls, the adaptive one waits once', async () => {
    const { players, wStarMs, ttfaMs } = await run('--gen-x', '0.78', '--seconds', '10')
    const [fixed, adaptive] = players
    expect(wStarMs).toBeCloseTo((9_960 * 0.22) / 0.78, 0)
    expect(fixed.heard.stallsMs.length).toBeGreaterThan(2)
    expect(adaptive.heard.stallsMs).toEqual([])
    expect(adaptive.heard.waitMs - ttfaMs).toBeGreaterThanOrEqual(wStarMs)
    expect(adaptive.heard.waitMs - ttfaMs).toBeLessThan(wStarMs * 1.5)
  })

  it('no player loses speech, whatever the pace and the jitter', async () => {
    for (const words of [
      ['--gen-x', '0.5'],
      ['--gen-x', '1.1', '--jitter', '300'],
      ['--gpu', 'h200-mig-2g.35gb'],
    ]) {
      const { players } = await run(...words, '--seconds', '7')
      for (const { heard } of players) {
        const playedMs = heard.played.reduce(
          (sum: number, { fromMs, toMs }: { fromMs: number; toMs: number }) => sum + toMs - fromMs,
          0,
        )
        expect(playedMs).toBeCloseTo(7_000, 3)
      }
    }
  })

  it('the WAV is as long as the listening, silent in its gaps, and has all of the speech', async () => {
    const { players } = await run('--gpu', 'l4', '--seconds', '6', '--wav', file('l4.wav'))
    const wav = parseWav(await readFile(file('l4.wav')))
    const { played, waitMs } = players[0].heard
    expect(wav.durationMs).toBeCloseTo(played.at(-1).toMs, 0)
    const samples = new Int16Array(new Uint8Array(wav.pcm).buffer)
    const loudest = (fromMs: number, toMs: number) =>
      Math.max(...samples.slice(Math.ceil(fromMs * 24), Math.floor(toMs * 24)).map(Math.abs))
    expect(loudest(0, waitMs)).toBe(0)
    for (const [i, { toMs }] of played.slice(0, -1).entries())
      expect(loudest(toMs + 1, played[i + 1].fromMs - 1)).toBe(0)
    expect(loudest(played[0].fromMs, played[0].toMs)).toBeGreaterThan(3_000)
  })
})
