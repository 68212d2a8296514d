// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path'
import { EXIT, KitError } from './exit.ts'
import { ROOT, STATE_DIR } from './paths.ts'
import { restartOnChange, startDevWeb } from './start/dev.ts'
import {
  buildPage,
  hasPage,
  launchRehearsal,
  launchServer,
  logDirOf,
  type ServerReady,
  type Settings,
} from './start/launch.ts'
import { ROLES, type Role, rehearsed } from './start/models.ts'
import { openBrowser } from './start/open-browser.ts'
import { Parts } from './start/parts.ts'
import { claimable } from './start/port.ts'
import { stopSignal } from './start/stop-signal.ts'
import { Stopwatch } from './start/stopwatch.ts'
import { summary } from './start/summary.ts'
import { progress } from './terminal.ts'

/** What `npm start`, `npm run dev`, `./kit lab run` and `./kit lab serve` can be told. */
export interface StartOptions {
  /** Port of the page; `PORT`, else 3000. */
  readonly port?: number
  readonly open?: boolean
  /** Show what the processes log. */
  readonly verbose?: boolean
  /** Hot reload. */
  readonly dev?: boolean
  /** Project to run, this one unless told otherwise. */
  readonly tree?: string
  /** Where database and logs go. */
  readonly stateDir?: string
  /** Called with the origin of the page once everything runs. */
  readonly whenReady?: (url: string) => void
}

const DEFAULT_PORT = 3000

function requestedPort(options: StartOptions): number {
  if (options.port !== undefined) return options.port
  const text = process.env.PORT
  if (!text) return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new KitError(EXIT.usage, `PORT=${text} is no port; give a whole number from 0 to 65535.`)
  return port
}

/** Where a person finds a server that listens on `url`. */
function pageOf(url: string): string {
  const page = new URL(url)
  if (['127.0.0.1', '[::1]', '0.0.0.0'].includes(page.hostname)) page.hostname = 'localhost'
  return page.origin
}

function told(
  ready: ServerReady,
  settings: Settings,
  roles: readonly Role[],
  watch: Stopwatch,
  logDir: string,
): string {
  const environment: Readonly<Record<string, string | undefined>> = { ...process.env, ...settings }
  const byRole = (get: (role: Role) => string | undefined): Partial<Record<Role, string>> => {
    const found: Partial<Record<Role, string>> = {}
    for (const role of ROLES) {
      const value = get(role)
      if (value) found[role] = value
    }
    return found
  }
  return summary({
    url: pageOf(ready.url),
    readyMs: watch.totalMs,
    parts: watch.timings,
    models: byRole((role) => ready.models?.[role.toLowerCase()]?.name ?? environment[`${role}_MODEL`]),
    baseUrls: byRole((role) => environment[`${role}_BASE_URL`]),
    rehearsed: roles,
    notes: [`Logs in ${relative(process.cwd(), logDir) || '.'}. Ctrl-C stops everything.`],
  })
}

/** Runs the talking pizza shop until someone stops it. Throws {@link KitError} when a part does not come up or ends. */
export async function start(options: StartOptions = {}): Promise<void> {
  const host = process.env.HOST || '127.0.0.1'
  const port = requestedPort(options)
  await claimable(host, port)

  const stopped = stopSignal()
  const watch = new Stopwatch()
  const abort = new AbortController()
  const parts = new Parts()
  const tree = options.tree ?? ROOT
  const site = { tree, stateDir: options.stateDir ?? STATE_DIR, verbose: options.verbose ?? false, parts }
  const roles = rehearsed(process.env)

  const bringUp = async (): Promise<void> => {
    const web: Promise<Settings> = options.dev
      ? watch.time('page (dev)', async () => (await startDevWeb(tree, abort.signal)).env)
      : watch.time('page', async () => {
          await buildPage(tree, abort.signal)
          return {}
        })
    const models: Promise<Settings> =
      roles.length === 0 ? Promise.resolve({}) : watch.time('rehearsal models', () => launchRehearsal(site, roles))
    // Whichever fails first is reported below; the other one then ends quietly.
    web.catch(() => undefined)
    models.catch(() => undefined)
    // The server keeps an existing page in memory, so an old one is built anew first. On a fresh clone there is none
    // yet, and it is read when it is first asked for. In development the server must know where Next listens.
    const needed = Promise.all([options.dev || hasPage(tree) ? web : {}, models])
    const settings = needed.then(([fromPage, fromModels]) => ({ ...fromPage, ...fromModels }))
    const server = launchServer(site, host, port, settings)
    server.catch(() => undefined)
    const known = await settings
    const ready = await watch.time('voice server', () => server)
    await web
    if (options.dev)
      restartOnChange(tree, abort.signal, async () => {
        await parts.stop('voice server')
        // On the port it got, where the page expects it.
        await launchServer(site, host, Number(new URL(ready.url).port), settings)
      })
    stopProgress()
    process.stdout.write(`${told(ready, known, roles, watch, logDirOf(site))}\n`)
    options.whenReady?.(ready.url)
    if (options.open && !(await openBrowser(pageOf(ready.url))))
      process.stdout.write(`  There is no browser to open here; go to ${pageOf(ready.url)}\n`)
  }

  const stopProgress = progress(() => `starting: ${watch.open}`)
  try {
    await Promise.race([bringUp(), stopped, parts.failed])
    await Promise.race([stopped, parts.failed])
  } finally {
    stopProgress()
    abort.abort()
    await parts.stopAll()
  }
  process.stdout.write('\nStopped.\n')
}
