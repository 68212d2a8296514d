// SPDX-License-Identifier: Apache-2.0

/**
 * - `FOREIGN`: it is there, and it is not this workshop's
 * - `LEAVING`: it is being uninstalled
 * - `GONE`: it is not there any more
 * - `PAST`: the workshop's end is behind us
 * - `CANNOT_CHANGE`: a living thing cannot become what is asked for
 * - `NO_SUCH_VERSION`: OCM does not offer it
 * - `NOT_ACTIVE`: the capacity reservation cannot be used now
 * - `WRONG_RESERVATION`: it is for something else
 * - `FAILED`: OCM says that it failed
 * - `LATE`: the time of a custom resource is up
 * - `BAD_EVENT`, `BAD_SECRET`: what was handed over is not what was agreed
 */
export type HandlerErrorCode =
  | 'FOREIGN'
  | 'LEAVING'
  | 'GONE'
  | 'PAST'
  | 'CANNOT_CHANGE'
  | 'NO_SUCH_VERSION'
  | 'NOT_ACTIVE'
  | 'WRONG_RESERVATION'
  | 'FAILED'
  | 'LATE'
  | 'BAD_EVENT'
  | 'BAD_SECRET'

/** A handler cannot do what CloudFormation asks for. The message ends up in the stack's events: no secret in it. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError' as const

  constructor(
    readonly code: HandlerErrorCode,
    message: string,
  ) {
    super(message)
  }
}
