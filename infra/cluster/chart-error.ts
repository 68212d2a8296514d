// SPDX-License-Identifier: Apache-2.0

/** A workshop that cannot be written down as manifests. The message says which key, which value and what to do. */
export class ChartError extends Error {
  override readonly name = 'ChartError' as const

  constructor(
    readonly code: 'MAAS_WITHOUT_DOMAIN' | 'WEIGHTS_NOT_SERVED' | 'NO_SUCH_MODEL',
    message: string,
  ) {
    super(message)
  }
}
