// SPDX-License-Identifier: Apache-2.0

import type { ErrorCode, TurnFailure } from '#core'
import { SpeechError } from '#speech'

/** A mistake whose words may be told to the client: they carry no secret and nothing anybody said. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryable = false,
  ) {
    super(message)
  }
}

const PLAIN: Partial<Record<ErrorCode, string>> = {
  stt_failed: 'The speech-to-text model failed. Say it again, or type it.',
  tts_failed: 'The text-to-speech model failed; the reply is only written.',
  agent_failed: 'The agent failed. Say it again.',
  store_failed: 'The conversation could not be read or written. Try again; if it goes on, look at /readyz.',
}

/** What the client is told of an error. Words of errors that are not made for people are not passed on. */
export function failureOf(error: unknown, code: ErrorCode): TurnFailure {
  if (error instanceof SessionError) return { code: error.code, message: error.message, retryable: error.retryable }
  if (error instanceof SpeechError) return { code, message: error.message, retryable: error.retryable }
  return { code, message: PLAIN[code] ?? 'Something went wrong in the server. Try again.', retryable: true }
}
