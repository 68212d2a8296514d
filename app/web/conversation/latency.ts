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
 * @param pauseMs how long the person had been silent when the server was told that they were done
 */
export function stagesOf(metrics: TurnMetrics, heardMs: number | null, pauseMs = 0): readonly Stage[] {
  const { stt_ms: sttMs, route_ms: routeMs, llm_ttft_ms: ttftMs, sentence_ms: sentenceMs } = metrics
  const stages: Stage[] = []
  let atMs = 0
  const until = (toMs: number | undefined | null, name: string, what: string) => {
    if (toMs === undefined || toMs === null || toMs < atMs) return
    stages.push({ name, what, fromMs: atMs, toMs })
    atMs = toMs
  }
  /** The server counts from when it was told. */
  const told = (ms: number | undefined) => (ms === undefined ? undefined : pauseMs + ms)
  const agentFromMs = sttMs ?? 0
  if (pauseMs > 0) until(pauseMs, 'Pause', 'Silence, until it was clear that you were done')
  until(told(sttMs), 'Listen', 'Speech to text, until the transcript is complete')
  until(told(routeMs), 'Route', 'The supervisor decides which agent answers')
  until(
    ttftMs === undefined ? undefined : told(agentFromMs + ttftMs),
    'Think',
    'The agent works, until the first token of its answer',
  )
  until(
    sentenceMs === undefined ? undefined : atMs + sentenceMs,
    'Phrase',
    'From the first token to the first speakable sentence',
  )
  until(told(metrics.first_audio_ms), 'Voice', 'Text to speech, until the first audio leaves the server')
  until(heardMs, 'Play', 'Network, prebuffer and loudspeaker, until the first sample is heard')
  return stages
}

/** Milliseconds for people: `87 ms`, `640 ms`, `1.24 s`. */
export function readableMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}
