// SPDX-License-Identifier: Apache-2.0

import type { Agent } from '#agent'
import type { Synthesiser, Transcriber } from '#speech'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { ServerMetrics } from '../metrics.ts'
import type { Models } from '../models.ts'
import type { Session } from './session.ts'
import type { VoiceKnowledge } from './voice-knowledge.ts'

/** What every session is given. */
export interface SessionParts {
  readonly agent: Agent
  readonly transcriber: Transcriber
  readonly synthesiser: Synthesiser
  /** What is known of the models at this moment. */
  readonly models: () => Models
  /** The configured voice; null for the model's own. */
  readonly voice: string | null
  readonly profile: string
  readonly limits: Limits
  readonly metrics: ServerMetrics
  readonly log: Log
  /** Sessions with a connection, by id. */
  readonly sessions: Map<string, Session>
  readonly voices: VoiceKnowledge
}
