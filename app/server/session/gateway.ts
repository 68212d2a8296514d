// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { MAX_UTTERANCE_BYTES } from '#core'
import { Connection, ReasonedWebSocket } from './connection.ts'
import { mayConnect } from './origin.ts'
import type { SessionParts } from './parts.ts'

/** The largest utterance in base64, and the JSON around it. */
const MAX_MESSAGE_BYTES = Math.ceil(MAX_UTTERANCE_BYTES / 3) * 4 + 1_024

/** How soon a client may come back after `going_away`: a restart takes about that long. */
const RETRY_AFTER_MS = 1_000

/** Accepts sockets, keeps watch over them, and says goodbye. */
export class Gateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: true,
    WebSocket: ReasonedWebSocket,
  })
  readonly #connections = new Set<Connection>()
  readonly #parts: SessionParts
  readonly #allowedOrigins: readonly string[]
  readonly #pulse: NodeJS.Timeout
  #isClosing = false

  constructor(parts: SessionParts, allowedOrigins: readonly string[]) {
    this.#parts = parts
    this.#allowedOrigins = allowedOrigins
    this.#pulse = setInterval(() => {
      for (const connection of this.#connections) connection.checkPulse()
    }, parts.limits.pingMs)
    this.#pulse.unref()
  }

  /** Whether a path is the voice socket's. */
  static serves(path: string): boolean {
    return path === '/ws' || path === '/'
  }

  /** Turns an HTTP request into a session, or away. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { origin, host } = request.headers
    if (!mayConnect({ origin, host, remoteAddress: request.socket.remoteAddress }, this.#allowedOrigins)) {
      refuse(socket, 403, `Pages of ${origin ?? 'an unknown origin'} may not connect. Add it to ALLOWED_ORIGINS.`)
      return
    }
    if (this.#isClosing || this.#connections.size >= this.#parts.limits.connections) {
      refuse(socket, 503, this.#isClosing ? 'The server is stopping.' : 'Too many connections. Try again in a minute.')
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, socket, this.#parts)
      this.#connections.add(connection)
      this.#parts.metrics.connected()
      webSocket.once('close', () => {
        this.#connections.delete(connection)
        this.#parts.metrics.disconnected()
        void connection.end()
      })
    })
  }

  /** Tells every client that the server is about to stop, keeps what was heard, and waits for the sockets to close. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#pulse)
    const connections = [...this.#connections]
    for (const connection of connections) connection.send({ type: 'going_away', retry_after_ms: RETRY_AFTER_MS })
    await Promise.all(connections.map((connection) => connection.end()))
    const closed = connections.map((connection) => connection.closed)
    for (const connection of connections) connection.close(1_001, 'The server is stopping.')
    this.#server.close()
    await Promise.all(closed)
  }

  /** Ends sockets whose clients did not say goodbye. */
  terminate(): void {
    for (const webSocket of this.#server.clients) webSocket.terminate()
  }
}

const STATUS = { 403: 'Forbidden', 503: 'Service Unavailable' } as const

function refuse(socket: Duplex, status: keyof typeof STATUS, words: string): void {
  // A header could be split by what the Origin carries.
  const body = words.replace(/[^ -~]/g, '?')
  socket.end(
    `HTTP/1.1 ${status} ${STATUS[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
