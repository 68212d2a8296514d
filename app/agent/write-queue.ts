// SPDX-License-Identifier: Apache-2.0

import { AgentError } from './failure.ts'

/** Writes to the store that nobody waits for: one after the other per session, and a failure is not lost. */
export class WriteQueue {
  readonly #tails = new Map<string, Promise<void>>()
  readonly #failures = new Map<string, unknown>()

  /** Appends a write to the session's queue. */
  add(sessionId: string, write: () => Promise<unknown>): void {
    const before = this.#tails.get(sessionId) ?? Promise.resolve()
    const tail = before.then(write).then(
      () => undefined,
      (error: unknown) => {
        if (!this.#failures.has(sessionId)) this.#failures.set(sessionId, error)
      },
    )
    this.#tails.set(sessionId, tail)
    void tail.then(() => {
      if (this.#tails.get(sessionId) === tail) this.#tails.delete(sessionId)
    })
  }

  /** Waits until everything of the session is written. Never rejects; see {@link check}. */
  async drained(sessionId: string): Promise<void> {
    await this.#tails.get(sessionId)
  }

  /** Waits for every session. */
  async close(): Promise<void> {
    await Promise.all(this.#tails.values())
  }

  /** Throws `AgentError` once for a write of the session that failed since the last look. */
  check(sessionId: string): void {
    if (!this.#failures.has(sessionId)) return
    const cause = this.#failures.get(sessionId)
    this.#failures.delete(sessionId)
    throw new AgentError(
      'store_failed',
      'What was said could not be saved. Check the database (DATABASE_URL or KIT_DATA_DIR), then say it again.',
      { retryable: true, cause },
    )
  }
}
