// SPDX-License-Identifier: Apache-2.0

/**
 * Why the cluster could not be talked to, or said no.
 * - `NO_CLUSTER`: there is no usable kubeconfig
 * - `UNREACHABLE`: no answer, whatever was tried
 * - `UNAUTHORIZED`, `FORBIDDEN`: the credentials do not do
 * - `NO_SUCH_KIND`: the cluster does not know this kind (yet)
 * - `CONFLICT`, `BUSY`, `SERVER`: may go well when asked again
 * - `REJECTED`: the object is wrong for this cluster
 */
export type ClusterErrorCode =
  | 'NO_CLUSTER'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NO_SUCH_KIND'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BUSY'
  | 'SERVER'
  | 'REJECTED'

/** A request that failed, in words that say what to do next. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError' as const

  constructor(
    readonly code: ClusterErrorCode,
    message: string,
    /** How long the server asks to wait before the next try. */
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }
}

const AGAIN: ReadonlySet<ClusterErrorCode> = new Set(['UNREACHABLE', 'CONFLICT', 'BUSY', 'SERVER'])

/** May the same request go well a little later? */
export function worthAnotherTry(error: unknown): error is ClusterError {
  return error instanceof ClusterError && AGAIN.has(error.code)
}

/** A wave that did not become ready, or could not be applied. */
export class WaveError extends Error {
  override readonly name = 'WaveError' as const

  constructor(
    readonly code: 'FAILED' | 'TIMED_OUT',
    readonly wave: string,
    message: string,
  ) {
    super(message)
  }
}
