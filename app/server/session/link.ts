// SPDX-License-Identifier: Apache-2.0

import type { FrameSink } from './outbox.ts'

/** What carries the messages to one client, and knows whether that client is still there. */
export interface Link extends FrameSink {
  sendText(text: string): void
  /** Says goodbye, with a code and a reason as WebSocket has them. */
  close(code: number, reason: string): void
  /** Resolves when nothing goes either way any more. */
  readonly closed: Promise<void>
  /** Asks the peer for a sign of life; one that did not answer the last time is cut off. */
  checkPulse(): void
  /** Cuts the peer off, without a goodbye. */
  terminate(): void
}
