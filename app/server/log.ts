// SPDX-License-Identifier: Apache-2.0

import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/**
 * The server's log: JSON lines on stdout. It carries ids, codes, counts and times; never what a person said, a reply,
 * an address or a key.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // An error's message may quote what a model was sent, so only its name, code and stack frames are kept.
    serializers: { err: describeError },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** What may be logged of an error. */
export function describeError(error: unknown): { name: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  return {
    name: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    at: frames.slice(0, 6).map((line) => line.trim()),
  }
}
