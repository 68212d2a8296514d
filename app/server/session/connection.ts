// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream'
import { type RawData, WebSocket } from 'ws'
import { parseClientMessage, type ServerMessage, type TurnFailure } from '#core'
import type { SessionParts } from './parts.ts'
import { Session } from './session.ts'
import type { Wire } from './wire.ts'

const TOO_LARGE = 'A message is too large: an utterance is at most 12 MB decoded.'

/** A socket that says why it closes when a message is too large; `ws` itself gives only the code 1009. */
export class ReasonedWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === 1_009 ? TOO_LARGE : undefined))
  }
}

const BINARY = { binary: true, fin: true } as const

/** One client: its socket and its session. */
export class Connection implements Wire {
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #parts: SessionParts
  readonly #session: Session
  #isAlive = true

  /** @param stream what the socket writes to */
  constructor(socket: WebSocket, stream: Duplex, parts: SessionParts) {
    this.#socket = socket
    this.#stream = stream
    this.#parts = parts
    this.#session = new Session(this, parts)
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    // What went wrong is told by the close that follows.
    socket.on('error', () => {})
  }

  /** Resolves when the socket is closed on both sides. */
  get closed(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve()
    return new Promise((resolve) => this.#socket.once('close', () => resolve()))
  }

  /** The client is gone. */
  end(): Promise<void> {
    return this.#session.end()
  }

  /** Pings; a peer that did not answer the last one is cut off. */
  checkPulse(): void {
    if (!this.#isAlive) {
      this.#socket.terminate()
      return
    }
    this.#isAlive = false
    this.#socket.ping()
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  send(message: ServerMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  sendFrame(frame: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame, BINARY)
  }

  cork(): void {
    this.#stream.cork()
  }

  uncork(): void {
    this.#stream.uncork()
  }

  report(failure: TurnFailure, turnId?: string): void {
    const { code, message, retryable } = failure
    this.#parts.metrics.error(code)
    this.send({ type: 'error', code, error: message, retryable, ...(turnId === undefined ? {} : { turn_id: turnId }) })
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  #receive(data: RawData, isBinary: boolean): void {
    try {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
      if (isBinary) {
        this.#session.receiveFrame(bytes)
        return
      }
      const parsed = parseClientMessage(bytes.toString('utf8'))
      if (parsed.ok) this.#session.receive(parsed.message)
      else this.report({ code: parsed.code, message: parsed.error, retryable: false })
    } catch (error) {
      this.#parts.log.error({ session: this.#session.sessionId, err: error }, 'a message could not be handled')
      this.report({
        code: 'internal',
        message: 'The server could not handle that message. Try again.',
        retryable: true,
      })
    }
  }
}
