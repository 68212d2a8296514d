// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { Resampler, resample } from './resample.ts'

const sine = (hz: number, rate: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))

/** Root mean square without the first and last 10 ms, where the signal starts and stops. */
function rms(samples: Float32Array, rate: number): number {
  const edge = rate / 100
  const body = samples.subarray(edge, -edge)
  return Math.sqrt(body.reduce((sum, sample) => sum + sample * sample, 0) / body.length)
}
const decibels = (ratio: number) => 20 * Math.log10(ratio)

/** Every pair of rates the kit meets: microphones, Flite to 24 kHz, speech to whatever the sound card insists on. */
const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [16_000, 24_000],
  [8_000, 24_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [22_050, 24_000],
  [24_000, 24_000],
] as const

describe.each(PAIRS)('from %i to %i Hz', (from, to) => {
  const lowNyquist = Math.min(from, to) / 2

  it('a tone of the pass band comes out as the same tone, at the same time', () => {
    for (const hz of [100, lowNyquist / 4, lowNyquist * 0.85]) {
      const out = resample(sine(hz, from, from / 5), from, to)
      const expected = sine(hz, to, out.length)
      const difference = out.map((sample, i) => sample - (expected[i] ?? 0))
      expect(decibels(rms(difference, to) / rms(expected, to)), `${hz} Hz`).toBeLessThan(-55)
    }
  })

  it('the same samples come out however the input is cut', () => {
    const input = sine(440, from, 4000)
    const whole = resample(input, from, to)
    for (const size of [1, 7, 128, 961, 3999]) {
      const resampler = new Resampler(from, to)
      const parts: number[] = []
      for (let at = 0; at < input.length; at += size) parts.push(...resampler.process(input.subarray(at, at + size)))
      parts.push(...resampler.flush())
      expect(Float32Array.from(parts), `chunks of ${size}`).toEqual(whole)
    }
  })

  it('lasts as long as before', () => {
    for (const count of [0, 1, 100, 12_345]) {
      expect(resample(new Float32Array(count), from, to).length).toBe(Math.ceil((count * to) / from))
    }
  })

  it('silence stays silence and a constant stays that constant', () => {
    const out = resample(new Float32Array(4000).fill(0.5), from, to)
    const middle = out.subarray(out.length / 4, out.length / 2)
    expect(Math.max(...middle)).toBeCloseTo(0.5, 5)
    expect(Math.min(...middle)).toBeCloseTo(0.5, 5)
    expect(resample(new Float32Array(500), from, to).every((sample) => sample === 0)).toBe(true)
  })

  it('never writes more than it says it could', () => {
    const resampler = new Resampler(from, to)
    for (const count of [0, 1, 128, 5000]) {
      expect(resampler.process(new Float32Array(count)).length).toBeLessThanOrEqual(resampler.outputBound(count))
    }
  })
})

describe.each(PAIRS.filter(([from, to]) => from > to))('down from %i to %i Hz', (from, to) => {
  const lowNyquist = to / 2

  it('what the lower rate cannot carry is removed, not folded back', () => {
    for (const hz of [lowNyquist * 1.01, lowNyquist * 1.2, from * 0.45]) {
      const out = resample(sine(hz, from, from / 5), from, to)
      expect(decibels(rms(out, to) * Math.SQRT2), `${hz} Hz`).toBeLessThan(-60)
    }
  })
})

describe.each(PAIRS.filter(([from, to]) => from < to))('up from %i to %i Hz', (from, to) => {
  const lowNyquist = from / 2

  it('raising the rate adds no image of the tone above the old Nyquist frequency', () => {
    const hz = lowNyquist * 0.8
    const out = resample(sine(hz, from, from / 5), from, to)
    const image = sine(from - hz, to, out.length)
    const correlation = out.reduce((sum, sample, i) => sum + sample * (image[i] ?? 0), 0) / (out.length / 2)
    expect(decibels(Math.abs(correlation))).toBeLessThan(-55)
  })
})

describe('a resampler', () => {
  it('starts afresh after a flush', () => {
    const resampler = new Resampler(48_000, 16_000)
    const first = [...resampler.process(sine(300, 48_000, 960)), ...resampler.flush()]
    const second = [...resampler.process(sine(300, 48_000, 960)), ...resampler.flush()]
    expect(second).toEqual(first)
  })

  it('refuses rates that are none', () => {
    expect(() => new Resampler(0, 16_000)).toThrow('not 0 and 16000')
    expect(() => new Resampler(44_100, 16_000.5)).toThrow('not 44100 and 16000.5')
  })
})
