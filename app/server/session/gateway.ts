// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocketServer } from 'ws'
import { MAX_UTTERANCE_BYTES } from '#core'
import { Connection } from './connection.ts'
import { EventLink } from './event-link.ts'
import type { Link } from './link.ts'
import { mayConnect, mayListen } from './origin.ts'
import type { SessionParts } from './parts.ts'
import { readBody } from './read-body.ts'
import { ReasonedWebSocket, SocketLink } from './socket-link.ts'

/** The largest utterance in base64, and the JSON around it. */
const MAX_MESSAGE_BYTES = Math.ceil(MAX_UTTERANCE_BYTES / 3) * 4 + 1_024

/** How soon a client may come back after `going_away`: a restart takes about that long. */
const RETRY_AFTER_MS = 1_000

const STATUS = {
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  503: 'Service Unavailable',
} as const

interface Refusal {
  readonly status: keyof typeof STATUS
  /** What is wrong, and what to do. */
  readonly words: string
}

/** Accepts clients, over WebSockets or plain HTTP, keeps watch over them, and says goodbye. */
export class Gateway {
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
    WebSocket: ReasonedWebSocket,
  })
  readonly #connections = new Set<Connection>()
  /** Those over plain HTTP, by the id of their link. */
  readonly #byId = new Map<string, { readonly link: EventLink; readonly connection: Connection }>()
  readonly #parts: SessionParts
  readonly #allowedOrigins: readonly string[]
  readonly #pulse: NodeJS.Timeout
  #isClosing = false

  constructor(parts: SessionParts, allowedOrigins: readonly string[]) {
    this.#parts = parts
    this.#allowedOrigins = allowedOrigins
    this.#pulse = setInterval(() => {
      for (const { link } of this.#connections) link.checkPulse()
    }, parts.limits.pingMs)
    this.#pulse.unref()
  }

  /** Whether a path is the voice socket's. */
  static serves(path: string): boolean {
    return path === '/ws' || path === '/'
  }

  /** Turns an HTTP request into a session over a WebSocket, or away. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#foreign(request) ?? this.#full()
    if (refusal !== null) {
      refuse(socket, refusal)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = this.#open(new SocketLink(webSocket, socket))
      webSocket.on('message', (data, isBinary) => connection.receive(bytesOf(data), isBinary))
    })
  }

  /** `GET /events`: opens a session over plain HTTP, or says why not. */
  stream(request: IncomingMessage, response: ServerResponse): void {
    const { origin, 'sec-fetch-site': site } = request.headers
    const refusal = mayListen(origin, site) ? this.#full() : (this.#foreign(request) ?? this.#full())
    if (refusal !== null) {
      answer(response, refusal)
      return
    }
    const link = new EventLink(response)
    this.#byId.set(link.id, { link, connection: this.#open(link) })
    void link.closed.then(() => this.#byId.delete(link.id))
  }

  /** `POST /events/<id>`: one message of a client over plain HTTP; an empty one is a sign of life. */
  async take(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const open = this.#byId.get(id)
    const refusal = this.#foreign(request) ?? (open === undefined ? UNKNOWN : open.link.isReceiving ? ONE_BY_ONE : null)
    if (refusal !== null || open === undefined) {
      answer(response, refusal ?? UNKNOWN)
      return
    }
    open.link.isReceiving = true
    try {
      const body = await readBody(request, MAX_MESSAGE_BYTES)
      open.link.showLife()
      if (body === null) {
        answer(response, TOO_LARGE)
        return
      }
      if (body.byteLength > 0) open.connection.receive(body, isAudio(request))
      response.writeHead(204, { 'Cache-Control': 'no-store' }).end()
    } catch (error) {
      // Half a message came: whoever sent it is gone.
      if (request.complete) throw error
    } finally {
      open.link.isReceiving = false
    }
  }

  /** Tells every client that the server is about to stop, keeps what was heard, and waits for the links to close. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearInterval(this.#pulse)
    const connections = [...this.#connections]
    for (const connection of connections) connection.send({ type: 'going_away', retry_after_ms: RETRY_AFTER_MS })
    await Promise.all(connections.map((connection) => connection.end()))
    for (const connection of connections) connection.close(1_001, 'The server is stopping.')
    this.#server.close()
    await Promise.all(connections.map(({ link }) => link.closed))
  }

  /** Ends links whose clients did not say goodbye. */
  terminate(): void {
    for (const { link } of this.#connections) link.terminate()
  }

  #open(link: Link): Connection {
    const connection = new Connection(link, this.#parts)
    this.#connections.add(connection)
    this.#parts.metrics.connected()
    void link.closed.then(() => {
      this.#connections.delete(connection)
      this.#parts.metrics.disconnected()
      return connection.end()
    })
    return connection
  }

  #foreign(request: IncomingMessage): Refusal | null {
    const { origin, host } = request.headers
    if (mayConnect({ origin, host, remoteAddress: request.socket.remoteAddress }, this.#allowedOrigins)) return null
    return {
      status: 403,
      words: `Pages of ${origin ?? 'an unknown origin'} may not connect. Add it to ALLOWED_ORIGINS.`,
    }
  }

  #full(): Refusal | null {
    if (this.#isClosing) return { status: 503, words: 'The server is stopping.' }
    if (this.#connections.size < this.#parts.limits.connections) return null
    return { status: 503, words: 'Too many connections. Try again in a minute.' }
  }
}

const UNKNOWN: Refusal = {
  status: 404,
  words: 'There is no such connection; it may have ended. Open GET /events again, and use the id it begins with.',
}
const ONE_BY_ONE: Refusal = {
  status: 409,
  words: 'The message before is still on its way. Wait for its answer, then send the next.',
}
const TOO_LARGE: Refusal = { status: 413, words: 'The message is too large: an utterance is at most 12 MB decoded.' }

function isAudio(request: IncomingMessage): boolean {
  return request.headers['content-type'] === 'application/octet-stream'
}

function bytesOf(data: RawData): Buffer {
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
}

function answer(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`${words}\n`)
}

function refuse(socket: Duplex, { status, words }: Refusal): void {
  // A header could be split by what the Origin carries.
  const body = words.replace(/[^ -~]/g, '?')
  socket.end(
    `HTTP/1.1 ${status} ${STATUS[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
