// SPDX-License-Identifier: Apache-2.0

import { type IncomingMessage, request } from 'node:http'
import { onTestFinished } from 'vitest'
import type { ServerMessage } from '#core'

/** One server-sent event. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** A client of the voice server over plain HTTP, for where no WebSocket gets through. */
export class EventClient {
  readonly events: StreamEvent[] = []
  isEnded = false
  readonly #url: string
  readonly stream: IncomingMessage
  #rest = ''

  private constructor(url: string, stream: IncomingMessage) {
    this.#url = url
    this.stream = stream
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => this.#read(text))
    stream.on('close', () => {
      this.isEnded = true
    })
    stream.on('error', () => {})
  }

  /** Opens the stream, whatever comes of it. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${url}/events`, { headers, agent: false }, resolve)
      asked.once('error', reject)
      asked.end()
    })
    onTestFinished(() => {
      stream.destroy()
    })
    return new EventClient(url, stream)
  }

  /** Opens the stream, and waits for the greeting. */
  static async connect(url: string): Promise<EventClient> {
    const client = await EventClient.open(url)
    await client.next('guardrails_available')
    return client
  }

  get id(): string {
    const first = this.events[0]
    if (first?.event !== 'connection') throw new Error('The first event does not name the connection.')
    return JSON.parse(first.data).connection_id
  }

  get messages(): ServerMessage[] {
    return this.events.filter(({ event }) => event === 'message').map(({ data }) => JSON.parse(data))
  }

  /** All speech, decoded. */
  get audio(): Buffer {
    const frames = this.events.filter(({ event }) => event === 'audio')
    return Buffer.concat(frames.map(({ data }) => Buffer.from(data, 'base64')))
  }

  /** Says something: JSON, or audio. */
  say(
    message: object | string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    id = this.id,
  ): Promise<Response> {
    const isAudio = message instanceof Uint8Array
    const type: Record<string, string> = isAudio ? { 'content-type': 'application/octet-stream' } : {}
    const body = isAudio || typeof message === 'string' ? message : JSON.stringify(message)
    return fetch(`${this.#url}/events/${id}`, { method: 'POST', headers: { ...type, ...headers }, body })
  }

  async ask<Type extends ServerMessage['type']>(message: object | string, type: Type) {
    const before = this.#all(type).length
    await this.say(message)
    return this.next(type, before)
  }

  /** The message of this type after the first `before` of them. */
  async next<Type extends ServerMessage['type']>(type: Type, before = 0) {
    await this.until(() => this.#all(type).length > before, type)
    const message = this.#all(type)[before]
    if (message === undefined) throw new Error(`no ${type}`)
    return message
  }

  async until(holds: () => boolean, what = 'it', withinMs = 8_000): Promise<void> {
    const deadline = performance.now() + withinMs
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(`${what} did not come within ${withinMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #all<Type extends ServerMessage['type']>(type: Type) {
    return this.messages.filter(
      (message): message is Extract<ServerMessage, { readonly type: Type }> => message.type === type,
    )
  }

  #read(text: string): void {
    const blocks = (this.#rest + text).split('\n\n')
    this.#rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]))
      this.events.push({ event: fields.get('event') ?? 'message', data: fields.get('data') ?? '' })
    }
  }
}
