// SPDX-License-Identifier: Apache-2.0

import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type Backends, startBackends } from './backends.ts'
import type { ServerConfig } from './config.ts'
import { answerHttp, answerStarting, builtWeb, developmentWeb } from './http/index.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { createLog, type Log } from './log.ts'
import { ServerMetrics } from './metrics.ts'
import { type Models, nameModels } from './models.ts'
import { Gateway, VoiceKnowledge } from './session/index.ts'
import { warmUp } from './warm-up.ts'

/** A voice server that answers. */
export interface RunningServer {
  /** `http://…`, without a slash at its end. */
  readonly url: string
  readonly models: Models
  /** Says goodbye to clients, keeps what was heard, ends everything within `limits.closeMs`. */
  close(): Promise<void>
}

/** What tests and benchmarks set; people configure the server through its environment. */
export interface StartOptions {
  readonly limits?: Partial<Limits>
  readonly log?: Log
  /** Ask the specialist that has the floor while the supervisor still decides. @default true */
  readonly headStart?: boolean
  /** Have the text-to-speech model say a few sentences to nobody, to know how it delivers. @default true */
  readonly warmUp?: boolean
  /** The exported page. @default app/web/out */
  readonly webDir?: string
  /** Stand-ins for agent, models and store. */
  readonly backends?: typeof startBackends
}

/** The port is taken, or the address cannot be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly code = 'cannot_listen'
}

const WEB_DIR = fileURLToPath(new URL('../web/out', import.meta.url))

/**
 * Starts the voice server: store, agent, page, socket.
 *
 * @throws {ListenError} when the port is taken; `StoreError` when the database cannot be opened; `ModelNameError`
 */
export async function startServer(given: ServerConfig, options: StartOptions = {}): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits }
  const log = options.log ?? createLog(given.logLevel)
  // The port first: a database that takes seconds to create is no use when the page cannot be served.
  const http = createServer()
  const endStarting = answerStarting(http)
  const port = await listen(http, given.host, given.port)
  try {
    const running = await openShop(http, given, limits, log, options)
    endStarting()
    const host = given.host.includes(':') ? `[${given.host}]` : given.host
    const url = `http://${host}:${port}`
    log.info({ url }, 'listening')
    return { url, ...running }
  } catch (error) {
    http.closeAllConnections()
    http.close()
    throw error
  }
}

async function openShop(
  http: Server,
  given: ServerConfig,
  limits: Limits,
  log: Log,
  options: StartOptions,
): Promise<Omit<RunningServer, 'url'>> {
  const metrics = new ServerMetrics()
  const config = options.backends === undefined ? await nameModels(given) : given
  const backends = await (options.backends ?? startBackends)(config, limits, log, options.headStart ?? true)
  const { agent, transcriber, synthesiser, models, storeTrouble } = backends
  const voices = new VoiceKnowledge()
  const shared = { agent, transcriber, synthesiser, limits, metrics, log }
  const about = {
    models: () => models.models,
    voice: config.voice,
    profile: config.profile,
    sessions: new Map(),
    voices,
  }
  const gateway = new Gateway({ ...shared, ...about }, config.allowedOrigins)
  const web =
    config.webDevUrl === null
      ? await builtWeb(options.webDir ?? WEB_DIR, config.frameAncestors)
      : developmentWeb(config.webDevUrl)
  const unready = async () => {
    const [down, trouble] = await Promise.all([models.down(), storeTrouble()])
    return [
      ...down.map((kind) => `${kind}: the model at ${config[kind].baseUrl} does not answer.`),
      ...(trouble === null ? [] : [`store: ${trouble}`]),
    ]
  }
  answerHttp(http, { web, gateway, metrics, unready, log })
  const warming = new AbortController()
  if (options.warmUp !== false) void warmUp(synthesiser, voices.of({}).delivery, log, warming.signal)
  let closing: Promise<void> | null = null
  return {
    models: models.models,
    close: () => {
      warming.abort()
      closing ??= shutDown(http, gateway, backends, limits.closeMs)
      return closing
    },
  }
}

function listen(http: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(new ListenError(whyNot(error, host, port))))
    http.listen(port, host, () => {
      const address = http.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1}.`
    case 'EACCES':
      return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=3000.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Set HOST to 127.0.0.1, or to 0.0.0.0 for all of its addresses.`
    default:
      return `Cannot listen on ${host}:${port} (${error.code ?? error.message}).`
  }
}

async function shutDown(http: Server, gateway: Gateway, backends: Backends, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()))
  const orderly = (async () => {
    await gateway.close()
    http.closeIdleConnections()
    await backends.close()
  })()
  await Promise.race([orderly.catch(() => {}), after(withinMs * 0.75)])
  gateway.terminate()
  http.closeAllConnections()
  await Promise.race([closed, after(withinMs * 0.25)])
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
