// SPDX-License-Identifier: Apache-2.0

/**
 * - `unreachable`: nothing answers at that address
 * - `timeout`: it did not answer, or stopped sending, within the time limit
 * - `refused`: it answered with an HTTP error
 * - `broken_off`: its answer ended in the middle
 * - `bad_answer`: it answered 200 with something that is not what was asked for
 */
export type SpeechErrorCode = 'unreachable' | 'timeout' | 'refused' | 'broken_off' | 'bad_answer'

/**
 * A speech model failed. The message says what happened, at which address, and what to do; it never carries the API
 * key nor the words that were sent. A caller's abort is not a `SpeechError`: it rejects with the signal's reason.
 */
export class SpeechError extends Error {
  override readonly name = 'SpeechError'
  /** Whether the same request may succeed a moment later. */
  readonly retryable: boolean
  /** The HTTP status, when there was one. */
  readonly status: number | null

  constructor(
    readonly code: SpeechErrorCode,
    message: string,
    { retryable, status = null, cause }: { retryable: boolean; status?: number | null; cause?: unknown },
  ) {
    super(message, { cause })
    this.retryable = retryable
    this.status = status
  }
}
