// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import {
  FOUR_BY_THREE,
  kindsOf,
  legalMixes,
  type MigGeometry,
  type Mix,
  maximalMixes,
  place,
  SEVEN_OF_EIGHT,
  type SliceKind,
} from '#gpu'
import { fewestGpus } from './cover.ts'
import { randomSource } from './test/random.ts'

/** The fewest GPUs by looking at everything: every legal mix as the next GPU, for every demand below this one. */
function exhaustive(legal: readonly Mix[]): (demand: Mix) => number {
  const known = new Map<string, number>()
  const fewest = (demand: Mix): number => {
    if (demand.every((count) => count === 0)) return 0
    const found = known.get(demand.join())
    if (found !== undefined) return found
    let best = Number.POSITIVE_INFINITY
    for (const mix of legal) {
      if (mix.every((count) => count === 0) || mix.some((count, i) => count > (demand[i] ?? 0))) continue
      best = Math.min(best, 1 + fewest(demand.map((count, i) => count - (mix[i] ?? 0))))
    }
    known.set(demand.join(), best)
    return best
  }
  return fewest
}

function holds(geometry: MigGeometry, kinds: readonly SliceKind[], demand: Mix): { gpus: number; lowerBound: number } {
  const { gpus, lowerBound } = fewestGpus(maximalMixes(geometry, kinds), demand)
  for (const mix of gpus) expect(place(geometry, kindsOf(kinds, mix)), `${kinds}: ${mix}`).not.toBeNull()
  kinds.forEach((kind, i) => {
    expect(
      gpus.reduce((sum, mix) => sum + (mix[i] ?? 0), 0),
      `${kind} of ${demand}`,
    ).toBe(demand[i])
  })
  expect(gpus.length).toBeGreaterThanOrEqual(lowerBound)
  return { gpus: gpus.length, lowerBound }
}

const SETS: readonly (readonly [MigGeometry, SliceKind[], number])[] = [
  [SEVEN_OF_EIGHT, ['2g', '1g'], 9],
  [SEVEN_OF_EIGHT, ['3g', '2g', '1g'], 5],
  [SEVEN_OF_EIGHT, ['4g', '3g', '2g', '1g-double'], 3],
  [SEVEN_OF_EIGHT, ['7g', '4g', '3g', '2g', '1g-double', '1g'], 1],
  [FOUR_BY_THREE, ['4g', '2g', '1g'], 5],
]

describe('slices on the fewest GPUs', () => {
  it.each(SETS)('is the optimum of exhaustive search (%#)', (geometry, kinds, most) => {
    const fewest = exhaustive(legalMixes(geometry, kinds))
    const demands = kinds.reduce<number[][]>(
      (all) => all.flatMap((demand) => Array.from({ length: most + 1 }, (_, count) => [...demand, count])),
      [[]],
    )
    for (const demand of demands) expect(holds(geometry, kinds, demand).gpus, String(demand)).toBe(fewest(demand))
  })

  it('is the optimum for random demands of all kinds', () => {
    const kinds: SliceKind[] = ['7g', '4g', '3g', '2g', '1g-double', '1g']
    const fewest = exhaustive(legalMixes(SEVEN_OF_EIGHT, kinds))
    const random = randomSource(11)
    for (let i = 0; i < 40; i += 1) {
      const demand = kinds.map(() => Math.floor(random() * 4))
      expect(holds(SEVEN_OF_EIGHT, kinds, demand).gpus, String(demand)).toBe(fewest(demand))
    }
  })

  it('stays within one GPU of the lower bound for large demands', () => {
    const kinds: SliceKind[] = ['4g', '3g', '2g', '1g-double', '1g']
    const random = randomSource(5)
    let above = 0
    for (let i = 0; i < 200; i += 1) {
      const demand = kinds.map(() => Math.floor(random() ** 2 * 800))
      const { gpus, lowerBound } = holds(SEVEN_OF_EIGHT, kinds, demand)
      expect(gpus - lowerBound, String(demand)).toBeLessThanOrEqual(1)
      above += gpus - lowerBound
    }
    expect(above).toBeLessThan(40)
  })

  it('puts 21 slices of 2g on the seven GPUs that a p5en node has beside Scout', () => {
    expect(fewestGpus(maximalMixes(SEVEN_OF_EIGHT, ['2g']), [21]).gpus).toHaveLength(7)
    expect(fewestGpus(maximalMixes(SEVEN_OF_EIGHT, ['2g']), [22]).gpus).toHaveLength(8)
  })
})
