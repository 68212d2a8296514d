// SPDX-License-Identifier: Apache-2.0

import type { OpenedSession } from '#agent'
import { PROTOCOL_VERSION, toWireOrder } from '#core'
import type { Models } from '../models.ts'
import type { Wire } from './wire.ts'

export interface Greeting {
  readonly sessionId: string
  readonly models: Models
  readonly profile: string
  readonly resumed: boolean
  /** What is known of the session; null when it is new. */
  readonly opened: OpenedSession | null
}

/** Tells a client where it is: its first messages, and the answer to `resume` and `reset`. */
export function greet(wire: Pick<Wire, 'send'>, { sessionId, models, profile, resumed, opened }: Greeting): void {
  wire.send({
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    session_id: sessionId,
    models,
    profile,
    resumed,
    ...(opened === null ? {} : { history: opened.history }),
    ...(opened?.order ? { order: toWireOrder(opened.order) } : {}),
    ...(opened?.unfinished ? { turn: opened.unfinished } : {}),
  })
  wire.send({
    type: 'guardrails_available',
    available: false,
    fms_guardrails_available: false,
    nemo_guardrails_available: false,
    rails: [],
  })
}
