// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { leadLimitMs, SEND_LEAD, SYNTHESIS_LEAD } from './credit.ts'

describe('how far ahead of the listener speech may be', () => {
  test('a listener who plays is a fixed lead behind', () => {
    expect(leadLimitMs(SEND_LEAD, { playedMs: 10_000, waitedMs: 0 })).toBe(14_000)
  })

  test('more is made than sent, so that a sentence never starts late', () => {
    const position = { playedMs: 500, waitedMs: 0 }
    expect(leadLimitMs(SYNTHESIS_LEAD, position)).toBeGreaterThan(leadLimitMs(SEND_LEAD, position))
  })

  test('a player that waits is granted real time, up to a bound', () => {
    expect(leadLimitMs(SEND_LEAD, { playedMs: 0, waitedMs: 0 })).toBe(4_000)
    expect(leadLimitMs(SEND_LEAD, { playedMs: 0, waitedMs: 5_000 })).toBe(9_000)
    expect(leadLimitMs(SEND_LEAD, { playedMs: 0, waitedMs: 1e9 })).toBe(SEND_LEAD.mostMs)
  })

  test.each([0.3, 0.5, 0.78, 0.95])('at gen-x %d credit never keeps from a waiting player what was made', (genX) => {
    for (let waitedMs = 0; genX * waitedMs < SEND_LEAD.mostMs; waitedMs += 100) {
      expect(leadLimitMs(SEND_LEAD, { playedMs: 0, waitedMs })).toBeGreaterThanOrEqual(genX * waitedMs)
    }
  })
})
