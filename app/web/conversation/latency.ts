// SPDX-License-Identifier: Apache-2.0

import type { TurnMetrics } from '#core/protocol'

/** One stretch of a turn, in milliseconds since the person stopped speaking. */
export interface Stage {
  readonly name: string
  /** What happens in it, for those who point at it. */
  readonly what: string
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Where the time went until the reply was heard: one stage after the other, as the critical path runs. A stage that did
 * not happen is left out.
 * @param heardMs when the first sample left the loudspeaker, as this page measured it; null if it did not
 */
export function stagesOf(metrics: TurnMetrics, heardMs: number | null): readonly Stage[] {
  const { stt_ms: sttMs, route_ms: routeMs, llm_ttft_ms: ttftMs, sentence_ms: sentenceMs } = metrics
  const stages: Stage[] = []
  let atMs = 0
  const until = (toMs: number | undefined | null, name: string, what: string) => {
    if (toMs === undefined || toMs === null || toMs < atMs) return
    stages.push({ name, what, fromMs: atMs, toMs })
    atMs = toMs
  }
  const agentFromMs = sttMs ?? 0
  until(sttMs, 'Listen', 'Speech to text, until the transcript is complete')
  until(routeMs, 'Route', 'The supervisor decides which agent answers')
  until(
    ttftMs === undefined ? undefined : agentFromMs + ttftMs,
    'Think',
    'The agent works, until the first token of its answer',
  )
  until(
    sentenceMs === undefined ? undefined : atMs + sentenceMs,
    'Phrase',
    'From the first token to the first speakable sentence',
  )
  until(metrics.first_audio_ms, 'Voice', 'Text to speech, until the first audio leaves the server')
  until(heardMs, 'Play', 'Network, prebuffer and loudspeaker, until the first sample is heard')
  return stages
}

/** Milliseconds for people: `87 ms`, `640 ms`, `1.24 s`. */
export function readableMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}
