// SPDX-License-Identifier: Apache-2.0

import ReconnectingWebSocket from 'partysocket/ws'
import type { ClientMessage, ServerMessage } from '#core/protocol'
import { readServerMessage } from './server-message.ts'

export interface SocketEvents {
  /** The connection is open; nothing has been sent yet. */
  onOpen(): void
  /** The connection is gone; another is being tried. */
  onLost(): void
  onMessage(message: ServerMessage): void
  /** A frame of speech: mono s16le. */
  onAudio(bytes: Uint8Array): void
}

/** First and longest pause before another try. The first is short: a server that restarts is back within a second. */
const RETRY_MS = { first: 300, longest: 5_000 }

/** The connection to the voice server. Once told to connect it comes back by itself, with growing pauses; what it says then is the session's business. */
export class VoiceSocket {
  readonly #socket: ReconnectingWebSocket

  constructor(url: string, events: SocketEvents) {
    this.#socket = new ReconnectingWebSocket(url, [], {
      minReconnectionDelay: RETRY_MS.first,
      maxReconnectionDelay: RETRY_MS.longest,
      reconnectionDelayGrowFactor: 1.6,
      // What could not be sent is stale by the time the connection is back, except typed text, which the session keeps.
      maxEnqueuedMessages: 0,
      startClosed: true,
    })
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.addEventListener('open', () => events.onOpen())
    this.#socket.addEventListener('close', () => events.onLost())
    this.#socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) events.onAudio(new Uint8Array(data))
      else if (typeof data === 'string') {
        const message = readServerMessage(data)
        if (message !== null) events.onMessage(message)
      }
    })
  }

  /** Begins to connect, and from then on to reconnect. */
  connect(): void {
    this.#socket.reconnect()
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Says something, if there is a connection. */
  send(message: ClientMessage): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message))
  }

  /** A frame of an utterance between `audio_begin` and `audio_end`. */
  sendAudio(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.isOpen) this.#socket.send(bytes)
  }

  /** Ends the connection for good. */
  close(): void {
    this.#socket.close()
  }
}
