// SPDX-License-Identifier: Apache-2.0

/**
 * What the voice server costs as a relay of speech: many listeners hear paced speech at the same time, through the real
 * server and, in the same run, through a bare `ws` server that passes on what comes. The voice, which speaks in real
 * time, and either relay are processes of their own; what counts is the relay's processor time, and how evenly frames come.
 *
 * Usage: npx tsx scripts/bench/relay.ts [--streams 200] [--seconds 10] [--json]
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { shown } from '../../app/core/gen-x/index.ts'
import { type Child, startChild } from './child.ts'
import { type Spread, spread } from './statistics.ts'

const RATE = 24_000
const FRAME_MS = 20

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean' },
  },
})
const streams = Number(values.streams)
const seconds = Number(values.seconds)
if (!(Number.isInteger(streams) && streams >= 1 && seconds >= 2)) {
  console.error('Give whole numbers: --streams 1 or more, --seconds 2 or more.')
  process.exit(2)
}

interface Measured {
  /** Processor seconds per second, for all streams. */
  readonly cores: number
  /** Share of the speech that arrived. */
  readonly arrived: number
  /** Between frames of one stream. */
  readonly gapMs: Spread
}

const usage = z.object({ user: z.number(), system: z.number() })

async function measure(program: URL): Promise<Measured> {
  const child = await startChild(program, { env })
  try {
    const listeners = await Promise.all(Array.from({ length: streams }, () => Listener.connect(child.url)))
    const before = await cpuOf(child)
    const from = performance.now()
    await Promise.all(listeners.map((listener) => listener.hear()))
    const elapsedMs = performance.now() - from
    const after = await cpuOf(child)
    for (const listener of listeners) listener.close()
    const bytes = listeners.reduce((sum, listener) => sum + listener.bytes, 0)
    return {
      cores: (after - before) / elapsedMs,
      arrived: bytes / (streams * seconds * RATE * 2),
      gapMs: spread(listeners.flatMap(({ gapsMs }) => gapsMs)),
    }
  } finally {
    await child.end()
  }
}

/** Processor time a child has used, in milliseconds. */
function cpuOf(child: Child): Promise<number> {
  return new Promise((resolve) => {
    child.process.once('message', (message) => {
      const { user, system } = usage.parse(message)
      resolve((user + system) / 1_000)
    })
    child.process.send('cpu')
  })
}

const workDir = mkdtempSync(join(tmpdir(), 'kit-bench-relay-'))
const voice = await startChild(new URL('./relay/voice.ts', import.meta.url), { args: [String(seconds)] })
const env = {
  STT_BASE_URL: voice.url,
  LLM_BASE_URL: voice.url,
  TTS_BASE_URL: voice.url,
  DATABASE_URL: '',
  KIT_DATA_DIR: workDir,
  PORT: '0',
  LOG_LEVEL: 'warn',
}

/** One who hears a text of known length, and reports a playhead as the page does. */
class Listener {
  readonly gapsMs: number[] = []
  bytes = 0
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static connect(url: string): Promise<Listener> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('message', () => resolve(new Listener(socket)))
    })
  }

  hear(): Promise<void> {
    return new Promise((resolve) => {
      let turnId = ''
      let lastAt = 0
      let firstAt = 0
      this.#socket.on('message', (data: Buffer, isBinary) => {
        const now = performance.now()
        if (isBinary) {
          if (lastAt > 0) this.gapsMs.push(now - lastAt)
          else firstAt = now
          lastAt = now
          this.bytes += data.byteLength
          return
        }
        const message: { type: string; turn_id?: string } = JSON.parse(data.toString('utf8'))
        if (message.type === 'tts_begin') turnId = message.turn_id ?? ''
        if (message.type !== 'tts_end') return
        clearInterval(reports)
        resolve()
      })
      const reports = setInterval(() => {
        if (firstAt === 0) return
        const played_ms = Math.min(performance.now() - firstAt, (this.bytes / RATE / 2) * 1_000)
        const report = { type: 'playhead', turn_id: turnId, played_ms, underruns: 0, stalled_ms: 0 }
        this.#socket.send(JSON.stringify({ ...report, first_heard_ms: null }))
      }, 250)
      this.#socket.send(JSON.stringify({ type: 'tts_text', text: 'A text of known length.' }))
    })
  }

  close(): void {
    this.#socket.close()
  }
}

const bare = await measure(new URL('./relay/bare.ts', import.meta.url))
const server = await measure(new URL('./relay/server.ts', import.meta.url))
const again = await measure(new URL('./relay/bare.ts', import.meta.url))
const bareCores = (bare.cores + again.cores) / 2
const ratio = server.cores / bareCores
const [load = 0] = loadavg()
await voice.end()
rmSync(workDir, { recursive: true, force: true })

if (values.json) console.log(JSON.stringify({ streams, seconds, bare: [bare, again], server, ratio, load }, null, 2))
else {
  console.log(
    `${streams} listeners, ${seconds} s of speech each, made and played in real time, frames of ${FRAME_MS} ms\n`,
  )
  console.log(`${''.padEnd(24)}cores   streams per core   arrived   gap p50   gap p95`)
  for (const [name, { cores, arrived, gapMs }] of [
    ['bare ws', bare],
    ['voice server', server],
    ['bare ws, once more', again],
  ] as const) {
    const figures = [cores.toFixed(2).padStart(5), (streams / cores).toFixed(0).padStart(18)]
    const gaps = [gapMs.median, gapMs.p95].map((ms) => `${shown(ms, 1)} ms`.padStart(9))
    console.log(
      `${name.padEnd(24)}${figures.join('')}${`${(arrived * 100).toFixed(1)} %`.padStart(10)} ${gaps.join(' ')}`,
    )
  }
  console.log(`\nThe server takes ${ratio.toFixed(2)} times the processor time of the bare relay.`)
  console.log(`Machine: ${availableParallelism()} cores, load ${load.toFixed(1)} at the end.`)
}
