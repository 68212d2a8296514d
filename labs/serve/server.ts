// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createProxyServer } from 'httpxy'
import { STATE_DIR, WORK_DIR } from '../../scripts/paths.ts'
import { openBrowser } from '../../scripts/start/open-browser.ts'
import { claimable } from '../../scripts/start/port.ts'
import { start } from '../../scripts/start.ts'
import { strong } from '../../scripts/terminal.ts'
import { answer } from './api.ts'
import { isOwnPage } from './origin.ts'

const PAGE = fileURLToPath(new URL('./page/', import.meta.url))
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/labs': ['index.html', 'text/html; charset=utf-8'],
  '/labs/': ['index.html', 'text/html; charset=utf-8'],
  '/labs/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/labs/page.js': ['page.js', 'text/javascript; charset=utf-8'],
}

/** The app in the frame needs isolation, and a frame is only isolated inside a page that is. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': type })
  response.end(body)
}

const json = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(body))

/**
 * One origin for the labs and the attendee's app: `/labs` is ours, everything else goes on to the app, its socket
 * included.
 * @param app origin of the attendee's app, or nothing while it is not up
 */
export function labServer(app: () => string | undefined): Server {
  const proxy = createProxyServer({ ws: true })
  const missing = 'Your app is not up (yet). The terminal says why.\n'

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (!path.startsWith('/labs')) {
      const target = app()
      if (!target) return send(response, 503, 'text/plain; charset=utf-8', missing)
      return proxy.web(request, response, { target })
    }
    if (!isOwnPage(request.headers)) return json(response, 403, { error: 'Only the page of this machine may ask.' })
    const file = FILES[path]
    if (file) return send(response, 200, file[1], readFileSync(join(PAGE, file[0])))
    const { status, body } = await answer(request.method ?? 'GET', path)
    json(response, status, body)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else json(response, 500, { error: error instanceof Error ? error.message : String(error) })
    })
  })
  server.on('upgrade', (request, socket, head) => {
    const target = app()
    socket.on('error', () => socket.destroy())
    if (!target) return void socket.destroy()
    proxy.ws(request, request.socket, { target }, head).catch(() => socket.destroy())
  })
  return server
}

/** `./kit lab serve`. Runs until someone stops it. */
export async function serveLabs({ port, open }: { port: number; open?: boolean }): Promise<void> {
  await claimable('127.0.0.1', port)
  let app: string | undefined
  const server = labServer(() => app)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  const page = `http://localhost:${typeof address === 'object' && address !== null ? address.port : port}/labs`
  process.stdout.write(`The labs: ${strong(page)}. Your app comes up beside them.\n`)
  if (open) await openBrowser(page)
  try {
    await start({
      port: 0,
      dev: true,
      tree: WORK_DIR,
      stateDir: join(STATE_DIR, 'work'),
      whenReady: (url) => {
        app = url
      },
    })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
