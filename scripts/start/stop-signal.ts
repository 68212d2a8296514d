// SPDX-License-Identifier: Apache-2.0

/**
 * Resolves at the first request to stop: Ctrl-C, `kill`, or the terminal being closed. A second Ctrl-C ends this
 * process at once; its children notice and follow.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && signal === 'SIGINT') process.exit(130)
        asked = true
        resolve(signal)
      })
    }
  })
}
