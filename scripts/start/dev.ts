// SPDX-License-Identifier: Apache-2.0
import { watch } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bad, dim, duration, good } from '../terminal.ts'

/** The page's development server, and what the voice server must know to reach it. */
export interface DevWeb {
  readonly env: Readonly<Record<string, string>>
  /** Resolves when it is gone. */
  readonly ended: Promise<void>
}

/** Starts Next's development server of a tree. It stops with the signal. */
export async function startDevWeb(tree: string, signal: AbortSignal): Promise<DevWeb> {
  const { startDevWeb: start }: typeof import('../../app/web/dev.ts') = await import(
    pathToFileURL(join(tree, 'app/web/dev.ts')).href
  )
  const { url, ended } = await start({ signal })
  return { env: { KIT_WEB_DEV_URL: url }, ended }
}

/** The rooms the voice server is made of. The page reloads by itself. */
const SERVER_ROOMS = ['core', 'speech', 'agent', 'store', 'server']

/** Does a change of this file concern the voice server? */
export function concernsServer(path: string): boolean {
  return /\.(ts|json|sql|md)$/.test(path) && !/\.(test|bench)\.ts$/.test(path)
}

/** Editors write a file in several steps; a change counts once it has been quiet for this long. */
const QUIET_MS = 150

/** Restarts the voice server whenever one of its sources changes. A server that does not come up waits for the next change. */
export function restartOnChange(tree: string, signal: AbortSignal, restart: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined
  let restarting = false
  let again = false
  const run = async (path: string): Promise<void> => {
    if (restarting) {
      again = true
      return
    }
    restarting = true
    const startedAt = performance.now()
    process.stdout.write(dim(`app/${path} changed, restarting the voice server\n`))
    try {
      await restart()
      process.stdout.write(good(`restarted in ${duration(performance.now() - startedAt)}\n`))
    } catch (error) {
      process.stdout.write(
        `${bad(error instanceof Error ? error.message : String(error))}\nWaiting for the next change.\n`,
      )
    }
    restarting = false
    if (again && !signal.aborted) {
      again = false
      await run(path)
    }
  }
  for (const room of SERVER_ROOMS) {
    watch(join(tree, 'app', room), { recursive: true, signal }, (_event, path) => {
      if (!path || !concernsServer(path)) return
      clearTimeout(timer)
      timer = setTimeout(() => void run(`${room}/${path}`), QUIET_MS)
    })
  }
}
