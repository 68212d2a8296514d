// SPDX-License-Identifier: Apache-2.0

import type { AgentTiming } from '#agent'
import type { ClientMessage, TurnMetrics } from '#core'
import type { SpokenSentence } from './spoken-sentence.ts'

type PlayheadReport = Extract<ClientMessage, { readonly type: 'playhead' }>
type Mark = 'transcribed' | 'asked' | 'firstDelta' | 'firstSentence' | 'firstFrame'

/** What was made and sent of a turn's speech, from all of its beginnings. */
export interface SpokenSum {
  /** The sentence whose latency the listener felt. */
  readonly first: SpokenSentence | undefined
  readonly genX: number | null
  readonly sentMs: number
}

/** Takes the times of one turn, from the end of the person's utterance. */
export class TurnClock {
  readonly #startedAt: number
  readonly #marks: Partial<Record<Mark, number>> = {}
  #agent: AgentTiming | null = null
  #report: PlayheadReport | null = null
  /** Of earlier beginnings of this turn's speech. */
  #earlier: PlayheadReport | null = null

  /** @param startedAt arrival of the utterance's end, `performance.now()` */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  /** The first time counts. */
  mark(mark: Mark): void {
    this.#marks[mark] ??= performance.now() - this.#startedAt
  }

  agent(timing: AgentTiming): void {
    this.#agent = timing
  }

  /** What playback was like, since the latest beginning of the turn's speech. */
  report(report: PlayheadReport): void {
    const { underruns = 0, stalled_ms = 0, first_heard_ms = null } = this.#earlier ?? {}
    this.#report = {
      ...report,
      underruns: report.underruns + underruns,
      stalled_ms: report.stalled_ms + stalled_ms,
      first_heard_ms: first_heard_ms ?? report.first_heard_ms,
    }
  }

  /** Speech begins once more: reports count from zero again. */
  again(): void {
    this.#earlier = this.#report
  }

  /** The framework's own share, for the log; null when the agent did not finish. */
  get frameworkMs(): number | null {
    return this.#agent?.frameworkMs ?? null
  }

  metrics(turnId: string, interrupted: boolean, spoken: SpokenSum): TurnMetrics {
    const { transcribed, asked, firstDelta, firstSentence, firstFrame } = this.#marks
    const { ttfbMs, ttfaMs } = spoken.first ?? { ttfbMs: null, ttfaMs: null }
    const agent = this.#agent
    const report = this.#report
    const routeMs = agent?.routeMs === undefined || asked === undefined ? undefined : asked + agent.routeMs
    const ttftMs = agent?.firstTokenMs ?? difference(firstDelta, asked)
    return {
      turn_id: turnId,
      ...figure('stt_ms', transcribed),
      ...figure('route_ms', routeMs),
      ...figure('llm_ttft_ms', ttftMs),
      ...figure('sentence_ms', difference(firstSentence, firstDelta)),
      ...(agent === null || agent.toolMs.length === 0 ? {} : { tool_ms: agent.toolMs.map((ms) => tenth(ms)) }),
      ...figure('tts_ttfb_ms', ttfbMs ?? undefined),
      ...(ttfbMs === null ? {} : { tts_ttfa_ms: ttfaMs === null ? null : tenth(ttfaMs) }),
      ...figure('first_audio_ms', firstFrame),
      ...(firstFrame === undefined
        ? {}
        : {
            heard_ms: report?.first_heard_ms ?? null,
            gen_x: hundredth(spoken.genX),
            audio_ms: Math.round(spoken.sentMs),
          }),
      ...(report === null ? {} : { underruns: report.underruns, stalled_ms: report.stalled_ms }),
      interrupted,
      total_ms: tenth(performance.now() - this.#startedAt),
    }
  }
}

function figure<Key extends string>(key: Key, ms: number | undefined): Partial<Record<Key, number>> {
  const figures: Partial<Record<Key, number>> = {}
  if (ms !== undefined) figures[key] = tenth(ms)
  return figures
}

function difference(later: number | undefined, earlier: number | undefined): number | undefined {
  return later === undefined || earlier === undefined ? undefined : later - earlier
}

/** A duration is told to the tenth of a millisecond. */
export function tenth(ms: number): number
export function tenth(ms: number | null): number | null
export function tenth(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10
}

/** A gen-x is told to the hundredth. */
export function hundredth(genX: number): number
export function hundredth(genX: number | null): number | null
export function hundredth(genX: number | null): number | null {
  return genX === null ? null : Math.round(genX * 100) / 100
}
