// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { cutAtPauses, isSilent } from './long-audio.ts'

const RATE = 16_000

/** A tone, silent in the given half seconds. */
function tone(seconds: number, pausesAtS: readonly number[]): Float32Array {
  const samples = Float32Array.from({ length: seconds * RATE }, (_, index) => 0.3 * Math.sin(index / 5))
  for (const at of pausesAtS) samples.fill(0, at * RATE, (at + 0.5) * RATE)
  return samples
}

test('what fits is heard whole', () => {
  const samples = tone(20, [5])
  expect(cutAtPauses(samples, RATE)).toEqual([{ start: 0, samples }])
})

test('a longer recording is cut in its pauses, and nothing is lost', () => {
  const stretches = cutAtPauses(tone(50, [3, 14, 30]), RATE)
  expect(stretches.length).toBe(3)
  expect(stretches[1]?.start).toBeGreaterThanOrEqual(14 * RATE)
  expect(stretches[1]?.start).toBeLessThanOrEqual(14.5 * RATE)
  expect(stretches.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(50 * RATE)
  for (const { samples } of stretches) expect(samples.length).toBeLessThanOrEqual(20 * RATE)
})

test('a recording without pauses is cut all the same', () => {
  expect(cutAtPauses(tone(70, []), RATE).every(({ samples }) => samples.length <= 20 * RATE)).toBe(true)
})

test('a quiet room is silent, one soft word is not', () => {
  const room = Float32Array.from({ length: RATE }, (_, index) => 0.0008 * Math.sin(index))
  expect(isSilent(room)).toBe(true)
  const word = room.slice()
  for (let at = 5_000; at < 9_000; at++) word[at] = 0.02 * Math.sin(at / 6)
  expect(isSilent(word)).toBe(false)
})
