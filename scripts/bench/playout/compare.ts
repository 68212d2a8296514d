// SPDX-License-Identifier: Apache-2.0

import { percentile, wStarMs } from '../../../app/core/gen-x/index.ts'
import {
  AdaptivePlayout,
  type Delivery,
  FixedPlayout,
  listen,
  type Playout,
  PlayoutMemory,
  ReplyArrivals,
} from '../../../app/core/playout/index.ts'
import { ReplyLength } from '../../../app/core/reply-length.ts'
import { seededRandom } from '../../../app/rehearsal/engine/seeded-random.ts'
import { type Arrival, arrive, type Condition, FAMILIES, type Family, genXAt, type SpokenReply } from './timelines.ts'

/** Replies a customer hears in one visit. */
const REPLIES_PER_VISIT = 6

/** One reply, heard by one rule. */
export interface Hearing {
  readonly family: Family
  readonly genX: number
  readonly startMs: number
  readonly underruns: number
  /** The offline optimum: the shortest start with which nothing stutters. */
  readonly wStarMs: number
}

export const RULES = [
  'fixed 150 ms',
  'fixed 300 ms',
  'fixed 500 ms',
  'adaptive, nothing told',
  'adaptive, first reply',
  'adaptive, first reply after another visit',
  'adaptive',
] as const
export type Rule = (typeof RULES)[number]

/** One customer at one server. */
export interface Visit {
  /** What the server had said to nobody, and to a customer before. */
  readonly warmUp: readonly Arrival[]
  readonly before: readonly Arrival[]
  readonly replies: readonly Arrival[]
}

/** Visits of every family alike, gen-x spread evenly over each. Deterministic. */
export function makeVisits(
  replies: readonly SpokenReply[],
  warmUp: readonly SpokenReply[],
  perFamily: number,
  seed: number,
): Visit[] {
  const random = seededRandom(seed)
  const earlier = seededRandom(seed + 1)
  return FAMILIES.flatMap((family) =>
    Array.from({ length: perFamily }, (_, visit) => {
      const condition = { family, genX: genXAt((visit + random()) / perFamily) }
      return {
        replies: arriveSome(replies, condition, random),
        warmUp: arriveAll(warmUp, condition, earlier),
        before: arriveSome(replies, condition, earlier),
      }
    }),
  )
}

/** Replies of one visit, drawn one after the other. */
function arriveSome(replies: readonly SpokenReply[], condition: Condition, random: () => number): Arrival[] {
  const length = new ReplyLength()
  return Array.from({ length: REPLIES_PER_VISIT }, () => {
    const reply = replies[Math.floor(random() * replies.length)]
    if (reply === undefined) throw new RangeError('There are no replies to play.')
    return arrive(reply, condition, length, random)
  })
}

function arriveAll(replies: readonly SpokenReply[], condition: Condition, random: () => number): Arrival[] {
  const length = new ReplyLength()
  return replies.map((reply) => arrive(reply, condition, length, random))
}

/**
 * Plays every reply by every rule.
 *
 * - `adaptive` is what the page does: the server has warmed up, and tells with each reply how it lately delivered; the
 *   player remembers within a visit.
 * - `adaptive, first reply` takes each reply as the first of a visit, to a server that only warmed up; `… after another
 *   visit`, to one that had a customer before.
 * - `adaptive, nothing told` takes each reply as the first of a visit to a server that tells nothing.
 */
export function hearAll(visits: readonly Visit[]): Map<Rule, Hearing[]> {
  const all = visits.flatMap(({ replies }) => replies)
  const fixed = (reserveMs: number) => all.map((arrival) => hear(new FixedPlayout(reserveMs), arrival, null))
  const first = (known: (visit: Visit) => readonly Arrival[]) =>
    visits.flatMap((visit) => {
      const { delivery } = learnt(known(visit))
      return visit.replies.map((arrival) => hear(new AdaptivePlayout(), arrival, delivery))
    })
  return new Map<Rule, Hearing[]>([
    ['fixed 150 ms', fixed(150)],
    ['fixed 300 ms', fixed(300)],
    ['fixed 500 ms', fixed(500)],
    ['adaptive, nothing told', first(() => [])],
    ['adaptive, first reply', first(({ warmUp }) => warmUp)],
    ['adaptive, first reply after another visit', first(({ warmUp, before }) => [...warmUp, ...before])],
    ['adaptive', visits.flatMap(hearVisit)],
  ])
}

