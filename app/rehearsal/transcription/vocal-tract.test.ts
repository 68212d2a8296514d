// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { slowed, slowingFor } from './vocal-tract.ts'

const RATE = 16_000

/** A second of a vowel: pulses of the voice, through a mouth that rings at 700 Hz. */
function vowel(pitchHz: number): Float32Array {
  const samples = new Float32Array(RATE)
  const period = Math.round(RATE / pitchHz)
  for (let index = 0; index < samples.length; index++) {
    const since = index % period
    samples[index] = 0.3 * Math.exp(-since / 60) * Math.sin((2 * Math.PI * 700 * since) / RATE)
  }
  return samples
}

test.each([
  ['a low voice as it is', 100, 1],
  ['a high voice as from a longer throat', 190, 1.18],
])('%s', (_name, pitchHz, slowing) => {
  expect(slowingFor(vowel(pitchHz))).toBe(slowing)
})

test('what has no pitch is left as it is', () => {
  expect(slowingFor(new Float32Array(RATE))).toBe(1)
  expect(slowingFor(Float32Array.from({ length: RATE }, (_, index) => 0.2 * Math.sin(index * index)))).toBe(1)
})

test('slowing lengthens by its factor', () => {
  expect(slowed(vowel(190), 1.18).length).toBeCloseTo(1.18 * RATE, -2)
  const samples = vowel(100)
  expect(slowed(samples, 1)).toBe(samples)
})
