// SPDX-License-Identifier: Apache-2.0
import type { GenXReport } from '../../app/core/contract/index.ts'
import { REFERENCE_GPUS, shown } from '../../app/core/gen-x/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { bad, dim, good, strong, table } from '../terminal.ts'
import { type ComparedRow, regressions, rowsOf } from './compared-rows.ts'
import { comparePage } from './html/compare-page.ts'
import { checkOutputs, writeOutput } from './output.ts'
import { readReport, underGate } from './report.ts'
import { percent, time } from './words.ts'

/** `./kit gen-x compare`, as given on the command line. */
export interface CompareOptions {
  readonly html?: string
  readonly json?: string
  readonly reference: boolean
  readonly failUnder?: number
  /** A share, 0.05 for 5%. */
  readonly regression?: number
}

/** Puts reports side by side, judges them, and sets the exit code. Throws {@link KitError}. */
export async function compareCommand(files: readonly string[], options: CompareOptions): Promise<void> {
  const json = { option: '--json', path: options.json }
  const html = { option: '--html', path: options.html }
  const quiet = await checkOutputs([json, html])
  const reports = await Promise.all(files.map(readReport))
  if (options.regression !== undefined) comparable(reports, files)
  const rows = reports.flatMap(rowsOf)
  const references = options.reference ? REFERENCE_GPUS : []
  await writeOutput(json, `${JSON.stringify({ rows, references })}\n`)
  await writeOutput(html, comparePage(rows, references))
  const say = quiet ? console.error : console.log
  say(compareTable(rows, options.reference))
  if (options.html && options.html !== '-') say(`html: ${options.html}`)
  const verdicts = [...gate(reports, options.failUnder), ...regression(rows, reports, options.regression)]
  for (const { passed, words } of verdicts) say(passed ? good(words) : bad(words))
  if (verdicts.some(({ passed }) => !passed)) process.exitCode = EXIT.no
}

/** Refuses to call it a regression when other things were asked for. */
function comparable(reports: readonly GenXReport[], files: readonly string[]): void {
  const [first, ...others] = reports
  if (first === undefined || others.length === 0) {
    throw new KitError(EXIT.usage, '--regression holds reports against the first one; give at least two.')
  }
  others.forEach((other, i) => {
    if (other.prompts.sha256 !== first.prompts.sha256) {
      throw new KitError(
        EXIT.usage,
        `'${files[i + 1]}' was measured with other prompts than '${files[0]}', so that --regression would compare other speech. Measure both with the same --prompts.`,
      )
    }
  })
}

interface Verdict {
  readonly passed: boolean
  readonly words: string
}

function gate(reports: readonly GenXReport[], least: number | undefined): Verdict[] {
  if (least === undefined) return []
  return reports.map(({ label, levels }) => {
    const reasons = underGate(levels, least)
    if (reasons.length === 0) return { passed: true, words: `${label}: gen-x is ${least} or more at every load` }
    return { passed: false, words: `${label}: the gate of ${least} says no:\n  ${reasons.join('\n  ')}` }
  })
}

function regression(rows: readonly ComparedRow[], reports: readonly GenXReport[], most: number | undefined): Verdict[] {
  if (most === undefined) return []
  const worse = regressions(rows, reports, most)
  if (worse.length === 0) return [{ passed: true, words: `no regression of more than ${percent(most)}` }]
  return [
    { passed: false, words: `worse than the first report by more than ${percent(most)}:\n  ${worse.join('\n  ')}` },
  ]
}

function compareTable(rows: readonly ComparedRow[], withReference: boolean): string {
  const head = [
    '',
    'load',
    'n',
    'TTFA p50',
    'gen-x total',
    'gen-x stream',
    'window p5',
    'W* p95',
    'audio s/s',
    'carries',
  ]
  const cells = rows.map((row) => [
    row.label,
    row.void === null ? row.load : `${row.load} (not to be believed)`,
    String(row.n),
    time(row.ttfaMs),
    shown(row.genXTotal),
    shown(row.genXStream),
    shown(row.genXWindowP5),
    time(row.wStarMs),
    shown(row.throughput),
    row.listeners === null ? 'n/a' : String(row.listeners),
  ])
  const published = (withReference ? REFERENCE_GPUS : []).map(({ gpu, genX }) => {
    const range = genX.low === genX.high ? String(genX.low) : `${genX.low}–${genX.high}`
    return [gpu, 'published', '', '', range].map(dim)
  })
  const notes = rows.flatMap((row) => (row.void === null ? [] : [bad(`${row.label}, ${row.load}: ${row.void}`)]))
  const source = withReference
    ? [dim(`published numbers: ${REFERENCE_GPUS[0]?.source}, ${REFERENCE_GPUS[0]?.model}`)]
    : []
  return [table([head.map(strong), ...cells, ...published]), ...notes, '', ...source].join('\n')
}
