// SPDX-License-Identifier: Apache-2.0

import { onTestFinished } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import type { ServerMessage } from '#core'

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { readonly type: Type }>

/** A client of the voice server that keeps everything it is sent, in order. */
export class VoiceClient {
  readonly socket: WebSocket
  /** Messages and binary frames, as they came. */
  readonly received: (ServerMessage | Buffer)[] = []
  /** When each of them came, `performance.now()`. */
  readonly at: number[] = []
  closed: { code: number; reason: string } | null = null
  #arrivals: (() => void)[] = []

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      this.received.push(isBinary ? data : JSON.parse(data.toString('utf8')))
      this.at.push(performance.now())
      this.#wake()
    })
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
      this.#wake()
    })
    socket.on('error', () => {})
  }

  /** Connects, and waits for the greeting. */
  static async connect(url: string, path = '/ws', options: ClientOptions = {}): Promise<VoiceClient> {
    const client = new VoiceClient(new WebSocket(url.replace(/^http/, 'ws') + path, options))
    onTestFinished(() => client.socket.terminate())
    await new Promise<void>((resolve, reject) => {
      client.socket.once('open', resolve)
      client.socket.once('error', reject)
    })
    await client.next('guardrails_available')
    return client
  }

  get messages(): ServerMessage[] {
    return this.received.filter((entry): entry is ServerMessage => !Buffer.isBuffer(entry))
  }

  get types(): string[] {
    return this.messages.map(({ type }) => type)
  }

  all<Type extends ServerMessage['type']>(type: Type): Message<Type>[] {
    return this.messages.filter((message): message is Message<Type> => message.type === type)
  }

  /** Speech of one turn, between its `tts_begin` and `tts_end`. */
  audio(turnId: string): Buffer {
    const frames: Buffer[] = []
    let isOurs = false
    for (const entry of this.received) {
      if (Buffer.isBuffer(entry)) {
        if (isOurs) frames.push(entry)
      } else if (entry.type === 'tts_begin') isOurs = entry.turn_id === turnId
      else if (entry.type === 'tts_end') isOurs = false
    }
    return Buffer.concat(frames)
  }

  get frameCount(): number {
    return this.received.filter(Buffer.isBuffer).length
  }

  send(message: object | string | Uint8Array): void {
    this.socket.send(message instanceof Uint8Array || typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Says something and gives the `count`-th message of a type that comes after it. */
  async ask<Type extends ServerMessage['type']>(message: object | string, type: Type): Promise<Message<Type>> {
    const before = this.all(type).length
    this.send(message)
    return this.next(type, before)
  }

  /** The message of this type after the first `before` of them. */
  async next<Type extends ServerMessage['type']>(type: Type, before = 0, withinMs = 8_000): Promise<Message<Type>> {
    await this.until(() => this.all(type).length > before, withinMs, type)
    const message = this.all(type)[before]
    if (message === undefined) throw new Error(`no ${type}`)
    return message
  }

  /** Waits until something holds; looks again whenever something arrives. */
  async until(holds: () => boolean, withinMs = 8_000, what = 'it'): Promise<void> {
    const deadline = performance.now() + withinMs
    while (!holds()) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) throw new Error(`${what} did not come within ${withinMs} ms; came: ${this.types.join(' ')}`)
      await new Promise<void>((resolve) => {
        this.#arrivals.push(resolve)
        setTimeout(resolve, Math.min(leftMs, 20))
      })
    }
  }

  #wake(): void {
    const arrivals = this.#arrivals
    this.#arrivals = []
    for (const wake of arrivals) wake()
  }
}
