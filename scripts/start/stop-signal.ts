// SPDX-License-Identifier: Apache-2.0

/** One Ctrl-C may arrive twice, from the terminal and again from npm; what comes this much later is a second one. */
const SECOND_AFTER_MS = 500

/**
 * Resolves at the first request to stop: Ctrl-C, `kill`, or the terminal being closed. A second Ctrl-C ends this
 * process at once; its children notice and follow.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAt: number | undefined
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (signal === 'SIGINT' && askedAt !== undefined && performance.now() - askedAt > SECOND_AFTER_MS)
          process.exit(130)
        askedAt ??= performance.now()
        resolve(signal)
      })
    }
  })
}
