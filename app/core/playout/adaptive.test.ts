// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { AdaptivePlayout } from './adaptive.ts'
import type { Delivery } from './delivery.ts'
import { FixedPlayout } from './fixed.ts'
import { type Heard, listen, type PlayoutEvent } from './listen.ts'
import { PlayoutMemory } from './memory.ts'
import { ReplyArrivals } from './reply-arrivals.ts'

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

  it('of a stranger it believes no pace before there was time for two bursts', () => {
    for (const genX of [1.2, 2, 4]) expect(hear({ genX }).startMs).toBeGreaterThanOrEqual(300)
  })

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

describe('told how the voice was lately delivered to others', () => {
  const delivery = { replies: 4, genX: 2, jitterMs: 2, lateMs: 5, wStarMs: 0 }
  const first = (told: Partial<Delivery>, reply: Stream) =>
    listen(new AdaptivePlayout(), stream(reply), { ...delivery, ...told })

  it('the first reply starts at once', () => {
    expect(first({}, { genX: 2 })).toEqual({ startMs: 0, underruns: 0, stalledMs: 0 })
  })

  it('the first reply of a slow voice is waited for as long as it must be', () => {
    const { startMs, underruns } = first({ genX: 0.78 }, { genX: 0.78 })
    expect(underruns).toBe(0)
    expect(startMs).toBeLessThan(optimum(0.78) * 1.1 + 700)
  })

  it('what it was told and is not so costs one gap, not many', () => {
    expect(first({ replies: 100 }, { genX: 0.78 }).underruns).toBeLessThanOrEqual(1)
    expect(first({ replies: 100 }, { genX: 0.5 }).underruns).toBeLessThanOrEqual(1)
  })

  it('of what it heard and what it is told, the worse counts', () => {
    const playout = new AdaptivePlayout()
    for (let i = 0; i < 4; i++) listen(playout, stream({ genX: 2 }), delivery)
    expect(listen(playout, stream({ genX: 0.78 }), { ...delivery, genX: 0.78 }).underruns).toBe(0)
    expect(listen(playout, stream({ genX: 0.78 }), delivery).underruns).toBe(0)
  })

  it('what it heard is forgotten when the voice is made at another pace', () => {
    const playout = new AdaptivePlayout()
    for (let i = 0; i < 4; i++) listen(playout, stream({ genX: 4 }))
    playout.forget()
    expect(listen(playout, stream({ genX: 0.78 })).underruns).toBe(0)
  })
})

it('what is remembered is what is told to others', () => {
  const memory = new PlayoutMemory()
  expect(memory.delivery).toBeNull()
  const arrivals = new ReplyArrivals()
  memory.prepare(arrivals.line)
  for (const { atMs, audioMs } of stream({ genX: 1.5, stall: { fromMs: 5_000, ms: 400 } })) {
    arrivals.arrived(audioMs, atMs, false)
  }
  memory.learn(arrivals)
  expect(memory.delivery).toEqual({
    replies: 1,
    genX: expect.closeTo(1.5, 1),
    jitterMs: expect.any(Number),
    lateMs: expect.closeTo(400, -1),
    wStarMs: 0,
  })
  const other = new PlayoutMemory()
  if (memory.delivery !== null) other.believe(memory.delivery)
  expect(other.delivery).toEqual(memory.delivery)
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

it('a rate that comes in bursts taken apart is not believed to be fast, whatever the rate', () => {
  for (const [spreadMs, genX] of [70, 90, 120, 150].flatMap((ms) =>
    [0.5, 0.78, 0.95].map((rate) => [ms, rate] as const),
  )) {
    const frames = Array.from({ length: 500 }, (_, i) => {
      const atMs = (Math.floor(i / 10) * 200) / genX + ((i % 10) / 10) * spreadMs
      return { atMs, audioMs: 20, expectedMs: 10_000, isFinal: true }
    })
    expect(listen(new AdaptivePlayout(), frames).underruns, `over ${spreadMs} ms at ${genX}`).toBe(0)
  }
})

it('never asks for anything but a number, whatever arrives', () => {
  const playout = new AdaptivePlayout()
  playout.begin(null)
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
