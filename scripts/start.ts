// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { EXIT, KitError } from './exit.ts'
import { ROOT, STATE_DIR } from './paths.ts'
import { type DevWeb, restartOnChange, startDevWeb } from './start/dev.ts'
import { ROLES, type Role, rehearsalSettings, rehearsed } from './start/models.ts'
import { openBrowser } from './start/open-browser.ts'
import { Parts } from './start/parts.ts'
import { claimable } from './start/port.ts'
import { stopSignal } from './start/stop-signal.ts'
import { summary } from './start/summary.ts'
import { progress } from './terminal.ts'

/** What `npm start`, `npm run dev` and `./kit lab run` can be told. */
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
}

const DEFAULT_PORT = 3000

/** Loading the recogniser's grammar takes 2 s on two cores; ten times that is a machine in trouble. */
const REHEARSAL_READY_MS = 60_000
/** The first creation of the embedded database takes 5.5 s. */
const SERVER_READY_MS = 60_000

const ServerReady = z.looseObject({
  url: z.string(),
  models: z.record(z.string(), z.looseObject({ name: z.string().optional(), model: z.string().optional() })).optional(),
})
const RehearsalReady = z.looseObject({ url: z.string() })

function requestedPort(options: StartOptions): number {
  if (options.port !== undefined) return options.port
  const text = process.env.PORT
  if (!text) return DEFAULT_PORT
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new KitError(EXIT.usage, `PORT=${text} is no port; give a whole number from 0 to 65535.`)
  return port
}

/** Runs the talking pizza shop until someone stops it. Throws {@link KitError} when a part does not come up or ends. */
export async function start(options: StartOptions = {}): Promise<void> {
  const startedAt = performance.now()
  const tree = options.tree ?? ROOT
  const stateDir = options.stateDir ?? STATE_DIR
  const logDir = join(stateDir, 'logs')
  const host = process.env.HOST || '127.0.0.1'
  const port = requestedPort(options)
  await claimable(host, port)

  const stopped = stopSignal()
  const parts = new Parts()
  const timings: [string, number][] = []
  const waitingFor = new Set<string>()
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now()
    waitingFor.add(name)
    try {
      return await work()
    } finally {
      waitingFor.delete(name)
      timings.push([name, performance.now() - from])
    }
  }
  const common = { cwd: tree, logDir, verbose: options.verbose ?? false }
  const abort = new AbortController()
  const roles = rehearsed(process.env)

  const launchRehearsal = async (): Promise<Record<string, string>> => {
    if (roles.length === 0) return {}
    const file = join(tree, 'app/rehearsal/main.ts')
    const ready = await timed('rehearsal models', () =>
      parts.launch(
        { ...common, name: 'rehearsal models', file, env: { HOST: '127.0.0.1', PORT: '0' } },
        REHEARSAL_READY_MS,
      ),
    )
    return rehearsalSettings(RehearsalReady.parse(ready).url, roles, process.env)
  }

  const launchServer = (settings: Record<string, string>): Promise<unknown> => {
    const env = {
      KIT_DATA_DIR: process.env.KIT_DATA_DIR ?? join(stateDir, 'data'),
      ...settings,
      HOST: host,
      PORT: String(port),
    }
    return parts.launch(
      { ...common, name: 'voice server', file: join(tree, 'app/server/main.ts'), env },
      SERVER_READY_MS,
    )
  }

  const bringUp = async (): Promise<void> => {
    const web: Promise<DevWeb | undefined> = options.dev
      ? timed('page (dev)', () => startDevWeb(tree, abort.signal))
      : timed('page', () => buildPage(tree, abort.signal))
    const models = launchRehearsal()
    // Whichever fails first is reported below; the other one then ends quietly.
    web.catch(() => undefined)
    models.catch(() => undefined)
    // The server keeps an existing page in memory, so an old one is built anew first. On a fresh clone there is none
    // yet, and it is read when it is first asked for. In development the server must know where Next listens.
    const waitForPage = options.dev || existsSync(join(tree, 'app/web/out/index.html'))
    const settings = { ...(waitForPage ? (await web)?.env : {}), ...(await models) }
    const ready = ServerReady.parse(await timed('voice server', () => launchServer(settings)))
    await web
    if (options.dev)
      restartOnChange(tree, abort.signal, async () => {
        await parts.stop('voice server')
        await launchServer(settings)
      })
    const url = new URL(ready.url)
    if (['127.0.0.1', '[::1]', '0.0.0.0'].includes(url.hostname)) url.hostname = 'localhost'
    const merged: Record<string, string | undefined> = { ...process.env, ...settings }
    const found = (role: Role) => {
      const model = ready.models?.[role.toLowerCase()]
      return model?.name ?? model?.model ?? merged[`${role}_MODEL`]
    }
    const pick = (get: (role: Role) => string | undefined) =>
      Object.fromEntries(ROLES.flatMap((role) => (get(role) ? [[role, get(role)]] : [])))
    process.stdout.write(
      `${summary({
        url: url.origin,
        readyMs: performance.now() - startedAt,
        parts: timings,
        models: pick(found),
        baseUrls: pick((role) => merged[`${role}_BASE_URL`]),
        rehearsed: roles,
        notes: [`Logs in ${relative(process.cwd(), logDir) || '.'}. Ctrl-C stops everything.`],
      })}\n`,
    )
    if (options.open && !(await openBrowser(url.origin)))
      process.stdout.write(`  There is no browser to open here; go to ${url.origin}\n`)
  }

  const stopProgress = progress(() => `starting: ${[...waitingFor].join(', ')}`)
  try {
    const up = bringUp()
    up.catch(() => undefined)
    await Promise.race([up.finally(stopProgress), stopped, parts.failed])
    await Promise.race([stopped, parts.failed])
  } finally {
    stopProgress()
    abort.abort()
    await parts.stopAll()
  }
  process.stdout.write('\nStopped.\n')
}

async function buildPage(tree: string, signal: AbortSignal): Promise<undefined> {
  const file = join(tree, 'app/web/build.ts')
  if (!existsSync(file)) throw new KitError(EXIT.outside, `There is no page to build: ${file} is missing.`)
  const { buildWeb }: { buildWeb: (options: { signal: AbortSignal }) => Promise<unknown> } = await import(
    pathToFileURL(file).href
  )
  await buildWeb({ signal })
  return undefined
}
