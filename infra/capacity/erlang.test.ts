// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { erlangC, replicasFor, waitChance } from './erlang.ts'
import { randomSource } from './test/random.ts'

/** By the definition, with factorials. */
function byDefinition(lanes: number, offered: number): number {
  let term = 1
  let sum = 0
  for (let k = 0; k < lanes; k += 1) {
    sum += term
    term *= offered / (k + 1)
  }
  const queue = term * (lanes / (lanes - offered))
  return queue / (sum + queue)
}

describe('Erlang C', () => {
  it('is the load itself for one lane', () => {
    for (const load of [0.1, 0.5, 0.9]) expect(erlangC(1, load)).toBeCloseTo(load, 12)
  })

  it('agrees with its definition', () => {
    for (const [lanes, offered] of [
      [2, 1],
      [5, 3.2],
      [10, 9.5],
      [40, 30],
      [100, 88],
    ] as const)
      expect(erlangC(lanes, offered)).toBeCloseTo(byDefinition(lanes, offered), 10)
  })

  it('has the values of the published tables: C(2, 1) = 1/3', () => {
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12)
    expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 12)
  })

  it('knows the ends: no load never waits, too much always does', () => {
    expect(erlangC(3, 0)).toBe(0)
    expect(erlangC(3, 3)).toBe(1)
    expect(erlangC(2_000, 1_900)).toBeGreaterThan(0)
  })

  it('agrees with a simulated queue', () => {
    const [lanes, offered, random] = [4, 2.6, randomSource(7)]
    const free = Array.from({ length: lanes }, () => 0)
    let [now, waited] = [0, 0]
    const requests = 200_000
    for (let i = 0; i < requests; i += 1) {
      now += -Math.log(1 - random()) / offered
      free.sort((a, b) => a - b)
      const start = Math.max(now, free[0] ?? 0)
      if (start > now) waited += 1
      free[0] = start - Math.log(1 - random())
    }
    expect(waited / requests).toBeCloseTo(erlangC(lanes, offered), 1.6)
  })
})

describe('replicas', () => {
  it('are the fewest below the bound', () => {
    const random = randomSource(3)
    for (let i = 0; i < 300; i += 1) {
      const offer = {
        offered: random() * 40,
        lanesEach: 1 + Math.floor(random() * 6),
        population: 1 + Math.floor(random() * 200),
      }
      const bound = 0.01 + random() * 0.3
      const replicas = replicasFor(offer, bound)
      expect(waitChance(replicas, offer)).toBeLessThan(bound)
      if (replicas > 1) expect(waitChance(replicas - 1, offer)).toBeGreaterThanOrEqual(bound)
    }
  })

  it('are never more than one lane for each attendee', () => {
    expect(replicasFor({ offered: 500, lanesEach: 1, population: 6 }, 0.001)).toBe(6)
  })
})