/** As the page and the server do it. */
function hearVisit({ warmUp, replies }: Visit): Hearing[] {
  const server = learnt(warmUp)
  const playout = new AdaptivePlayout()
  return replies.map((arrival) => {
    const heard = hear(playout, arrival, server.delivery)
    learn(server, arrival)
    return heard
  })
}

function learnt(arrivals: readonly Arrival[]): PlayoutMemory {
  const memory = new PlayoutMemory()
  for (const arrival of arrivals) learn(memory, arrival)
  return memory
}

/** What the server writes down while it speaks. */
function learn(memory: PlayoutMemory, { events }: Arrival): void {
  const arrivals = new ReplyArrivals()
  memory.prepare(arrivals.line)
  for (const { atMs, audioMs } of events) if (audioMs > 0) arrivals.arrived(audioMs, atMs, false)
  memory.learn(arrivals)
}

function hear(playout: Playout, { condition, events }: Arrival, delivery: Delivery | null): Hearing {
  const { startMs, underruns } = listen(playout, events, delivery)
  const chunks = events.filter(({ audioMs }) => audioMs > 0)
  const optimum = wStarMs({
    requestedAtMs: 0,
    sampleRate: 1_000,
    chunks: chunks.map(({ atMs, audioMs }) => ({ atMs, samples: audioMs })),
    firstAudibleSample: null,
  })
  if (startMs === null || optimum === null) throw new RangeError('A reply without speech cannot be heard.')
  return { ...condition, startMs, underruns, wStarMs: optimum }
}

/** What is told of many hearings. */
export interface Figures {
  readonly n: number
  /** Share of replies with at least one underrun, 0 to 1. */
  readonly broken: number
  /** Underruns per reply. */
  readonly underruns: number
  readonly medianStartMs: number
  readonly medianWStarMs: number
  /** Median over replies of start ÷ W*; only told where W* is a wait worth the name. */
  readonly medianRatio: number | null
  readonly medianRegretMs: number
}

/** @throws RangeError when there is nothing to tell of */
export function figures(hearings: readonly Hearing[]): Figures {
  const n = hearings.length
  const median = (values: readonly number[]) => {
    const { value } = percentile(values, 0.5)
    if (value === null) throw new RangeError(`${n} replies tell nothing.`)
    return value
  }
  const sum = (of: (hearing: Hearing) => number) => hearings.reduce((total, hearing) => total + of(hearing), 0)
  const waits = hearings.filter(({ wStarMs }) => wStarMs >= 100)
  return {
    n,
    broken: sum(({ underruns }) => Math.min(1, underruns)) / n,
    underruns: sum(({ underruns }) => underruns) / n,
    medianStartMs: median(hearings.map(({ startMs }) => startMs)),
    medianWStarMs: median(hearings.map(({ wStarMs }) => wStarMs)),
    medianRatio: waits.length < n / 2 ? null : median(waits.map(({ startMs, wStarMs }) => startMs / wStarMs)),
    medianRegretMs: median(hearings.map(({ startMs, wStarMs }) => startMs - wStarMs)),
  }
}

export const isFast = ({ genX }: Hearing): boolean => genX >= 1.05
export const isSlow = ({ genX }: Hearing): boolean => genX < 1

/** One demand on the rule, and whether it is met. */
export interface Demand {
  readonly what: string
  readonly is: number
  readonly atMost: number
  readonly isMet: boolean
}

/** What the rule must reach. */
export function demands(all: ReadonlyMap<Rule, readonly Hearing[]>, rule: Rule): Demand[] {
  const of = (name: Rule, which: (hearing: Hearing) => boolean) => figures((all.get(name) ?? []).filter(which))
  const fast = of(rule, isFast)
  const slow = of(rule, isSlow)
  const demand = (what: string, is: number, atMost: number) => ({ what, is, atMost, isMet: is <= atMost })
  return [
    demand(
      'gen-x ≥ 1.05: underruns per reply, beside fixed 500 ms',
      fast.underruns,
      of('fixed 500 ms', isFast).underruns,
    ),
    demand(
      'gen-x ≥ 1.05: median start in ms, beside fixed 150 ms',
      fast.medianStartMs,
      of('fixed 150 ms', isFast).medianStartMs,
    ),
    demand('gen-x < 1: share of replies with an underrun', slow.broken, 0.05),
    demand('gen-x < 1: median of start ÷ W*', slow.medianRatio ?? Number.NaN, 1.3),
    demand('gen-x < 1: median start ÷ median W*', slow.medianStartMs / slow.medianWStarMs, 1.3),
  ]
}
