// SPDX-License-Identifier: Apache-2.0

/**
 * Ring and port compared, in Chromium: how fast the page hands speech to the audio thread, what that costs the main
 * thread, how soon it is heard, and what happens while the main thread is blocked for 200 ms in every second.
 *
 * Usage: npx tsx scripts/bench/playback.ts [--seconds 15] [--json]
 */

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { findChromium, launchChromium } from '../../app/web/test/chromium.ts'
import type { PlaybackBench } from '../../app/web/test/playback-bench-calls.ts'
import { workletBundle } from '../../app/web/worklets.ts'
import { spread } from './statistics.ts'

const KINDS = ['ring', 'port'] as const
const RUNS = 30
const BLOCK_MS = 200
const LEADS_MS = [100, 300, 4_000]

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '15' }, json: { type: 'boolean' } } })
const seconds = Number(values.seconds)
if (!Number.isInteger(seconds) || seconds < 5) {
  console.error(`--seconds ${values.seconds}: give a whole number from 5 on; less tells nothing.`)
  process.exit(2)
}
const executable = findChromium()
if (executable === null) {
  console.error('No Chromium found. Install one (apt-get install chromium) or set CHROMIUM_PATH.')
  process.exit(3)
}

const file = (path: string) => fileURLToPath(new URL(`../../app/web/${path}`, import.meta.url))
await build(workletBundle())
const worklet = await readFile(file('public/worklets/player.worklet.js'))
const bundled = await build({
  entryPoints: [file('test/playback-bench.ts')],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
})
const script = bundled.outputFiles[0]?.text ?? ''

/** The page in which it runs is isolated, so that both ways can be taken in it. */
const server = createServer((request, response) => {
  const [type, body] =
    request.url === '/worklets/player.worklet.js'
      ? ['text/javascript', worklet]
      : request.url === '/bench.js'
        ? ['text/javascript', script]
        : ['text/html', '<!doctype html><title>bench</title><script type="module" src="/bench.js"></script>']
  response
    .writeHead(200, {
      'content-type': type,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    .end(body)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`

const browser = await launchChromium(executable)
const page = await browser.newPage()
await page.goto(url)
await page.waitForFunction(() => 'bench' in globalThis)
const devtools = await page.context().newCDPSession(page)
await devtools.send('Performance.enable')

/** Milliseconds the main thread was at work while something ran. */
async function mainThreadMs(run: () => Promise<unknown>): Promise<number> {
  const busy = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const before = await busy()
  await run()
  return (await busy()) - before
}

async function measure(kind: (typeof KINDS)[number], idleMs: number) {
  const samplesPerSecond = spread(await call(page, 'throughput', kind, RUNS)).median
  const latencyMs = spread(await call(page, 'latency', kind, RUNS))
  const plain = { kind, seconds, leadMs: 4_000, blockMs: 0, prebufferMs: 100 }
  const busyMs = await mainThreadMs(() => call(page, 'stream', plain))
  const blocked = []
  for (const leadMs of LEADS_MS) {
    const heard = await call(page, 'stream', {
      ...plain,
      leadMs,
      prebufferMs: Math.min(leadMs, 300),
      blockMs: BLOCK_MS,
    })
    blocked.push({ leadMs, ...heard })
  }
  return { kind, samplesPerSecond, mainThreadMsPerSecond: (busyMs - idleMs) / seconds, latencyMs, blocked }
}

/** Calls one of the page's measurements. */
function call<Name extends keyof PlaybackBench>(
  on: Page,
  name: Name,
  ...args: Parameters<PlaybackBench[Name]>
): Promise<Awaited<ReturnType<PlaybackBench[Name]>>> {
  return on.evaluate(`bench.${name}(...${JSON.stringify(args)})`)
}

const idleMs = await mainThreadMs(() => call(page, 'idle', seconds))
const ring = await measure('ring', idleMs)
const port = await measure('port', idleMs)
const version = browser.version()
await browser.close()
server.close()

const about = {
  date: new Date().toISOString().slice(0, 10),
  chromium: version,
  processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  loadAverage: Number(loadavg()[0]?.toFixed(1)),
  seconds,
}
if (values.json) console.info(JSON.stringify({ about, idleMs, ring, port }, null, 2))
else {
  const millions = (value: number) => `${(value / 1e6).toFixed(1)} million`
  const rows = [
    ['', 'ring', 'port'],
    ['---', '---:', '---:'],
    ['samples handed over per second', millions(ring.samplesPerSecond), millions(port.samplesPerSecond)],
    ...[
      {
        what: 'main thread, ms per second of speech',
        of: (feeder: typeof ring) => feeder.mainThreadMsPerSecond.toFixed(2),
      },
    ].map(({ what, of }) => [what, of(ring), of(port)]),
    ['handed over to heard, median ms', ring.latencyMs.median.toFixed(1), port.latencyMs.median.toFixed(1)],
    ...LEADS_MS.map((leadMs, index) => [
      `gaps, blocked ${BLOCK_MS} ms in every second, ${leadMs} ms ahead`,
      ...[ring, port].map(({ blocked }) => gaps(blocked[index])),
    ]),
  ]
  for (const row of rows) console.info(`| ${row.join(' | ')} |`)
  console.info(
    `\n${about.date}, Chromium ${about.chromium}, ${about.processor}, load ${about.loadAverage}, ${seconds} s each`,
  )
}

function gaps(blocked: { readonly underruns: number; readonly stalledMs: number } | undefined): string {
  if (blocked === undefined) return 'n/a'
  return blocked.underruns === 0 ? '0' : `${blocked.underruns} (${Math.round(blocked.stalledMs)} ms)`
}
