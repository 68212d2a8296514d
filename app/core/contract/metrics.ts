// SPDX-License-Identifier: Apache-2.0

/** Prometheus metrics of the voice server, each with what it means. Durations are in seconds. */
export const METRICS = {
  turns: { name: 'voice_turns_total', help: 'Turns by kind and how they ended' },
  errors: { name: 'voice_errors_total', help: 'Errors told to clients, by code' },
  sessions: { name: 'voice_sessions', help: 'Connections open now' },
  stage: { name: 'voice_stage_seconds', help: 'Latency of the stages of a turn' },
  genX: { name: 'voice_gen_x', help: 'Audio seconds produced per second the synthesiser was busy, per reply' },
  stalls: { name: 'voice_playback_underruns_total', help: 'Playback gaps that listeners reported' },
  stalled: { name: 'voice_playback_stalled_seconds_total', help: 'How long those gaps were' },
} as const
