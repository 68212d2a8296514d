// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { decodeS16le, encodeS16le } from '#core/pcm'
import { resample } from '#core/resample'
import { parseWav, writeWav } from '#core/wav'
import { tone } from '../test/model-double.ts'
import { beginUtterance } from './utterance.ts'

describe('a long WAV at another rate', () => {
  const RATE = 48_000
  const SECONDS = 60

  test('is resampled in slices, so that other sessions are served meanwhile', async () => {
    const pcm = tone(0, 2 * SECONDS * 1_000)
    const utterance = beginUtterance('wav', RATE)
    const file = writeWav(pcm, RATE)
    for (let at = 0; at < file.byteLength; at += 65_536) utterance.append(file.subarray(at, at + 65_536))

    const heldMs: number[] = []
    let isOver = false
    let at = performance.now()
    const look = () => {
      const now = performance.now()
      heldMs.push(now - at)
      at = now
      if (!isOver) setImmediate(look)
    }
    setImmediate(look)
    const wav = parseWav(await utterance.finish())
    isOver = true

    expect(heldMs.length, 'a turn for the others with every quarter of a second of speech').toBeGreaterThanOrEqual(
      4 * SECONDS - 1,
    )
    const median = heldMs.sort((a, b) => a - b)[Math.floor(heldMs.length / 2)]
    expect(median, 'ms for which the loop is held').toBeLessThan(20)
    expect(wav.sampleRate).toBe(16_000)
    const whole = encodeS16le(resample(decodeS16le(pcm), RATE, 16_000))
    expect(Buffer.from(wav.pcm).equals(Buffer.from(whole)), 'the same samples as in one go').toBe(true)
  })
})
