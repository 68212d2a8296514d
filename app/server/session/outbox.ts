// SPDX-License-Identifier: Apache-2.0

import { pcmMs } from '#core/pcm'

/** The part of a connection that takes speech. */
export interface FrameSink {
  sendFrame(frame: Uint8Array): void
  /** Gathers frames until {@link FrameSink.uncork}, so that they leave in one system call. */
  cork(): void
  uncork(): void
  /** Bytes that wait in the socket. */
  readonly bufferedBytes: number
}

/** Short enough to be dropped at once, long enough not to drown the socket in headers. */
const FRAME_MS = 20

/**
 * Speech of one reply that was made and is not sent yet: chunks of any size in, frames of about 20 ms out. Frames are
 * views into the chunks; only a frame that straddles two is copied.
 */
export class Outbox {
  readonly #sink: FrameSink
  readonly #frameBytes: number
  readonly #chunks: Uint8Array[] = []
  #head = 0
  #queuedBytes = 0
  #sentBytes = 0
  /** Up to here a frame may be shorter, because what follows is not there yet. */
  #flushTo = 0

  constructor(
    sink: FrameSink,
    readonly sampleRate: number,
  ) {
    this.#sink = sink
    this.#frameBytes = Math.round((sampleRate * FRAME_MS) / 1_000) * 2
  }

  get queuedMs(): number {
    return pcmMs(this.#queuedBytes, this.sampleRate)
  }

  get sentMs(): number {
    return pcmMs(this.#sentBytes, this.sampleRate)
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#queuedBytes += chunk.byteLength
  }

  /** A sentence is whole: its last frame need not wait for the next sentence. */
  flush(): void {
    this.#flushTo = this.#sentBytes + this.#queuedBytes
  }

  clear(): void {
    this.#chunks.length = 0
    this.#head = 0
    this.#queuedBytes = 0
  }

  /** Sends frames as long as the reply has not got to `limitMs` and the socket holds at most `socketBytes`. */
  pump(limitMs: number, socketBytes: number): void {
    const limitBytes = (limitMs / 1_000) * this.sampleRate * 2
    if (this.#queuedBytes === 0 || this.#sentBytes >= limitBytes) return
    let roomBytes = socketBytes - this.#sink.bufferedBytes
    this.#sink.cork()
    while (this.#sentBytes < limitBytes && roomBytes >= 0) {
      const frame = this.#take()
      if (frame === null) break
      this.#sentBytes += frame.byteLength
      this.#queuedBytes -= frame.byteLength
      roomBytes -= frame.byteLength
      this.#sink.sendFrame(frame)
    }
    this.#sink.uncork()
  }

  #take(): Uint8Array | null {
    const size = this.#queuedBytes >= this.#frameBytes ? this.#frameBytes : this.#rest()
    const first = this.#chunks[0]
    if (size === 0 || first === undefined) return null
    if (first.byteLength - this.#head >= size) {
      const frame = first.subarray(this.#head, this.#head + size)
      this.#skip(size)
      return frame
    }
    const frame = Buffer.allocUnsafe(size)
    for (let filled = 0; filled < size; ) {
      const chunk = this.#chunks[0]
      if (chunk === undefined) break
      const count = Math.min(size - filled, chunk.byteLength - this.#head)
      frame.set(chunk.subarray(this.#head, this.#head + count), filled)
      this.#skip(count)
      filled += count
    }
    return frame
  }

  #skip(bytes: number): void {
    this.#head += bytes
    if (this.#head === this.#chunks[0]?.byteLength) {
      this.#chunks.shift()
      this.#head = 0
    }
  }

  #rest(): number {
    return this.#flushTo > this.#sentBytes ? this.#queuedBytes : 0
  }
}
