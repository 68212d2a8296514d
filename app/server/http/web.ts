// SPDX-License-Identifier: Apache-2.0

import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { createProxyServer } from 'httpxy'
import { MISSING_BUILD } from './missing-build.ts'
import { contentSecurityPolicy } from './security-headers.ts'
import { StaticSite } from './static-site.ts'

/** Where the page comes from. */
export interface Web {
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
  /** A socket that is not the voice's; false when nobody wants it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

/** The exported page in a folder. It may be built, or built anew, while the server runs. */
export async function builtWeb(dir: string, frameAncestors: readonly string[]): Promise<Web> {
  const index = join(dir, 'index.html')
  let site: StaticSite | null = null
  let builtAt: number | null = null
  const look = async () => {
    const at = await stat(index).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    )
    if (at === builtAt) return
    // Half a build, while the other half is being written, is no build; the next request looks again.
    site = await StaticSite.load(dir, frameAncestors).catch(() => null)
    builtAt = site === null ? null : at
  }
  await look()
  return {
    async serve(request, response, path) {
      if (!path.startsWith('/_next/')) await look()
      if (site !== null) return site.serve(request, response, path)
      response.setHeader('Content-Security-Policy', contentSecurityPolicy('', 'localhost', frameAncestors))
      response.writeHead(503, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
      response.end(request.method === 'HEAD' ? undefined : MISSING_BUILD)
    },
    upgrade: () => false,
  }
}

/** Next's development server behind this one: same origin, same isolation, its hot-reload socket included. */
export function developmentWeb(url: string): Web {
  const proxy = createProxyServer({ target: url, changeOrigin: true, ws: true })
  const unavailable = `Next's development server at ${url} does not answer. Is it still starting?\n`
  proxy.on('error', (_error, _request, response) => {
    if (response === undefined || !('writeHead' in response)) {
      response?.destroy()
      return
    }
    if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(unavailable)
  })
  return {
    async serve(request, response) {
      await proxy.web(request, response).catch(() => {
        if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' })
        response.end(unavailable)
      })
    },
    upgrade(request, socket, head) {
      proxy.ws(request, request.socket, {}, head).catch(() => socket.destroy())
      return true
    },
  }
}
