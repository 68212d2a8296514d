// SPDX-License-Identifier: Apache-2.0
import { GEN_X_SCHEMA_VERSION, type GenXLevel, type GenXLoad, type GenXReport } from '../../app/core/contract/index.ts'
import { AUDIBLE } from '../../app/core/gen-x/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { bad, good } from '../terminal.ts'
import { measurePage } from './html/measure-page.ts'
import { Watch } from './lag.ts'
import { measureLevel } from './measure-level.ts'
import { countedFaults, measureTable } from './measure-table.ts'
import { checkOutputs, writeOutput } from './output.ts'
import type { Encoding } from './pcm-reader.ts'
import { ProgressBar } from './progress-bar.ts'
import { prometheusText } from './prometheus.ts'
import { readPrompts } from './prompts.ts'
import { capacityOf, underGate } from './report.ts'
import { serverLabel } from './server-label.ts'
import { type Dialect, shownUrl, targetOf } from './target.ts'
import { openConnections } from './timed-post.ts'
import { loadName } from './words.ts'

/** `./kit gen-x measure`, as given on the command line. */
export interface MeasureOptions {
  readonly url: string
  readonly model: string
  readonly voice: string
  readonly dialect: Dialect
  readonly prompts?: string
  readonly concurrency: readonly number[]
  /** Requests per second; makes the loop an open one. */
  readonly rate?: number
  readonly arrivals: 'poisson' | 'constant'
  readonly runs: number
  readonly warmup: number
  readonly seed: number
  readonly label?: string
  readonly body: Readonly<Record<string, unknown>>
  readonly sampleRate?: number
  readonly encoding: Encoding
  readonly prebuffer: number
  readonly ttfaLimit: number
  readonly maxLag: number
  readonly timeout: number
  readonly apiKeyEnv?: string
  readonly json?: string
  readonly html?: string
  readonly prometheus?: string
  readonly failUnder?: number
}

/** Measures a server and tells in every form that was asked for. Sets the exit code. Throws {@link KitError}. */
export async function measureCommand(options: MeasureOptions): Promise<void> {
  const json = { option: '--json', path: options.json }
  const prometheus = { option: '--prometheus', path: options.prometheus }
  const html = { option: '--html', path: options.html }
  const quiet = await checkOutputs([json, prometheus, html])
  const report = await measured(options)
  // Written before anything is printed: a closed pipe must not cost a measurement.
  await writeOutput(json, `${JSON.stringify(report)}\n`)
  await writeOutput(prometheus, prometheusText(report))
  if (options.html !== undefined) await writeOutput(html, measurePage(report))
  const say = quiet ? console.error : console.log
  say(measureTable(report))
  for (const { option, path } of [json, prometheus, html]) {
    if (path !== undefined && path !== '-') say(`${option.slice(2)}: ${path}`)
  }
  if (report.levels.every(({ summary }) => summary.measured === 0)) throw nothingMeasured(report)
  if (options.failUnder === undefined) return
  const reasons = underGate(report.levels, options.failUnder)
  say(
    reasons.length === 0
      ? good(`gen-x is ${options.failUnder} or more at every load`)
      : bad(`the gate of ${options.failUnder} says no:\n  ${reasons.join('\n  ')}`),
  )
  if (reasons.length > 0) process.exitCode = EXIT.no
}

