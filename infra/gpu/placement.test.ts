// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { FOUR_BY_THREE, type MigGeometry, SEVEN_OF_EIGHT, type SliceKind, shapeOf } from './geometry.ts'
import { kindsOf, legalMixes, maximalMixes, place } from './placement.ts'

const KINDS: SliceKind[] = ['7g', '4g', '3g', '2g', '1g-double', '1g']
/** `3g+2*2g` as kinds. */
const slices = (text: string): SliceKind[] =>
  text === ''
    ? []
    : text.split('+').flatMap((part) => {
        const [count, name] = part.includes('*') ? part.split('*') : ['1', part]
        const kind = name === 'X' ? '1g-double' : KINDS.find((k) => k === name)
        if (kind === undefined) throw new TypeError(part)
        return Array.from({ length: Number(count) }, () => kind)
      })

/** The list as it was enumerated by hand from NVIDIA's table. */
const MAXIMAL =
  `7g | 4g+3g | 4g+2g+X | 4g+2g+1g | 4g+2*X | 4g+X+2*1g | 4g+3*1g | 3g+3g | 3g+2*2g | 3g+2g+X | 3g+2g+2*1g |
3g+2*X | 3g+X+2*1g | 3g+4*1g | 3*2g+X | 3*2g+1g | 2*2g+2*X | 2*2g+X+2*1g | 2*2g+3*1g | 2g+3*X | 2g+2*X+2*1g | 2g+X+4*1g |
2g+5*1g | 4*X | 3*X+2*1g | 2*X+4*1g | X+6*1g | 7*1g`
    .split('|')
    .map((mix) => mix.trim())

const sorted = (kinds: readonly SliceKind[]) => [...kinds].sort().join('+')

function holds(geometry: MigGeometry, kinds: readonly SliceKind[]): void {
  const placed = place(geometry, kinds)
  expect(placed, sorted(kinds)).not.toBeNull()
  const taken = new Set<number>()
  for (const { kind, start, slots } of placed ?? []) {
    expect(shapeOf(geometry, kind)?.starts).toContain(start)
    for (let slot = start; slot < start + slots; slot += 1) {
      expect(taken.has(slot), `slot ${slot} of ${sorted(kinds)}`).toBe(false)
      expect(slot).toBeLessThan(geometry.slots)
      taken.add(slot)
    }
  }
  expect(sorted((placed ?? []).map(({ kind }) => kind))).toBe(sorted(kinds))
}

describe('the 7/8 geometry', () => {
  const legal = legalMixes(SEVEN_OF_EIGHT, KINDS)

  it('has 78 legal mixes, the empty one included, and each can be placed', () => {
    expect(legal).toHaveLength(78)
    expect(new Set(legal.map(String)).size).toBe(78)
    for (const mix of legal) holds(SEVEN_OF_EIGHT, kindsOf(KINDS, mix))
  })

  it('agrees with the list enumerated by hand', () => {
    const found = maximalMixes(SEVEN_OF_EIGHT, KINDS).map((mix) => sorted(kindsOf(KINDS, mix)))
    expect(found.sort()).toEqual(MAXIMAL.map((mix) => sorted(slices(mix))).sort())
  })

  it('accepts whatever is left of a listed mix', () => {
    const below = new Set(['0,0,0,0,0,0'])
    for (const mix of MAXIMAL) {
      const all = slices(mix)
      for (let bits = 0; bits < 2 ** all.length; bits += 1)
        below.add(KINDS.map((kind) => all.filter((k, i) => k === kind && bits & (1 << i)).length).join(','))
    }
    expect([...below].sort()).toEqual(legal.map(String).sort())
  })

  it.each(['3g+3g+1g', '3g+2*2g+1g', '3g+2g+X+1g', '4g+4g', '4*2g', '5*X', '8*1g', '7g+1g', '4g+3g+1g', '2*7g'])(
    'refuses %s',
    (mix) => expect(place(SEVEN_OF_EIGHT, slices(mix))).toBeNull(),
  )

  it('has one slice with media engines at most', () => {
    expect(place(SEVEN_OF_EIGHT, ['1g+me', '1g', '2g'])).not.toBeNull()
    expect(place(SEVEN_OF_EIGHT, ['1g+me', '1g+me'])).toBeNull()
  })
})

describe('the geometry of RTX PRO 6000', () => {
  it('has the four maximal mixes that were captured', () => {
    const kinds: SliceKind[] = ['4g', '2g', '1g']
    const found = maximalMixes(FOUR_BY_THREE, kinds).map((mix) => sorted(kindsOf(kinds, mix)))
    expect(found.sort()).toEqual(['1g+1g+1g+1g', '1g+1g+2g', '2g+2g', '4g'].sort())
  })

  it.each<[SliceKind[]]>([[['2g', '2g', '1g']], [['4g', '1g']], [['3g']], [['1g', '1g', '1g', '1g', '1g']]])(
    'refuses %j',
    (kinds) => expect(place(FOUR_BY_THREE, kinds)).toBeNull(),
  )
})
