// SPDX-License-Identifier: Apache-2.0

/**
 * Time to first audio of a spoken turn, with models of known latency: the real server with the real agent, beside the
 * same turn done one stage after the other, and beside the floor that nobody can go below.
 *
 * Usage: npx tsx scripts/bench/turn.ts [--turns 30] [--json]
 * Ends with 1 when the reach is not met: at most 25 ms over the floor at the median and at least 2.0 times sooner than
 * sequential; with the routing call beside the reply's call at least 3.2 times.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../../app/store/index.ts'
import { type Child, startChild } from './child.ts'
import { floor } from './models/timing.ts'
import { type Spread, spread } from './statistics.ts'
import { type AgentShare, measureAgent } from './turn-agent.ts'
import { Caller } from './turn-client.ts'
import { takeSequentialTurn } from './turn-sequential.ts'

const REACH = { overFloorMs: 25, timesSooner: 2, timesSoonerBeside: 3.2 } as const
const WARM_UP = 4
const TURNS_PER_CALL = 5

const { values } = parseArgs({ options: { turns: { type: 'string', default: '30' }, json: { type: 'boolean' } } })
const turns = Number(values.turns)
if (!Number.isInteger(turns) || turns < 30) {
  console.error(`--turns ${values.turns}: give a whole number from 30 on; fewer turns tell nothing of a median.`)
  process.exit(2)
}

const workDir = mkdtempSync(join(tmpdir(), 'kit-bench-turn-'))
const models = await startChild(new URL('./models/process.ts', import.meta.url))
try {
  const sequential = spread(await repeat(turns, () => takeSequentialTurn(models.url)))
  const after = await measureServer('after')
  const beside = await measureServer('beside')
  const embedded = await startEmbedded({ dataDir: join(workDir, 'agent') })
  const agent = await measureAgent(models.url, embedded.address, turns)
  await embedded.close()
  process.exitCode = report({ sequential, after, beside, agent })
} finally {
  await models.end()
  rmSync(workDir, { recursive: true, force: true })
}

/** First audio of spoken turns at the real server, its routing call before the other or beside it. */
async function measureServer(routing: 'after' | 'beside'): Promise<Spread> {
  const server = await startTurnServer(routing)
  try {
    await talk(server.url, TURNS_PER_CALL)
    const measured: number[] = []
    while (measured.length < turns) measured.push(...(await talk(server.url, turns - measured.length)))
    return spread(measured)
  } finally {
    await server.end()
  }
}

/** A conversation of a few turns. The first does not count: nobody has the floor yet, so routing cannot be beside. */
async function talk(serverUrl: string, atMost: number): Promise<number[]> {
  const caller = await Caller.dial(serverUrl)
  try {
    await caller.takeTurn()
    const measured: number[] = []
    while (measured.length < Math.min(TURNS_PER_CALL, atMost)) measured.push(await caller.takeTurn())
    return measured
  } finally {
    caller.hangUp()
  }
}

function startTurnServer(routing: 'after' | 'beside'): Promise<Child> {
  return startChild(new URL('./turn-server.ts', import.meta.url), {
    args: [routing],
    env: {
      STT_BASE_URL: models.url,
      LLM_BASE_URL: models.url,
      TTS_BASE_URL: models.url,
      STT_MODEL: 'programmed',
      LLM_MODEL: 'programmed',
      TTS_MODEL: 'programmed',
      DATABASE_URL: '',
      KIT_DATA_DIR: join(workDir, routing),
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
  })
}

/** Measures one after the other, with a few first that do not count. */
async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  for (let i = 0; i < WARM_UP; i++) await measure()
  const measured: number[] = []
  for (let i = 0; i < times; i++) measured.push(await measure())
  return measured
}

interface Result {
  readonly sequential: Spread
  readonly after: Spread
  readonly beside: Spread
  readonly agent: readonly AgentShare[]
}

/** Prints what was measured; gives the exit code. */
function report({ sequential, after, beside, agent }: Result): number {
  const least = floor()
  const overMs = after.median - least.afterRoutingMs
  const sooner = sequential.median / after.median
  const soonerBeside = sequential.median / beside.median
  const isMet = overMs <= REACH.overFloorMs && sooner >= REACH.timesSooner && soonerBeside >= REACH.timesSoonerBeside
  if (values.json) {
    console.log(JSON.stringify({ floor: least, sequential, after, beside, agent, isMet }, null, 2))
    return isMet ? 0 : 1
  }
  console.log(`Time to first audio of a spoken turn, ${turns} turns each, in ms\n`)
  console.log(`${'  '.padEnd(44)}floor   median      p95   over floor`)
  line('one stage after the other', sequential, least.sequentialMs)
  line('streamed, routing before the reply', after, least.afterRoutingMs)
  line('streamed, routing beside the reply', beside, least.besideRoutingMs)
  console.log(
    `\n  sooner than one after the other: ${sooner.toFixed(2)} times, with routing beside ${soonerBeside.toFixed(2)}`,
  )
  console.log("\nThe agent framework's own share (asked alone, included above)\n")
  console.log(`${'  '.padEnd(52)}median      p95`)
  shareLine("before the reply's first text", spread(agent.map((share) => share.beforeFirstTextMs)))
  shareLine('over the whole turn', spread(agent.map((share) => share.frameworkMs)))
  const [load = 0] = loadavg()
  const cores = availableParallelism()
  const quiet = load <= cores ? '' : ': busy with other things, which these numbers include'
  console.log(`\nMachine: ${cores} cores, load ${load.toFixed(1)} at the end${quiet}.`)
  console.log(
    `\n${isMet ? 'Reached' : 'NOT REACHED'}: at most ${REACH.overFloorMs} ms over the floor (${overMs.toFixed(1)}), ` +
      `${REACH.timesSooner} times sooner (${sooner.toFixed(2)}), ${REACH.timesSoonerBeside} times with routing beside (${soonerBeside.toFixed(2)}).`,
  )
  return isMet ? 0 : 1
}

function line(name: string, { median, p95 }: Spread, floorMs: number): void {
  const over = `${(median - floorMs).toFixed(1)}`
  console.log(
    `  ${name.padEnd(38)}${String(floorMs).padStart(9)}${median.toFixed(1).padStart(9)}${shown(p95).padStart(9)}${over.padStart(13)}`,
  )
}

function shareLine(name: string, { median, p95 }: Spread): void {
  console.log(`  ${name.padEnd(48)}${median.toFixed(1).padStart(8)}${shown(p95).padStart(9)}`)
}

function shown(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(1)
}
