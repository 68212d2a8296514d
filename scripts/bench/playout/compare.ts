// SPDX-License-Identifier: Apache-2.0

import { percentile, wStarMs } from '../../../app/core/gen-x/index.ts'
import { AdaptivePlayout, FixedPlayout, listen, type Playout } from '../../../app/core/playout/index.ts'
import { ReplyLength } from '../../../app/core/reply-length.ts'
import { seededRandom } from '../../../app/rehearsal/engine/seeded-random.ts'
import { type Arrival, arrive, FAMILIES, type Family, genXAt, type SpokenReply } from './timelines.ts'

/** Replies a customer hears in one visit; the first is the one nothing is known before. */
const REPLIES_PER_SESSION = 6

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
  'adaptive, first reply',
  'adaptive',
  'adaptive, whole visit',
] as const
export type Rule = (typeof RULES)[number]

/** Visits of every family alike, gen-x spread evenly over each. Deterministic. */
export function makeSessions(replies: readonly SpokenReply[], perFamily: number, seed: number): Arrival[][] {
  const random = seededRandom(seed)
  return FAMILIES.flatMap((family) =>
    Array.from({ length: perFamily }, (_, session) => {
      const condition = { family, genX: genXAt((session + random()) / perFamily) }
      const length = new ReplyLength()
      return Array.from({ length: REPLIES_PER_SESSION }, () => {
        const reply = replies[Math.floor(random() * replies.length)]
        if (reply === undefined) throw new RangeError('There are no replies to play.')
        return arrive(reply, condition, length, random)
      })
    }),
  )
}

/**
 * Plays every reply by every rule. `adaptive` remembers within a visit, as in the page: its figures are those of the
 * later replies. `adaptive, first reply` is the same rule without any memory, over all replies, as if each were the first.
 */
export function hearAll(sessions: readonly (readonly Arrival[])[]): Map<Rule, Hearing[]> {
  const fixed = (reserveMs: number) => sessions.flat().map((arrival) => hear(new FixedPlayout(reserveMs), arrival))
  const visits = sessions.map((session) => {
    const playout = new AdaptivePlayout()
    return session.map((arrival) => hear(playout, arrival))
  })
  return new Map<Rule, Hearing[]>([
    ['fixed 150 ms', fixed(150)],
    ['fixed 300 ms', fixed(300)],
    ['fixed 500 ms', fixed(500)],
    ['adaptive, first reply', sessions.flat().map((arrival) => hear(new AdaptivePlayout(), arrival))],
    ['adaptive', visits.flatMap((visit) => visit.slice(1))],
    ['adaptive, whole visit', visits.flat()],
  ])
}

function hear(playout: Playout, { condition, events }: Arrival): Hearing {
  const { startMs, underruns } = listen(playout, events)
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
