// SPDX-License-Identifier: Apache-2.0
import { join, relative } from 'node:path'
import { EXIT, KitError } from './exit.ts'
import { ROOT, STATE_DIR, shownPath } from './paths.ts'
import { bundled } from './start/bundle.ts'
import { acceptable } from './start/configuration.ts'
import { restartOnChange, startDevWeb } from './start/dev.ts'
import { loadEnvFile } from './start/env-file.ts'
import {
  buildPage,
  hasPage,
  launchRehearsal,
  launchServer,
  logDirOf,
  type Rehearsal,
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
const NOTHING_REHEARSED: Rehearsal = { settings: Promise.resolve({}), ready: Promise.resolve() }

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
  envFile: string | null,
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
    notes: [
      ...(envFile === null ? [] : [`Settings from ${shownPath(envFile)}.`]),
      `Logs in ${relative(process.cwd(), logDir) || '.'}. Ctrl-C stops everything.`,
    ],
  })
}

/** Runs the talking pizza shop until someone stops it. Throws {@link KitError} when a part does not come up or ends. */
export async function start(options: StartOptions = {}): Promise<void> {
  const envFile = loadEnvFile()
  const host = process.env.HOST || '127.0.0.1'
  const port = requestedPort(options)
  await claimable(host, port)
  acceptable(process.env)

  const stopped = stopSignal()
  const watch = new Stopwatch()
  const abort = new AbortController()
  const parts = new Parts()
  const tree = options.tree ?? ROOT
  const stateDir = options.stateDir ?? STATE_DIR
  const compile = () => bundled(tree, join(stateDir, 'bundles'))
  const roles = rehearsed(process.env)

  let devWebEnded = Promise.resolve()
  const bringUp = async (): Promise<void> => {
    const web: Promise<Settings> = options.dev
      ? watch.time('page (dev)', async () => {
          const { env, ended } = await startDevWeb(tree, abort.signal)
          devWebEnded = ended
          return env
        })
      : watch.time('page', async () => {
          await buildPage(tree, abort.signal)
          return {}
        })
    // Whatever fails first is reported; what fails after it ends quietly.
    web.catch(() => undefined)
    const runnable = await watch.time('app', compile)
    const site = { tree, runnable, stateDir, verbose: options.verbose ?? false, parts }
    const models = roles.length === 0 ? NOTHING_REHEARSED : launchRehearsal(site, roles)
    const rehearsal = watch.time('rehearsal models', () => models.ready)
    rehearsal.catch(() => undefined)
    // The server keeps an existing page in memory, so an old one is built anew first. On a fresh clone there is none
    // yet, and it is read when it is first asked for. In development the server must know where Next listens.
    const [fromPage, fromModels] = await Promise.all([options.dev || hasPage(tree) ? web : {}, models.settings])
    const settings = { ...fromPage, ...fromModels }
    const server = watch.time('voice server', () => launchServer(site, host, port, settings))
    const [ready] = await Promise.all([server, rehearsal, web])
    if (options.dev)
      restartOnChange(tree, abort.signal, async () => {
        const changed = { ...site, runnable: await compile() }
        await parts.stop('voice server')
        // On the port it got, where the page expects it.
        await launchServer(changed, host, Number(new URL(ready.url).port), settings)
      })
    stopProgress()
    process.stdout.write(`${told(ready, settings, roles, watch, logDirOf(site), envFile)}\n`)
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
    await Promise.all([parts.stopAll(), devWebEnded])
  }
  process.stdout.write('\nStopped.\n')
}
