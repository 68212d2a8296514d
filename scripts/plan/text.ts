// SPDX-License-Identifier: Apache-2.0
import type { CannotRun, Plan, PlannedGpu, SliceRequest } from '../../infra/capacity/index.ts'
import { bad, dim, paint, strong, table } from '../terminal.ts'
import {
  differenceWords,
  fill,
  gpusToDraw,
  knownSpeeds,
  money,
  percent,
  type Report,
  ROLE_WORDS,
  teamWords,
} from './report.ts'

const COLOURS: Readonly<Record<SliceRequest['role'], 'cyan' | 'magenta' | 'blue' | 'yellow' | 'green'>> = {
  agent: 'blue',
  tts: 'magenta',
  stt: 'cyan',
  guard: 'yellow',
  team: 'green',
}
/** Columns of the drawing of one GPU: divisible by eight and by twelve. */
const COLUMNS = 72
/** GPUs that are drawn one by one. */
const MOST_GPUS = 24
/** GPUs that are named one by one. */
const MOST_NUMBERS = 8

function box(words: string, columns: number, role: SliceRequest['role'] | null): string {
  const inner = words.slice(0, columns - 2).padEnd(columns - 2)
  return role === null ? dim(`[${inner}]`) : paint(COLOURS[role], `[${inner}]`)
}

function drawing(gpu: PlannedGpu, slots: number): string {
  if (gpu.use === 'idle') return box('idle', COLUMNS, null)
  if (gpu.use === 'whole') return box(`whole: ${ROLE_WORDS[gpu.request.role]}`, COLUMNS, gpu.request.role)
  const column = COLUMNS / slots
  const parts: string[] = []
  let at = 0
  for (const { start, slots: taken, request } of gpu.slices) {
    if (start > at) parts.push(dim('·'.repeat((start - at) * column)))
    const { role, slice } = request
    const words = taken * column < 14 ? `${role}` : `${role === 'team' ? 'team' : role} ${slice.profile}`
    parts.push(box(words, taken * column, role))
    at = start + taken
  }
  return parts.join('') + dim('·'.repeat((slots - at) * column))
}

const numbers = (of: readonly number[]): string =>
  of.length > MOST_NUMBERS ? `${of.length} GPUs` : `GPU ${of.join(', ')}`

function modelTable({ models, teams }: Plan): string {
  const head = ['model', 'slice', 'replicas', 'lanes', 'load', 'waits', 'speed'].map(dim)
  const rows = models.map(({ role, slice, replicas, speed, offered, waitChance }) => [
    ROLE_WORDS[role],
    slice.profile === 'gpu' ? 'whole GPU' : slice.profile,
    String(replicas),
    String(speed.lanes),
    `${offered.toFixed(2)} E`,
    percent(waitChance),
    `${speed.perLane.toFixed(2)} ${speed.known}`,
  ])
  const own =
    teams === null
      ? []
      : [
          [
            ROLE_WORDS.team,
            teams.slice.profile === 'gpu' ? 'whole GPU' : teams.slice.profile,
            String(teams.sizes.length),
          ],
        ]
  return table([head, ...rows, ...own])
}

function bounds({ needed, layout, instance }: Plan): string {
  const idle = layout.nodes.length * instance.gpus - layout.gpus
  const nodes =
    needed.nodes.length === needed.nodesBound
      ? 'no plan needs fewer nodes'
      : `no plan needs fewer than ${needed.nodesBound} nodes`
  return `${nodes}; ${needed.gpus} GPUs for the models (lower bound ${needed.gpusBound})${idle > 0 ? `; ${idle} idle` : ''}`
}

function costTable({ cost, workshop }: Plan): string {
  const { parts } = cost
  const where = cost.ofRegion
    ? workshop.region
    : `${cost.price.regions.join(', ')}; none is recorded for ${workshop.region}`
  return [
    table([
      ...parts.map(({ name, usdPerHour, source }) => [`  ${name}`, money(usdPerHour), dim(source)]),
      ['  an hour', strong(money(cost.perHour)), dim(`${cost.price.terms}, prices of ${where}`)],
      ['  a day', strong(money(cost.perDay))],
      ['  per attendee', strong(money(cost.perAttendeeDay)), dim(`a day; ${money(cost.perAttendeeHour)} an hour`)],
      ...(cost.workshop === null ? [] : [[`  ${cost.workshop.hours} h of class`, strong(money(cost.workshop.usd))]]),
    ]),
    ...(workshop.cluster.existing ? [dim('  What the cluster costs already is not counted.')] : []),
  ].join('\n')
}

function instanceTable({ alternatives }: Report): string {
  return table([
    ['instance', 'GPUs', 'nodes', 'an hour', ''].map(dim),
    ...alternatives.map(({ outcome, replaced }) => {
      const { id, gpu, gpus, caution } = outcome.instance
      const name = [id, `${gpus} × ${gpu.name}`]
      if (outcome.kind === 'cannot-run')
        return [...name, '', '', bad(`cannot run there: ${outcome.reasons.join('; ')}`)]
      const remarks = [...replaced, ...(caution === null ? [] : [caution])].join('; ')
      return [...name, String(outcome.layout.nodes.length), money(outcome.cost.perHour), dim(remarks)]
    }),
  ])
}

function aroundTable(plan: Plan, { around }: Report): string {
  return table(
    around.map(({ attendees, outcome }) => [
      `  ${attendees} attendees`,
      outcome.kind === 'plan' ? `${money(outcome.cost.perHour)} an hour` : '',
      differenceWords(plan, outcome),
    ]),
  )
}

function refusal({ instance, reasons }: CannotRun): string {
  return [
    bad(`This cannot run on ${instance.id} (${instance.gpus} × ${instance.gpu.name}):`),
    ...reasons.map((reason) => `  ${reason}`),
  ].join('\n')
}

/** A plan for the terminal. */
export function planText(report: Report): string {
  const { outcome } = report
  const comparison = [strong('On other instance types'), instanceTable(report)]
  if (outcome.kind === 'cannot-run') return [refusal(outcome), '', ...comparison].join('\n')
  const { workshop, layout, instance, teams } = outcome
  const slots = instance.gpu.geometry?.slots ?? 1
  const nodes = layout.nodes.length
  return [
    strong(
      `${workshop.name}: ${workshop.attendees} attendees on ${nodes} × ${instance.id} (${instance.gpus} × ${instance.gpu.name})`,
    ),
    dim(`${bounds(outcome)}; ${percent(fill(outcome))} of the GPU memory is given away`),
    '',
    modelTable(outcome),
    ...knownSpeeds(outcome).map(dim),
    ...(teams === null ? [] : ['', `Teams that serve ${teams.model.name} themselves: ${teamWords(teams.sizes)}`]),
    '',
    ...gpusToDraw(outcome, MOST_GPUS).map(({ gpu, numbers: of }) => `${numbers(of).padEnd(8)} ${drawing(gpu, slots)}`),
    '',
    strong('What it costs'),
    costTable(outcome),
    '',
    strong('With other attendees'),
    aroundTable(outcome, report),
    '',
    ...comparison,
    '',
    dim('load: erlangs, lanes that are busy on average; waits: chance that a request finds every lane busy (Erlang C)'),
    ...(outcome.models.some(({ speed }) => speed.known === 'assumed')
      ? [dim('speed "assumed" was not measured: ./kit gen-x measure, then ./kit plan --gen-x FILE')]
      : []),
  ].join('\n')
}