/** Measures load by load. Ctrl-C ends it and keeps what was measured; a second one ends the program. */
async function measured(options: MeasureOptions): Promise<GenXReport> {
  const target = targetOf(options.url, options.dialect)
  const apiKey = keyFrom(options.apiKeyEnv)
  const { prompts, sha256 } = await readPrompts(options.prompts)
  const server = await serverLabel(target, apiKey)
  const stop = new AbortController()
  const onInterrupt = () => stop.abort(new Error('stopped'))
  process.once('SIGINT', onInterrupt)
  const bar = new ProgressBar()
  const connections = openConnections()
  const watch = new Watch()
  const question = {
    url: target.speech,
    dialect: options.dialect,
    model: options.model,
    voice: options.voice,
    body: options.body,
    encoding: options.encoding,
    sampleRate: options.sampleRate ?? null,
    apiKey,
    timeoutMs: options.timeout * 1_000,
    connections,
    watch,
  }
  const levels: GenXLevel[] = []
  try {
    for (const load of loadsOf(options)) {
      if (stop.signal.aborted || levels.some(({ summary }) => summary.measured === 0)) break
      const settings = {
        prompts,
        runs: Math.max(options.runs, load.loop === 'closed' ? load.concurrency : 1),
        warmup: options.warmup,
        seed: options.seed,
        prebufferMs: options.prebuffer,
        ttfaLimitMs: options.ttfaLimit,
        lagLimitMs: options.maxLag,
      }
      const level = await measureLevel(question, load, settings, stop.signal, (phase, done, of) =>
        bar.show(`${loadName(load)}${phase === 'warmup' ? ', warm-up' : ''}`, done, of),
      )
      levels.push(level)
    }
  } finally {
    bar.clear()
    process.removeListener('SIGINT', onInterrupt)
    watch.end()
    connections.http.destroy()
    connections.https.destroy()
  }
  return {
    kind: 'gen-x',
    schemaVersion: GEN_X_SCHEMA_VERSION,
    measuredAt: new Date().toISOString(),
    label: options.label ?? `${options.model} at ${target.base.host}`,
    target: {
      url: shownUrl(target.speech),
      dialect: options.dialect,
      model: options.model,
      voice: options.voice,
      body: { ...options.body },
      server,
    },
    prompts: { sha256, count: prompts.length },
    settings: {
      seed: options.seed,
      runs: options.runs,
      warmup: options.warmup,
      prebufferMs: options.prebuffer,
      ttfaLimitMs: options.ttfaLimit,
      audible: AUDIBLE / 0x8000,
      lagLimitMs: options.maxLag,
    },
    levels,
    capacity: capacityOf(levels),
  }
}

function loadsOf({ concurrency, rate, arrivals }: MeasureOptions): GenXLoad[] {
  if (rate !== undefined) return [{ loop: 'open', arrivals, ratePerS: rate }]
  return concurrency.map((listeners) => ({ loop: 'closed', concurrency: listeners }))
}

function keyFrom(name: string | undefined): string | null {
  if (name === undefined) return null
  const key = process.env[name]
  if (key) return key
  throw new KitError(
    EXIT.usage,
    `--api-key-env names ${name}, which is not set. Set it (export ${name}=…) or leave the option out.`,
  )
}

function nothingMeasured(report: GenXReport): KitError {
  const [first] = report.levels
  const requests = first === undefined ? [] : [...first.warmup, ...first.requests]
  const [worst] = countedFaults(requests)
  if (worst === undefined) {
    return new KitError(EXIT.outside, 'Nothing was measured: it was stopped before the first answer.')
  }
  return new KitError(EXIT.outside, `Nothing was measured: ${worst.fault.message}. ${advice(worst.fault.code)}`)
}

const ADVICE: Partial<Record<GenXReport['levels'][number]['requests'][number]['faults'][number]['code'], string>> = {
  http_error: 'Check --model, --voice and --api-key-env; the server lists its models under /v1/models.',
  not_audio:
    'Raw PCM is needed: check --url and --dialect; some servers want --body \'{"stream": true, "stream_format": "audio"}\'.',
  wrong_rate: 'Leave --sample-rate out, or give the rate that the server has.',
  silent: 'Check --voice, and --encoding: samples read as another encoding may look silent.',
  timeout: 'The server may still be loading its model; try again, or raise --timeout.',
}

function advice(code: keyof typeof ADVICE): string {
  return ADVICE[code] ?? "Look into the server's log, then measure again."
}
