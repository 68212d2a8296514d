// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { ArrivalRate } from './arrival-rate.ts'

/** 20 ms frames of a model of this speed, for a listener who plays at once and is never sent more than `leadMs` ahead. */
function arrival(genX: number, seconds: number, leadMs = 4_000): ArrivalRate {
  const rate = new ArrivalRate()
  for (let sentMs = 20; sentMs <= seconds * 1000; sentMs += 20) {
    const atMs = Math.max(sentMs / genX, sentMs - leadMs)
    rate.received(20, sentMs - atMs, atMs)
  }
  return rate
}

it.each([0.78, 1, 1.95, 2.5])('tells a gen-x of %s within two percent', (genX) => {
  expect(arrival(genX, 6).genX).toBeCloseTo(genX, 1)
})

it('says nothing before there is anything to say', () => {
  expect(new ArrivalRate().genX).toBeNull()
  expect(arrival(1, 0.1).genX).toBeNull()
})

it('does not take the listener for the model once the stream is held back', () => {
  expect(arrival(8, 20).genX).toBeGreaterThan(7.5)
  expect(arrival(30, 20).genX).not.toBeNull()
})

it('shows what the server measured once the stream is held back, and not before', () => {
  const early = arrival(3, 1)
  early.measured(2.5)
  expect(early.genX).toBeCloseTo(3, 1)
  const late = arrival(8, 20)
  late.measured(7.9)
  expect(late.genX).toBe(7.9)
})

it('is right from the second burst on when speech comes in bursts, each of them handed over in pieces', () => {
  const rate = new ArrivalRate()
  for (let frame = 0; frame < 20; frame++) rate.received(20, 0, Math.floor(frame / 10) * 256 + (frame % 10) * 2)
  expect(rate.genX).toBeCloseTo(200 / 256, 1)
})
