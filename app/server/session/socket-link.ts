// SPDX-License-Identifier: Apache-2.0

import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Link } from './link.ts'

const TOO_LARGE = 'A message is too large: an utterance is at most 12 MB decoded.'

/** A socket that says why it closes when a message is too large; `ws` itself gives only the code 1009. */
export class ReasonedWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === 1_009 ? TOO_LARGE : undefined))
  }
}

const BINARY = { binary: true, fin: true } as const

/** A client over a WebSocket. */
export class SocketLink implements Link {
  readonly closed: Promise<void>
  readonly #socket: WebSocket
  readonly #stream: Duplex
  #isAlive = true

  /** @param stream what the socket writes to */
  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket
    this.#stream = stream
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    // What went wrong is told by the close that follows.
    socket.on('error', () => {})
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  sendText(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
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

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  checkPulse(): void {
    if (!this.#isAlive) {
      this.terminate()
      return
    }
    this.#isAlive = false
    this.#socket.ping()
  }

  terminate(): void {
    this.#socket.terminate()
  }
}
