// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

const RATE = 24_000
const FRAME_BYTES = 960
const ROOM = 1e9

function sink() {
  const frames: Uint8Array[] = []
  return { frames, bufferedBytes: 0, cork() {}, uncork() {}, sendFrame: (frame: Uint8Array) => frames.push(frame) }
}

/** Bytes that tell where they belong. */
const counted = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => (from + i) % 251)

describe('chunks of any size in, frames of 20 ms out', () => {
  test.each([2, 14, 640, 958, 960, 962, 4_096, 9_600])('chunks of %i bytes', (size) => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    const totalBytes = 48_000
    for (let at = 0; at < totalBytes; at += size) {
      outbox.push(counted(at, Math.min(size, totalBytes - at)))
      outbox.pump(Number.POSITIVE_INFINITY, ROOM)
    }
    outbox.flush()
    outbox.pump(Number.POSITIVE_INFINITY, ROOM)
    expect(Buffer.concat(to.frames).equals(Buffer.from(counted(0, totalBytes)))).toBe(true)
    expect(to.frames.slice(0, -1).every(({ length }) => length === FRAME_BYTES)).toBe(true)
    expect(outbox.sentMs).toBe(1_000)
    expect(outbox.queuedMs).toBe(0)
  })

  test('what is less than a frame waits, until the sentence is whole', () => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    outbox.push(counted(0, FRAME_BYTES + 100))
    outbox.pump(1_000, ROOM)
    expect(to.frames).toHaveLength(1)
    outbox.flush()
    outbox.pump(1_000, ROOM)
    expect(to.frames.at(-1)).toHaveLength(100)
  })

  test('a frame that lies in one chunk is a view, not a copy', () => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    const chunk = counted(0, 4 * FRAME_BYTES)
    outbox.push(chunk)
    outbox.pump(1_000, ROOM)
    expect(to.frames.every(({ buffer }) => buffer === chunk.buffer)).toBe(true)
  })
})

describe('limits', () => {
  test('no frame begins beyond the listener’s lead', () => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    outbox.push(counted(0, 48_000))
    outbox.pump(100, ROOM)
    expect(outbox.sentMs).toBe(100)
    outbox.pump(110, ROOM)
    expect(outbox.sentMs).toBe(120)
  })

  test('nor into a socket that is full', () => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    outbox.push(counted(0, 48_000))
    to.bufferedBytes = 501
    outbox.pump(1_000, 500)
    expect(to.frames).toEqual([])
  })

  test('what was cleared is never sent', () => {
    const to = sink()
    const outbox = new Outbox(to, RATE)
    outbox.push(counted(0, 5_000))
    outbox.pump(20, ROOM)
    outbox.clear()
    outbox.push(counted(7, FRAME_BYTES))
    outbox.pump(1_000, ROOM)
    expect(to.frames).toHaveLength(2)
    expect(to.frames[1]).toEqual(counted(7, FRAME_BYTES))
  })
})
