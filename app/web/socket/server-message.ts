// SPDX-License-Identifier: Apache-2.0

import type { ServerMessage } from '#core/protocol'

/** Every message this page understands. The compiler holds it complete. */
const KNOWN: Readonly<Record<ServerMessage['type'], true>> = {
  hello: true,
  guardrails_available: true,
  transcript: true,
  agent_step: true,
  reply_delta: true,
  order: true,
  graph_result: true,
  tts_begin: true,
  tts_progress: true,
  tts_end: true,
  rail: true,
  guardrails_mode: true,
  guardrails_status: true,
  turn_metrics: true,
  going_away: true,
  error: true,
}

/**
 * A text frame from the voice server, or null if it is of a kind this page does not know (a newer server may say more).
 * It comes from the same origin as this script, so its kind is checked and its shape believed: no validator is shipped.
 */
export function readServerMessage(frame: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(frame)
    return isServerMessage(value) ? value : null
  } catch {
    return null
  }
}

function isServerMessage(value: unknown): value is ServerMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    Object.hasOwn(KNOWN, value.type)
  )
}
