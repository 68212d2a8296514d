// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import type { ServerMetrics } from '../metrics.ts'
import { Gateway } from '../session/index.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { Web } from './web.ts'

export interface HttpParts {
  readonly web: Web
  readonly gateway: Gateway
  readonly metrics: ServerMetrics
  /** What is not ready, in words; empty when everything is. */
  readonly unready: () => Promise<readonly string[]>
  readonly log: Log
}

/** What a client without a WebSocket says goes to this path, and its connection's id. */
const EVENTS = '/events/'

/** The one origin: page, socket, health and metrics. */
export function answerHttp(server: Server, parts: HttpParts): void {
  server.on('request', (request, response) => {
    void answer(parts, request, response).catch((error: unknown) => {
      parts.log.error({ err: error }, 'a request failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (Gateway.serves(pathOf(request))) parts.gateway.upgrade(request, socket, head)
    else if (!parts.web.upgrade(request, socket, head))
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  })
}

/** Holds the port while the rest starts. Gives what ends that. */
export function answerStarting(server: Server): () => void {
  const starting = (_request: IncomingMessage, response: ServerResponse) => {
    setSecurityHeaders(response)
    response.setHeader('Retry-After', '1')
    sendText(response, 503, 'The voice server is starting.\n')
  }
  server.on('request', starting)
  return () => server.off('request', starting)
}

async function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSecurityHeaders(response)
  const path = pathOf(request)
  if (path.startsWith(EVENTS) && request.method === 'POST') {
    await parts.gateway.take(request, response, path.slice(EVENTS.length))
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    sendText(response, 405, 'Only GET and HEAD are answered here.\n')
    return
  }
  switch (path) {
    case '/healthz':
      sendText(response, 200, 'ok\n')
      return
    case '/readyz': {
      const unready = await parts.unready()
      sendText(response, unready.length === 0 ? 200 : 503, unready.length === 0 ? 'ready\n' : `${unready.join('\n')}\n`)
      return
    }
    case '/events':
      if (request.method === 'HEAD') response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end()
      else parts.gateway.stream(request, response)
      return
    case '/metrics':
      response.setHeader('Content-Type', parts.metrics.contentType)
      response.writeHead(200).end(await parts.metrics.text())
      return
    default:
      await parts.web.serve(request, response, path)
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Cache-Control', 'no-store')
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}

/** The path without the query, decoded; `/` when it cannot be. */
function pathOf(request: IncomingMessage): string {
  try {
    return decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
  } catch {
    return '/'
  }
}
