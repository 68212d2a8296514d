// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { ReplyLength } from './reply-length.ts'

/** Milliseconds as Flite's `slt` spoke them, pause included. */
const SPOKEN: readonly (readonly [string, number])[] = [
  ['That comes to $19.74.', 3280],
  ['I took off three extra large Margherita with no tomatoes.', 3348],
  ['I have added one medium Vegetarian, two small Spinach and Mushroom and five small Meat Lovers.', 5607],
  ['$100.18 to pay.', 2770],
  ['The total is $34.98.', 3081],
  ['It is five large Hawaiian with sausage now.', 2617],
  ['That comes to $103.94.', 3473],
  ['That comes to $125.92.', 3870],
  ['$58.71 to pay.', 2953],
  ['I have added one small BBQ Chicken.', 2319],
  ['That comes to $28.98.', 3086],
  ['That comes to $51.72.', 3285],
  ['What size would you like for the five Meat Lovers?', 3045],
  ['It is five large BBQ Chicken now.', 2424],
  ['You have two extra large Meat Lovers, four extra large Hawaiian and six medium Meat Lovers with no bacon.', 6467],
  ['$213.12 to pay.', 2970],
  ['The prices are the ones on our menu, and I cannot change them.', 4167],
  ['That comes to $159.90.', 3706],
  ['I have added one large Hawaiian with extra cheese and onions.', 3400],
  ['That comes to $19.98.', 3072],
]

/** How far replies of three sentences are off: mean and standard deviation of measured ÷ expected − 1. */
function misses(length: ReplyLength, scale: number): { bias: number; sd: number } {
  const off: number[] = []
  for (let i = 0; i + 3 <= SPOKEN.length; i++) {
    const reply = SPOKEN.slice(i, i + 3)
    const measured = reply.reduce((sum, [, ms]) => sum + ms * scale, 0)
    off.push(measured / reply.reduce((sum, [text]) => sum + length.sentenceMs(text), 0) - 1)
  }
  const bias = off.reduce((a, b) => a + b, 0) / off.length
  return { bias, sd: Math.sqrt(off.reduce((sum, x) => sum + (x - bias) ** 2, 0) / off.length) }
}

describe('the length of a reply', () => {
  it('is met within 6 % over three sentences, prices and numbers among them', () => {
    const { bias, sd } = misses(new ReplyLength(), 1)
    expect(Math.abs(bias)).toBeLessThan(0.03)
    expect(sd).toBeLessThan(0.06)
  })

  it.each([0.7, 0.85, 1.25])('follows a voice whose sentences are %d times as long after four of them', (scale) => {
    const length = new ReplyLength()
    expect(Math.abs(misses(length, scale).bias)).toBeGreaterThan(0.12)
    for (const [text, ms] of SPOKEN.slice(0, 4)) length.measured(text, ms * scale)
    const { bias, sd } = misses(length, scale)
    expect(Math.abs(bias)).toBeLessThan(0.05)
    expect(sd).toBeLessThan(0.07)
  })

  it('is not thrown off by a sentence that babbled, was cut off, or has no words', () => {
    const length = new ReplyLength()
    for (const [text, ms] of SPOKEN) length.measured(text, ms)
    const before = length.sentenceMs('That comes to $15.24.')
    length.measured('Anything else?', 60_000)
    length.measured('Anything else?', 0)
    length.measured('', 500)
    length.measured('Anything else?', Number.NaN)
    expect(length.sentenceMs('That comes to $15.24.') / before).toBeCloseTo(1, 1)
  })

  it('of nothing is nothing', () => expect(new ReplyLength().sentenceMs(' ')).toBe(0))
})
