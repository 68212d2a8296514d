// SPDX-License-Identifier: Apache-2.0

/**
 * - `LOGIN_REFUSED`: the service account is not accepted; nothing else was tried
 * - `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `REFUSED`: 403, 404, 409, any other 4xx
 * - `BUSY`, `BROKEN`: 429 or 5xx, after every retry
 * - `UNREACHABLE`, `TIMEOUT`: no answer, after every retry
 * - `OUTCOME_UNKNOWN`: no answer, or 5xx, to something that must not be sent twice; it may have happened
 * - `UNEXPECTED`: an answer of another shape than the API's description says
 */
export type OcmErrorCode =
  | 'LOGIN_REFUSED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'REFUSED'
  | 'BUSY'
  | 'BROKEN'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'OUTCOME_UNKNOWN'
  | 'UNEXPECTED'

/** OpenShift Cluster Manager did not do what it was asked. The message is free of secrets. */
export class OcmError extends Error {
  override readonly name = 'OcmError' as const

  constructor(
    readonly code: OcmErrorCode,
    message: string,
    /** HTTP status, where there was an answer. */
    readonly status?: number,
    /** OCM's own words, where it had any. */
    readonly reason?: string,
  ) {
    super(message)
  }
}

/** Whether OCM answered so. */
export const isOcmError = (error: unknown, ...codes: readonly OcmErrorCode[]): error is OcmError =>
  error instanceof OcmError && codes.includes(error.code)

/** `null` instead of a 404. */
export async function orNull<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked
  } catch (error) {
    if (isOcmError(error, 'NOT_FOUND')) return null
    throw error
  }
}
