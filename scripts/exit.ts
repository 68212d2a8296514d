// SPDX-License-Identifier: Apache-2.0

/** What every command of the kit tells its caller. */
export const EXIT = {
  done: 0,
  /** A check, a test or a gate said no. */
  no: 1,
  /** Wrong usage or wrong input: the command line, a file, a setting. */
  usage: 2,
  /** Something outside failed: a taken port, a model that is down, the network. */
  outside: 3,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends a command with a message a person can act on, without a stack trace. */
export class KitError extends Error {
  override readonly name = 'KitError' as const

  constructor(
    readonly code: ExitCode,
    message: string,
  ) {
    super(message)
  }
}
