// SPDX-License-Identifier: Apache-2.0

import ReconnectingWebSocket from 'partysocket/ws'
import type { ClientMessage, ServerMessage } from '#core/protocol'
import { ComeBack } from './come-back.ts'
import { EventSocket } from './event-socket.ts'
import { readServerMessage } from './server-message.ts'

export interface SocketEvents {
  /** The connection is open; nothing has been sent yet. */
  onOpen(): void
  /** No WebSocket gets through, so it is plain HTTP; or one does again. Said when it changes. */
  onOverHttp(isOverHttp: boolean): void
  /** The connection is gone; another is being tried. */
  onLost(): void
  /** Several tries in a row came to nothing; more follow. */
  onUnreachable(): void
  /** The server gave this conversation to another connection, another tab say, so this one does not come back. */
  onTakenOver(): void
  onMessage(message: ServerMessage): void
  /** A frame of speech: mono s16le. */
  onAudio(bytes: Uint8Array): void
}

/** First and longest pause before another try. The first is short: a server that restarts is back within a second. */
const RETRY_MS = { first: 300, longest: 5_000 }

/** Failed tries in a row after which the customer is told: about eight seconds, in which any server has restarted. */
const PATIENCE = 7

/** WebSockets refused in a row, where none ever opened, after which plain HTTP is tried, if that gets through. */
const REFUSALS = 2

/** How long the server may take to say that it is there. */
const PROBE_MS = 2_000

/** The server's close code for "this session goes on over another connection". */
const TAKEN_OVER = 4_001

const HAS_WEBSOCKET = typeof WebSocket !== 'undefined'

/** The connection to the voice server, over plain HTTP where no WebSocket gets through. Once told to connect it comes back by itself, with growing pauses; what it says then is the session's business. */
export class VoiceSocket {
  readonly #socket: ReconnectingWebSocket
  readonly #comeBack = new ComeBack()
  #failedTries = 0
  #everWebSocket = false
  #overHttp = !HAS_WEBSOCKET
  #saidOverHttp = false
  /** Since the last loss. */
  #wasOpen = false

  constructor(url: string, events: SocketEvents) {
    const address = async () => {
      await this.#comeBack.whenDue()
      // In turn, as both may have been refused for another reason.
      if (!this.#everWebSocket && HAS_WEBSOCKET && this.#failedTries >= REFUSALS)
        this.#overHttp = !this.#overHttp && (await httpGetsThrough())
      return url
    }
    const isOverHttp = () => this.#overHttp
    /** Stands in for WebSocket where a new connection is made. */
    function Transport(address: string): WebSocket | EventSocket {
      return isOverHttp() ? new EventSocket('/events') : new WebSocket(address)
    }
    this.#socket = new ReconnectingWebSocket(address, [], {
      minReconnectionDelay: RETRY_MS.first,
      maxReconnectionDelay: RETRY_MS.longest,
      reconnectionDelayGrowFactor: 1.6,
      // What could not be sent is stale by the time the connection is back, except questions, which the session keeps.
      maxEnqueuedMessages: 0,
      startClosed: true,
      WebSocket: Transport,
      shouldReconnectOnClose: ({ code }) => code !== TAKEN_OVER,
    })
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.addEventListener('open', () => {
      this.#failedTries = 0
      if (!this.#overHttp) this.#everWebSocket = true
      if (this.#overHttp !== this.#saidOverHttp) events.onOverHttp(this.#overHttp)
      this.#saidOverHttp = this.#overHttp
      this.#wasOpen = true
      events.onOpen()
    })
    this.#socket.addEventListener('close', ({ code }) => {
      events.onLost()
      // What refused a WebSocket then may let one through now.
      if (this.#wasOpen) this.#overHttp = !HAS_WEBSOCKET
      this.#wasOpen = false
      if (code === TAKEN_OVER) events.onTakenOver()
      else if (++this.#failedTries === PATIENCE) events.onUnreachable()
    })
    this.#socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) events.onAudio(new Uint8Array(data))
      else if (typeof data === 'string') {
        const message = readServerMessage(data)
        if (message === null) return
        if (message.type === 'going_away') this.#comeBack.notBefore(message.retry_after_ms)
        events.onMessage(message)
      }
    })
  }

  /** Begins to connect, and from then on to reconnect. */
  connect(): void {
    window.addEventListener('online', this.#tryNow)
    this.#socket.reconnect()
  }

  get isOpen(): boolean {
    return this.#socket.readyState === ReconnectingWebSocket.OPEN
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
    window.removeEventListener('online', this.#tryNow)
    this.#comeBack.now()
    this.#socket.close()
  }

  /** The network is back: no need to wait out the pause. */
  readonly #tryNow = (): void => {
    if (!this.isOpen) this.#socket.reconnect()
  }
}

/** Is the server there, and only WebSockets are not? */
async function httpGetsThrough(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) })).ok
  } catch {
    return false
  }
}
