// SPDX-License-Identifier: Apache-2.0
import type { Alternative, CannotRun, Plan, PlannedGpu, SliceRequest } from '../../infra/capacity/index.ts'

/** A plan with what stands around it. */
export interface Report {
  readonly outcome: Plan | CannotRun
  /** The same with ten attendees fewer and more. */
  readonly around: readonly { readonly attendees: number; readonly outcome: Plan | CannotRun }[]
  /** Every instance type. */
  readonly alternatives: readonly Alternative[]
}

/** `$1,519`, `$73.24`. */
export const money = (usd: number): string =>
  `$${usd.toLocaleString('en-US', usd < 100 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`

export const percent = (share: number): string =>
  share === 0 ? '0 %' : share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`

/** What a role is called in a table. */
export const ROLE_WORDS: Readonly<Record<SliceRequest['role'], string>> = {
  stt: 'speech to text',
  tts: 'text to speech',
  agent: 'agent',
  guard: 'guardrails',
  team: "teams' own",
}

/** GPUs that are cut alike, together: what is drawn once and counted. */
export interface AlikeGpus {
  readonly gpu: PlannedGpu
  readonly numbers: readonly number[]
}

const look = (gpu: PlannedGpu): string =>
  gpu.use === 'cut'
    ? gpu.slices.map(({ start, request }) => `${start}:${request.slice.profile}:${request.role}`).join()
    : gpu.use === 'whole'
      ? `whole:${gpu.request.role}`
      : 'idle'

/** The GPUs of a plan, numbered through all nodes from 0: each alone up to `most` of them, above that those that look the same together. */
export function gpusToDraw({ layout }: Plan, most: number): AlikeGpus[] {
  const all = layout.nodes.flat()
  if (all.length <= most) return all.map((gpu, number) => ({ gpu, numbers: [number] }))
  const groups = new Map<string, { gpu: PlannedGpu; numbers: number[] }>()
  all.forEach((gpu, number) => {
    const group = groups.get(look(gpu))
    if (group === undefined) groups.set(look(gpu), { gpu, numbers: [number] })
    else group.numbers.push(number)
  })
  return [...groups.values()]
}

/** Slices in use over all slots: how full the GPUs are, from 0 to 1. */
export function fill({ layout, instance }: Plan): number {
  const slots = instance.gpu.geometry?.slots ?? 1
  const used = layout.nodes
    .flat()
    .reduce(
      (sum, gpu) =>
        sum +
        (gpu.use === 'whole'
          ? slots
          : gpu.use === 'cut'
            ? gpu.slices.reduce((taken, slice) => taken + slice.slots, 0)
            : 0),
      0,
    )
  return used / (layout.nodes.length * instance.gpus * slots)
}

/** `7 teams of 2, 3 of 1`. */
export function teamWords(sizes: readonly number[]): string {
  if (sizes.length === 0) return 'no slice is left: everybody applies with --dry-run=server'
  const counted = [...new Set(sizes)].map((size) => `${sizes.filter((s) => s === size).length} of ${size}`)
  const shared = sizes.some((size) => size > 1) ? '; one of each team applies, the rest with --dry-run=server' : ''
  return `${counted.join(', ')}${shared}`
}

/** How a number of attendees differs, in words. */
export function differenceWords(from: Plan, to: Plan | CannotRun): string {
  if (to.kind === 'cannot-run') return to.reasons.join('; ')
  const signed = (n: number) => (n > 0 ? `+${n}` : String(n))
  const changes = to.models.flatMap(({ role, replicas }) => {
    const change = replicas - (from.models.find((model) => model.role === role)?.replicas ?? 0)
    return change === 0 ? [] : [`${ROLE_WORDS[role]} ${signed(change)}`]
  })
  const nodes = to.layout.nodes.length - from.layout.nodes.length
  const teams = (to.teams?.sizes.length ?? 0) - (from.teams?.sizes.length ?? 0)
  return [
    ...changes,
    ...(teams === 0 ? [] : [`teams ${signed(teams)}`]),
    ...(nodes === 0 ? ['the same nodes'] : [`nodes ${signed(nodes)}`]),
  ].join(', ')
}

/** Where the speeds come from that are not assumed. */
export function knownSpeeds({ models }: Plan): string[] {
  return models.flatMap(({ role, speed, slice }) =>
    speed.known === 'assumed' ? [] : [`Speed of ${ROLE_WORDS[role]} (planned on ${slice.profile}): ${speed.source}`],
  )
}
