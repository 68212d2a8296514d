// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { placeOnScale, readableGenX, zoneOf } from './gen-x-scale.ts'

it('puts half and double speed equally far from real time', () => {
  expect(placeOnScale(1) - placeOnScale(0.5)).toBeCloseTo(placeOnScale(2) - placeOnScale(1))
})

it('keeps what is off the scale at its end', () => {
  expect([placeOnScale(0), placeOnScale(0.1), placeOnScale(8), placeOnScale(40)]).toEqual([0, 0, 1, 1])
})

it('changes its mind at the thresholds', () => {
  expect([0.78, 0.999, 1, 1.95, 2, 14].map(zoneOf)).toEqual(['gaps', 'gaps', 'close', 'close', 'fine', 'fine'])
})

it('shows as many digits as mean something', () => {
  expect([0.78, 2, 14.42].map(readableGenX)).toEqual(['0.78×', '2.00×', '14.4×'])
})
