// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events'
import WebSocket from 'ws'

const UTTERANCE_MS = 400
const RATE = 16_000
const PATIENCE_MS = 15_000

/** One customer on the line, who lets the shop finish writing and then speaks into its reply. */
export class Caller {
  readonly #socket: WebSocket
  #onMessage: (message: { type: string; [key: string]: unknown }) => void = () => {}
  #onFrame: () => void = () => {}
  #onTrouble: (error: Error) => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#onFrame()
      else this.#onMessage(JSON.parse(String(data)))
    })
    socket.on('close', () => this.#onTrouble(new Error('the server hung up')))
  }

  /** Calls the shop: a new session. */
  static async dial(serverUrl: string): Promise<Caller> {
    const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/ws`)
    await once(socket, 'message')
    return new Caller(socket)
  }

  hangUp(): void {
    this.#socket.close()
  }

  /**
   * Says something, and interrupts the reply once it is written. Gives the milliseconds from the end of what was said
   * to the first frame of speech.
   */
  async takeTurn(): Promise<number> {
    let firstAudioMs: number | null = null
    await this.#until('graph_result', () => {
      this.#speak()
      const saidAt = performance.now()
      this.#onFrame = () => {
        firstAudioMs ??= performance.now() - saidAt
      }
    })
    if (firstAudioMs === null) throw new Error('the reply was written before anything of it was heard')
    await this.#until('tts_end', () => this.#send({ type: 'interrupt', played_ms: 400 }))
    return firstAudioMs
  }

  /** Does something and waits for a message of that type. */
  #until(type: string, act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`no ${type} within ${PATIENCE_MS} ms`)), PATIENCE_MS)
      this.#onTrouble = reject
      this.#onMessage = (message) => {
        if (message.type === 'error') reject(new Error(`${message.code}: ${message.error}`))
        if (message.type !== type) return
        clearTimeout(patience)
        resolve()
      }
      act()
    })
  }

  /** An utterance as the page streams it; the programmed recogniser does not listen to it. */
  #speak(): void {
    this.#send({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: RATE })
    const frame = new Uint8Array((RATE / 1_000) * 20 * 2).map((_, i) => (i % 2 === 1 ? 8 : 0))
    for (let ms = 0; ms < UTTERANCE_MS; ms += 20) this.#socket.send(frame)
    this.#send({ type: 'audio_end' })
  }

  #send(message: unknown): void {
    this.#socket.send(JSON.stringify(message))
  }
}
