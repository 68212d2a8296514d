// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Link } from './link.ts'

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Proxies of nginx's kind would otherwise gather speech before they pass it on.
  'X-Accel-Buffering': 'no',
} as const

/**
 * A client over plain HTTP, where no WebSocket gets through: server-sent events one way, requests the other. Text
 * frames are events without a name, speech is `audio` in base64, and what WebSocket has built in (ping, close) has
 * events of its own.
 */
export class EventLink implements Link {
  /** Names this connection in the client's requests. It is all that a request proves, so it cannot be guessed. */
  readonly id = randomBytes(24).toString('base64url')
  readonly closed: Promise<void>
  /** Only one message is on its way at a time, which keeps their order and bounds what is held. */
  isReceiving = false
  readonly #response: ServerResponse
  #isAlive = true

  constructor(response: ServerResponse) {
    this.#response = response
    this.closed = new Promise((resolve) => response.once('close', () => resolve()))
    response.on('error', () => {})
    response.writeHead(200, HEADERS)
    this.#send('connection', JSON.stringify({ connection_id: this.id }))
  }

  get bufferedBytes(): number {
    return this.#response.writableLength
  }

  sendText(text: string): void {
    if (this.#isOpen) this.#response.write(`data: ${text}\n\n`)
  }

  sendFrame(frame: Uint8Array): void {
    this.#send('audio', Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64'))
  }

  cork(): void {
    this.#response.cork()
  }

  uncork(): void {
    this.#response.uncork()
  }

  close(code: number, reason: string): void {
    this.#send('close', JSON.stringify({ code, reason }))
    if (this.#isOpen) this.#response.end()
  }

  checkPulse(): void {
    if (!this.#isAlive) {
      this.terminate()
      return
    }
    this.#isAlive = false
    this.#send('ping', '')
  }

  /** The client said something. */
  showLife(): void {
    this.#isAlive = true
  }

  terminate(): void {
    this.#response.destroy()
  }

  get #isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed
  }

  #send(event: string, data: string): void {
    if (this.#isOpen) this.#response.write(`event: ${event}\ndata: ${data}\n\n`)
  }
}
