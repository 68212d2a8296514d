// SPDX-License-Identifier: Apache-2.0

/**
 * - `locked`: another process owns the embedded database's directory
 * - `unavailable`: the database cannot be reached, or does not answer
 * - `newer_schema`: a newer version of this software has been here
 * - `order_confirmed`: a confirmed order cannot change
 * - `other_order_open`: the session has another open order
 * - `unknown_order`: there is no such order in this session
 * - `failed`: the database refused a statement
 */
export type StoreErrorCode =
  | 'locked'
  | 'unavailable'
  | 'newer_schema'
  | 'order_confirmed'
  | 'other_order_open'
  | 'unknown_order'
  | 'failed'

/** The database said no. The message says what happened and what to do; it never carries the connection string. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

/** Network trouble and Postgres' classes 08 (connection), 53 (resources), 57 (shutting down), 28 and 3D (sign-in). */
const UNAVAILABLE = /^(E[A-Z]+|08...|53...|57...|28...|3D...)$/

/** What an error of the `pg` driver means. */
export function storeError(error: unknown, doing: string): StoreError {
  if (error instanceof StoreError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isUnavailable = UNAVAILABLE.test(code) || /timeout|terminated|ended|Cannot use a pool/i.test(messageOf(error))
  if (isUnavailable) {
    return new StoreError(
      'unavailable',
      `The database did not answer while ${doing} (${code || messageOf(error)}). Is it running, and is DATABASE_URL right?`,
      { cause: error },
    )
  }
  return new StoreError('failed', `The database refused ${doing} (${code || messageOf(error)}).`, { cause: error })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error'
}
