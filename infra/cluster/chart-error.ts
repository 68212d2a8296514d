// SPDX-License-Identifier: Apache-2.0

/** A workshop that cannot be written down as manifests. The message says which key, which value and what to do. */
export class ChartError extends Error {
  override readonly name = 'ChartError' as const

  constructor(
    readonly code: 'WEIGHTS_NOT_SERVED',
    message: string,
  ) {
    super(message)
  }
}
