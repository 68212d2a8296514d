// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { fixedPrebuffer } from './playout.ts'

const arrival = { receivedMs: 40, elapsedMs: 15, expectedMs: 3000, final: false }

it('asks for the same reserve however fast the reply arrives', () => {
  expect(fixedPrebuffer(100)(arrival)).toBe(100)
  expect(fixedPrebuffer(100)({ ...arrival, receivedMs: 2000, elapsedMs: 2900 })).toBe(100)
})

it('does not wait for more than there will ever be', () => {
  expect(fixedPrebuffer(100)({ ...arrival, final: true })).toBe(40)
})
