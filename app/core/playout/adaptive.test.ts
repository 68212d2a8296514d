// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { AdaptivePlayout } from './adaptive.ts'
import { FixedPlayout } from './fixed.ts'
import { type Heard, listen, type PlayoutEvent } from './listen.ts'

interface Stream {
  readonly genX: number
  readonly totalMs?: number
  readonly expectedMs?: number
  readonly isFinal?: boolean
  /** Late by this much, from this place in the speech on. */
  readonly stall?: { readonly fromMs: number; readonly ms: number }
}

/** Chunks of 40 ms at a constant gen-x. */
function stream({ genX, totalMs = 10_000, expectedMs = totalMs, isFinal = true, stall }: Stream): PlayoutEvent[] {
  return Array.from({ length: totalMs / 40 }, (_, i) => ({
    atMs: (i * 40) / genX + (stall !== undefined && i * 40 >= stall.fromMs ? stall.ms : 0),
    audioMs: 40,
    expectedMs,
    isFinal,
  }))
}

/** Hears several replies one after the other; gives the last. */
function hear(...replies: readonly Stream[]): Heard {
  const playout = new AdaptivePlayout()
  return replies.map((reply) => listen(playout, stream(reply))).at(-1) ?? { startMs: null, underruns: 0, stalledMs: 0 }
}

/** W* of a constant stream below real time. */
const optimum = (genX: number, totalMs = 10_000) => ((totalMs - 40) * (1 - genX)) / genX

describe('slower than real time', () => {
  it.each([0.5, 0.6, 0.78, 0.9, 0.95])('at gen-x %d it waits once, and then plays ten seconds through', (genX) => {
    const { startMs, underruns } = hear({ genX })
    expect(underruns).toBe(0)
    expect(startMs).toBeGreaterThanOrEqual(optimum(genX))
    expect(startMs).toBeLessThan(optimum(genX) * 1.1 + 700)
  })

  it('waits longer while the text is still being written, and no longer than for a typical reply', () => {
    const unwritten = { genX: 0.78, totalMs: 3_000, expectedMs: 500, isFinal: false }
    expect(hear({ ...unwritten, totalMs: 10_000 }).underruns).toBe(0)
    expect(hear({ genX: 0.78, totalMs: 3_000 }).startMs).toBeLessThan(hear(unwritten).startMs ?? 0)
  })

  it('after a stall it did not expect it waits for a fresh reservoir, not for a frame', () => {
    const { underruns } = hear({ genX: 0.7, stall: { fromMs: 7_000, ms: 3_000 } })
    expect(underruns).toBe(1)
  })

  it('the fixed one stutters again and again', () => {
    expect(listen(new FixedPlayout(300), stream({ genX: 0.78 })).underruns).toBeGreaterThan(5)
  })
})

describe('faster than real time', () => {
  it.each([1.2, 1.5, 2, 3, 4])(
    'at gen-x %d a first reply starts within half a second, without knowing the server',
    (genX) => {
      const { startMs, underruns } = hear({ genX })
      expect(underruns).toBe(0)
      expect(startMs).toBeLessThan(500)
    },
  )

  it('starts at once with a server it knows', () => {
    const genX = 2
    expect(hear({ genX }).startMs).toBeGreaterThan(50)
    expect(hear({ genX }, { genX }, { genX }, { genX }).startMs).toBe(0)
  })

  it('remembers a stall: the next reply is prepared for one like it', () => {
    const genX = 1.2
    const stalled = { genX, stall: { fromMs: 4_000, ms: 600 } }
    const early = { genX, stall: { fromMs: 400, ms: 600 } }
    const unprepared = hear({ genX }, { genX }, { genX }, { genX }, early)
    expect(unprepared.underruns).toBe(1)
    expect(hear({ genX }, { genX }, { genX }, stalled, early).underruns).toBe(0)
  })

  it('sees a known server turn slow', () => {
    const { underruns } = hear({ genX: 2 }, { genX: 2 }, { genX: 2 }, { genX: 0.7 }, { genX: 0.7 })
    expect(underruns).toBe(0)
  })
})

it('takes speech that is held back for a sated listener for nothing else: the next reply starts at once', () => {
  const playout = new AdaptivePlayout()
  listen(playout, stream({ genX: 3 }))
  // Four seconds at gen-x 3, then as fast as it is played, in reports of 250 ms.
  const held = Array.from({ length: 600 }, (_, i) => {
    const atMs = i < 150 ? (i * 40) / 3 : Math.ceil(((i - 100) * 40) / 250) * 250
    return { atMs, audioMs: 40, expectedMs: 24_000, isFinal: true }
  })
  expect(listen(playout, held).underruns).toBe(0)
  for (let i = 0; i < 2; i++) listen(playout, stream({ genX: 3 }))
  expect(listen(playout, stream({ genX: 3 })).startMs).toBe(0)
})

it('takes a burst that spans two blocks for one arrival', () => {
  const genX = 0.8
  const bursts = Array.from({ length: 250 }, (_, i) => {
    const burst = Math.floor(i / 12)
    return { atMs: (burst * 480) / genX + (i % 2) * 5.3, audioMs: 40, expectedMs: 10_000, isFinal: true }
  }).sort((a, b) => a.atMs - b.atMs)
  const { startMs, underruns } = listen(new AdaptivePlayout(), bursts)
  expect(underruns).toBe(0)
  expect(startMs).toBeLessThan(optimum(genX) * 1.1 + 700)
})

it('a rate that comes in bursts taken apart is learnt: at most the start is wrong, not every burst', () => {
  for (const spreadMs of [70, 90, 120, 150]) {
    const frames = Array.from({ length: 500 }, (_, i) => {
      const atMs = (Math.floor(i / 10) * 200) / 0.78 + ((i % 10) / 10) * spreadMs
      return { atMs, audioMs: 20, expectedMs: 10_000, isFinal: true }
    })
    expect(listen(new AdaptivePlayout(), frames).underruns, `over ${spreadMs} ms`).toBeLessThanOrEqual(2)
  }
})

it('never asks for anything but a number, whatever arrives', () => {
  const playout = new AdaptivePlayout()
  playout.begin()
  for (const [audioMs, atMs] of [
    [0, 0],
    [0, 0],
    [40, 0],
    [40, 0],
    [1, 1e9],
    [1e7, 1e9],
    [40, 2e9],
  ] as const) {
    playout.expect(0, false)
    playout.arrived(audioMs, atMs, audioMs)
    expect(Number.isFinite(playout.reserveMs)).toBe(true)
    expect(playout.reserveMs).toBeGreaterThanOrEqual(0)
  }
})

it('a reply that ends before its reserve is full is played whole', () => {
  expect(hear({ genX: 0.5, totalMs: 200, expectedMs: 9_000, isFinal: false })).toEqual({
    startMs: 320,
    underruns: 0,
    stalledMs: 0,
  })
})
