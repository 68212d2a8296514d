// SPDX-License-Identifier: Apache-2.0
import { allocateRing, HEADER_WORDS, Ring } from '@tree/app/core/ring.ts'
import { afterEach, describe, expect, it } from 'vitest'

/** A ring of eight slots, and a view of the memory behind it. */
function ringOfEight() {
  const storage = allocateRing(8)
  return { ring: new Ring(storage), slots: new Float32Array(storage, HEADER_WORDS * 4) }
}

const samples = (...values: number[]) => Float32Array.from(values)

/** Both positions moved to `place`, as after a long session. */
function startAt(ring: Ring, place: number): void {
  for (const word of positionWords()) ring.header[word] = place
}

/** Header words that hold the positions: those that a ring changes when samples pass through it. */
function positionWords(): number[] {
  const { ring } = ringOfEight()
  const before = [...ring.header]
  ring.push(samples(1))
  ring.pop(new Float32Array(1))
  return before.flatMap((value, word) => (ring.header[word] === value ? [] : [word]))
}

const store = Atomics.store

/** Looks in the moment before each Atomics.store: that is what the other thread may see from then on. */
function beforeEachStore(look: () => ArrayLike<number>): number[][] {
  const seen: number[][] = []
  Reflect.set(Atomics, 'store', (...args: unknown[]) => {
    seen.push(Array.from(look()))
    return Reflect.apply(store, Atomics, args)
  })
  return seen
}

afterEach(() => {
  Reflect.set(Atomics, 'store', store)
})

describe('the ring', () => {
  it('gives samples back in the order they came', () => {
    const { ring } = ringOfEight()
    ring.push(samples(0.25, 0.5, 0.75))
    const out = new Float32Array(3)
    const count = ring.pop(out)
    expect([...out], 'Three samples went in, and other ones came out').toEqual([0.25, 0.5, 0.75])
    expect(count, 'pop returns how many samples it copied').toBe(3)
  })

  it('takes no more than there is room for', () => {
    const { ring } = ringOfEight()
    expect(ring.push(samples(1, 2, 3, 4, 5, 6)), 'push returns how many samples it took').toBe(6)
    expect(
      ring.push(samples(7, 8, 9, 10)),
      'A full ring took more samples than it has slots, over those nobody has heard',
    ).toBe(2)
    const out = new Float32Array(8)
    ring.pop(out)
    expect([...out], 'A full ring changed samples nobody has heard').toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('says when there is less than asked for, and leaves the rest alone', () => {
    const { ring } = ringOfEight()
    ring.push(samples(1, 2))
    const out = new Float32Array(4).fill(-1)
    expect(ring.pop(out), 'An underrun was not reported: two samples were there, four were asked for').toBe(2)
    expect([...out], 'What lies beyond the copied samples stays as it was; the caller fades it').toEqual([1, 2, -1, -1])
    expect(ring.pop(out), 'An empty ring gave samples').toBe(0)
  })

  it('wraps around', () => {
    const { ring } = ringOfEight()
    const out = new Float32Array(5)
    for (let round = 0; round < 20; round++) {
      const block = samples(round, round + 0.25, round + 0.5, round + 0.75, -round)
      ring.push(block)
      ring.pop(out)
      expect([...out], `Samples were lost where the ring wraps around (round ${round} of 20)`).toEqual([...block])
    }
  })

  it('goes on when its 32-bit counters overflow', () => {
    const { ring } = ringOfEight()
    startAt(ring, 2 ** 31 - 3)
    const out = new Float32Array(6)
    const taken = ring.push(samples(1, 2, 3, 4, 5, 6))
    const read = ring.pop(out)
    expect([taken, read, ...out], 'The ring stopped when its counters overflowed, after a day of speech').toEqual([
      6, 6, 1, 2, 3, 4, 5, 6,
    ])
  })

  it('reads and writes parts of arrays', () => {
    const { ring } = ringOfEight()
    expect(ring.push(samples(9, 1, 2, 9), 1, 2), 'push(source, 1, 2) takes two samples').toBe(2)
    const out = new Float32Array(4)
    ring.pop(out, 1, 2)
    expect([...out], 'offset and count choose a part of the array').toEqual([0, 1, 2, 0])
  })
})

describe('two threads', () => {
  it('sees a sample only when it is there', () => {
    const { ring, slots } = ringOfEight()
    const seen = beforeEachStore(() => slots.slice(0, 3))
    ring.push(samples(1, 2, 3))
    expect(
      seen.length,
      'Publish the new position with Atomics.store: a plain store may never reach the other thread',
    ).toBeGreaterThan(0)
    expect(seen[0], 'The audio thread was shown samples that were not in the ring yet: publish after the copy').toEqual(
      [1, 2, 3],
    )
  })

  it('gives a slot back only when it was read', () => {
    const { ring } = ringOfEight()
    ring.push(samples(1, 2, 3))
    const out = new Float32Array(3)
    const seen = beforeEachStore(() => out)
    ring.pop(out)
    expect(seen.length, 'Give the slots back with Atomics.store, or the page waits for room for ever').toBeGreaterThan(
      0,
    )
    expect(seen[0], 'The page was given slots whose samples had not been read yet: publish after the copy').toEqual([
      1, 2, 3,
    ])
  })
})
