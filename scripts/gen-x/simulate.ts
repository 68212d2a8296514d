// SPDX-License-Identifier: Apache-2.0
import { REFERENCE_GPUS, type Timeline, typicalGenX, wStarMs } from '../../app/core/gen-x/index.ts'
import { AdaptivePlayout } from '../../app/core/playout/adaptive.ts'
import { FixedPlayout } from '../../app/core/playout/fixed.ts'
import { Chooser } from '../dialogues/random.ts'
import { EXIT, KitError } from '../exit.ts'
import { dim, strong, table } from '../terminal.ts'
import { simulatePage } from './html/simulate-page.ts'
import { checkOutputs, writeOutput } from './output.ts'
import { type Arriving, type Heard, playOut } from './play-out.ts'
import { heardWav, readSpeech, type Sound, tune } from './simulated-speech.ts'
import { time } from './words.ts'

/** `./kit gen-x simulate`, as given on the command line. */
export interface SimulateOptions {
  readonly genX?: number
  readonly gpu?: string
  readonly seconds?: number
  readonly jitter: number
  readonly chunk: number
  readonly ttfa: number
  readonly prebuffer: number
  readonly seed: number
  readonly speech?: string
  readonly playout: 'fixed' | 'adaptive'
  readonly wav?: string
  readonly html?: string
  readonly json?: string
}

/** What each player makes of the same reply. */
export interface Simulation {
  readonly genX: number
  readonly audioMs: number
  readonly arriving: readonly Arriving[]
  readonly players: readonly { readonly name: string; readonly heard: Heard }[]
  /** Since the request: the first chunk, and the shortest wait after it with which nothing would stutter. */
  readonly ttfaMs: number
  readonly wStarMs: number
}

const DEFAULT_S = 10
const LONGEST_S = 600

/** Tells what a listener would hear. Throws {@link KitError}. */
export async function simulateCommand(options: SimulateOptions): Promise<void> {
  const json = { option: '--json', path: options.json }
  const quiet = await checkOutputs([
    json,
    { option: '--wav', path: options.wav },
    { option: '--html', path: options.html },
  ])
  const sound = await soundOf(options)
  const simulation = simulate(genXOf(options), (sound.pcm.byteLength / 2 / sound.sampleRate) * 1_000, options)
  const { players } = simulation
  const chosen = players[options.playout === 'fixed' ? 0 : 1]
  if (chosen) await writeOutput({ option: '--wav', path: options.wav }, heardWav(sound, chosen.heard))
  await writeOutput(json, `${JSON.stringify(simulation)}\n`)
  await writeOutput({ option: '--html', path: options.html }, simulatePage(simulation))
  const say = quiet ? console.error : console.log
  say(
    [
      strong(`A reply of ${time(simulation.audioMs)} at gen-x ${simulation.genX}`),
      dim(
        `chunks of ${options.chunk} ms, the first after ${options.ttfa} ms, each late by up to ${options.jitter} ms (seed ${options.seed})`,
      ),
      '',
      table([
        ['player', 'starts after', 'gaps', 'longest', 'all gaps', 'ends after'].map(strong),
        ...players.map(({ name, heard }) => playerRow(name, heard)),
        [
          dim('the best there could be'),
          time(simulation.ttfaMs + simulation.wStarMs),
          '0',
          '',
          '',
          time(simulation.ttfaMs + simulation.wStarMs + simulation.audioMs),
        ],
      ]),
      '',
      dim(`Starts after: silence from the request to the first sound. The best: W* = ${time(simulation.wStarMs)}.`),
      ...(options.wav && options.wav !== '-' && chosen ? [`wav: ${options.wav} (${chosen.name})`] : []),
      ...(options.html && options.html !== '-' ? [`html: ${options.html}`] : []),
    ].join('\n'),
  )
}

/** Lets a reply arrive at a gen-x and plays it by each rule. */
export function simulate(
  genX: number,
  audioMs: number,
  settings: Pick<SimulateOptions, 'chunk' | 'jitter' | 'ttfa' | 'prebuffer' | 'seed'>,
): Simulation {
  const arriving = arrivingAt(genX, audioMs, settings)
  const learned = new AdaptivePlayout()
  const first = playOut(learned, arriving, audioMs)
  for (let reply = 0; reply < 3; reply++) {
    playOut(learned, arrivingAt(genX, audioMs, { ...settings, seed: settings.seed + 1 + reply }), audioMs)
  }
  const samples = ({ audioMs: ms }: Arriving) => Math.max(1, Math.round(ms * 48))
  const timeline: Timeline = {
    requestedAtMs: 0,
    sampleRate: 48_000,
    chunks: arriving.map((chunk) => ({ atMs: chunk.atMs, samples: samples(chunk) })),
    firstAudibleSample: 0,
  }
  return {
    genX,
    audioMs,
    arriving,
    players: [
      {
        name: `fixed ${settings.prebuffer} ms`,
        heard: playOut(new FixedPlayout(settings.prebuffer), arriving, audioMs),
      },
      { name: 'adaptive, nothing known', heard: first },
      { name: 'adaptive, fifth reply', heard: playOut(learned, arriving, audioMs) },
    ],
    ttfaMs: arriving[0]?.atMs ?? 0,
    wStarMs: wStarMs(timeline) ?? 0,
  }
}

function arrivingAt(
  genX: number,
  audioMs: number,
  { chunk, jitter, ttfa, seed }: Pick<SimulateOptions, 'chunk' | 'jitter' | 'ttfa' | 'seed'>,
): Arriving[] {
  const random = new Chooser(seed)
  const arriving: Arriving[] = []
  let beforeMs = 0
  for (let madeMs = 0; madeMs < audioMs; madeMs += chunk) {
    const atMs = Math.max(beforeMs, ttfa + madeMs / genX + random.next() * jitter)
    arriving.push({ atMs, audioMs: Math.min(chunk, audioMs - madeMs) })
    beforeMs = atMs
  }
  return arriving
}

function genXOf({ genX, gpu }: SimulateOptions): number {
  const reference = REFERENCE_GPUS.find(({ id }) => id === gpu)
  const value = genX ?? (reference && typicalGenX(reference))
  if (value !== undefined) return value
  const gpus = REFERENCE_GPUS.map(({ id }) => id).join(', ')
  throw new KitError(
    EXIT.usage,
    `How fast shall speech be made? Give --gen-x 0.78, or --gpu with one of ${gpus}, whose published gen-x is then taken.`,
  )
}

async function soundOf({ speech, seconds }: SimulateOptions): Promise<Sound> {
  if (seconds !== undefined && seconds > LONGEST_S) {
    throw new KitError(EXIT.usage, `--seconds ${seconds} is more than a reply has; give at most ${LONGEST_S}.`)
  }
  if (speech === undefined) return tune(seconds ?? DEFAULT_S)
  const sound = await readSpeech(speech)
  if (seconds === undefined) return sound
  return { ...sound, pcm: sound.pcm.subarray(0, Math.round(seconds * sound.sampleRate) * 2) }
}

function playerRow(name: string, { waitMs, stallsMs, played }: Heard): string[] {
  const total = stallsMs.reduce((sum, ms) => sum + ms, 0)
  const longest = stallsMs.length === 0 ? '' : time(Math.max(...stallsMs))
  const all = stallsMs.length === 0 ? '' : time(total)
  return [name, time(waitMs), String(stallsMs.length), longest, all, time(played.at(-1)?.toMs ?? null)]
}
