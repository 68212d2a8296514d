// SPDX-License-Identifier: Apache-2.0

import { writeWav } from '#core/wav'

/** Speech kept for download: 16 MB are five and a half minutes at 24 kHz, the last twenty or thirty replies. */
const MOST_BYTES = 16_000_000

interface Recording {
  readonly sampleRate: number
  pieces: Uint8Array[]
  bytes: number
}

/** The replies as they came from the server, newest last; the oldest make room for new ones. */
export class RecordedReplies {
  readonly #mostBytes: number
  readonly #replies = new Map<string, Recording>()
  #bytes = 0

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes
  }

  /** Turns whose reply can be had. */
  get turnIds(): readonly string[] {
    return [...this.#replies.keys()].filter((turnId) => (this.#replies.get(turnId)?.bytes ?? 0) > 0)
  }

  begin(turnId: string, sampleRate: number): void {
    this.#drop(turnId)
    this.#replies.set(turnId, { sampleRate, pieces: [], bytes: 0 })
  }

  /** Mono s16le of a reply that has begun. What belongs to none is ignored. */
  push(turnId: string, piece: Uint8Array): void {
    const reply = this.#replies.get(turnId)
    if (reply === undefined) return
    reply.pieces.push(piece)
    reply.bytes += piece.byteLength
    this.#bytes += piece.byteLength
    for (const oldest of this.#replies.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.#drop(oldest)
    }
  }

  /** The whole file, or null if it is no longer kept. */
  wav(turnId: string): Uint8Array<ArrayBuffer> | null {
    const reply = this.#replies.get(turnId)
    if (reply === undefined || reply.bytes === 0) return null
    const pcm = new Uint8Array(reply.bytes)
    let at = 0
    for (const piece of reply.pieces) {
      pcm.set(piece, at)
      at += piece.byteLength
    }
    // One piece from now on instead of fifty for each second.
    reply.pieces = [pcm]
    return new Uint8Array(writeWav(pcm, reply.sampleRate))
  }

  clear(): void {
    this.#replies.clear()
    this.#bytes = 0
  }

  #drop(turnId: string): void {
    this.#bytes -= this.#replies.get(turnId)?.bytes ?? 0
    this.#replies.delete(turnId)
  }
}
