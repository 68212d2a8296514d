// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { encodeS16le } from '#core/pcm'
import { writeWav } from '#core/wav'
import { readRecording } from './recording.ts'

const SPEECH = encodeS16le(Float32Array.from({ length: 1600 }, (_, i) => Math.sin(i / 10) / 2))
const refuse = () => Promise.reject(new Error('not this'))
const file = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)])

describe('a recording', () => {
  it.each([8_000, 16_000, 44_100, 48_000])('mono, 16 bit, %i Hz goes as it is', async (rate) => {
    expect(await readRecording(file(writeWav(SPEECH, rate)), refuse)).toEqual({ pcm: SPEECH, sampleRate: rate })
  })

  it('of another kind is converted by the browser', async () => {
    const stereo = writeWav(SPEECH, 16_000)
    new DataView(stereo.buffer).setUint16(22, 2, true)
    const recording = await readRecording(file(stereo), async () => Float32Array.of(0, 0.5))
    expect(recording).toEqual({ pcm: encodeS16le(Float32Array.of(0, 0.5)), sampleRate: 16_000 })
  })

  it.each([
    ['empty', new Uint8Array(0), 'empty', /empty/],
    ['a text', new TextEncoder().encode('this is no recording'), 'not_audio', /not a WAV file/],
    ['without samples', writeWav(new Uint8Array(0), 16_000), 'empty', /no samples/],
    ['cut off', writeWav(SPEECH, 16_000).subarray(0, 1000), 'not_audio', /cut off/],
    ['too long', writeWav(new Uint8Array(12_000_002), 16_000), 'too_long', /6 minutes/],
  ])('that is %s is refused in words', async (_what, bytes, code, words) => {
    await expect(readRecording(file(bytes), refuse)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    })
  })

  it('that is huge is not even read', async () => {
    const arrayBuffer = () => Promise.reject(new Error('was read'))
    await expect(readRecording({ size: 70e6, arrayBuffer }, refuse)).rejects.toMatchObject({ code: 'too_large' })
  })
})
