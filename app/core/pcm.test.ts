// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { decodeS16le, encodeS16le, pcmMs } from './pcm.ts'

describe('s16le', () => {
  it('survives a round trip for every one of its 65,536 values', () => {
    const all = new Uint8Array(new Int16Array(65_536).map((_, i) => i - 32_768).buffer)
    expect(encodeS16le(decodeS16le(all))).toEqual(all)
  })

  it('is little-endian', () => {
    expect([...encodeS16le(Float32Array.of(1 / 32_768, -1))]).toEqual([1, 0, 0, 0x80])
  })

  it('clips what is too loud instead of wrapping around', () => {
    expect([...decodeS16le(encodeS16le(Float32Array.of(1, 3, -3)))]).toEqual([32_767 / 32_768, 32_767 / 32_768, -1])
  })

  it('reads bytes at an odd offset of a larger buffer, as sockets hand them out', () => {
    const bytes = Uint8Array.of(9, 0, 0x40, 0, 0xc0).subarray(1)
    expect([...decodeS16le(bytes)]).toEqual([0.5, -0.5])
  })

  it('leaves out half a sample at the end', () => {
    expect([...decodeS16le(Uint8Array.of(0, 0x40, 7))]).toEqual([0.5])
  })

  it('decodes into memory that is already there', () => {
    const target = new Float32Array(4)
    const samples = decodeS16le(Uint8Array.of(0, 0x40), target)
    expect([...samples]).toEqual([0.5])
    expect(samples.buffer).toBe(target.buffer)
  })

  it('says how long it lasts', () => {
    expect(pcmMs(48_000, 24_000)).toBe(1000)
  })
})
