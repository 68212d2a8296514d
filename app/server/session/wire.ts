// SPDX-License-Identifier: Apache-2.0

import type { ServerMessage, TurnFailure } from '#core'
import type { FrameSink } from './outbox.ts'

/** The sending side of one connection. */
export interface Wire extends FrameSink {
  send(message: ServerMessage): void
  /** Sends an `error`, and counts it. */
  report(failure: TurnFailure, turnId?: string): void
  close(code: number, reason: string): void
}
