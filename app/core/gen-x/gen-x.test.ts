// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import {
  audioMs,
  continuity,
  genXOfReply,
  genXStream,
  genXTotal,
  genXWindow,
  measure,
  passes,
  percentile,
  replay,
  samplesNeeded,
  shown,
  type Timeline,
  TimelineRecorder,
  ttfaMs,
  ttfbMs,
  wStarMs,
} from './index.ts'

const RATE = 24_000

function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Chunks of `chunkMs` at a constant gen-x, the first after `firstMs`. */
function steady(genX: number, { seconds = 10, chunkMs = 40, firstMs = 150, requestedAtMs = 5_000 } = {}): Timeline {
  const chunks = Array.from({ length: (seconds * 1_000) / chunkMs }, (_, i) => ({
    atMs: requestedAtMs + firstMs + (i * chunkMs) / genX,
    samples: (chunkMs * RATE) / 1_000,
  }))
  return { requestedAtMs, sampleRate: RATE, chunks, firstAudibleSample: 0 }
}

function random(seed: number): Timeline {
  const next = seeded(seed)
  const requestedAtMs = Math.floor(next() * 1_000)
  let atMs = requestedAtMs + Math.floor(next() * 400)
  const chunks = Array.from({ length: 1 + Math.floor(next() * 40) }, () => {
    const chunk = { atMs, samples: 24 * (1 + Math.floor(next() * 200)) }
    atMs += Math.floor(next() ** 2 * 300)
    return chunk
  })
  return { requestedAtMs, sampleRate: RATE, chunks, firstAudibleSample: null }
}

const nothing: Timeline = { requestedAtMs: 0, sampleRate: RATE, chunks: [], firstAudibleSample: null }

/** Plays millisecond by millisecond, as a loudspeaker would. All times of `random` are whole milliseconds. */
function playByHand(
  { chunks, sampleRate }: Timeline,
  waitMs: number,
): { count: number; totalMs: number; worstMs: number } {
  const arrivals = new Map<number, number>()
  for (const { atMs, samples } of chunks) arrivals.set(atMs, (arrivals.get(atMs) ?? 0) + (samples / sampleRate) * 1_000)
  const first = chunks[0]?.atMs ?? 0
  const total = Math.round((chunks.reduce((sum, c) => sum + c.samples, 0) / sampleRate) * 1_000)
  let buffered = 0
  let played = 0
  let stall = 0
  const stalls: number[] = []
  for (let now = first; played < total; now++) {
    buffered += Math.round(arrivals.get(now) ?? 0)
    if (now < first + waitMs) continue
    if (buffered > 0) {
      if (stall > 0) stalls.push(stall)
      stall = 0
      buffered--
      played++
    } else stall++
  }
  return { count: stalls.length, totalMs: stalls.reduce((a, b) => a + b, 0), worstMs: Math.max(0, ...stalls) }
}

describe('rates', () => {
  it.each([0.5, 0.78, 1, 1.95, 4])('finds a constant gen-x of %d', (genX) => {
    expect(genXStream(steady(genX))).toBeCloseTo(genX, 9)
    const windows = genXWindow(steady(genX))
    expect(windows.p50).toBeGreaterThan(genX * 0.95)
    expect(windows.p50).toBeLessThan(genX * 1.05)
  })

  it('counts the wait for the first audio in the total only', () => {
    const timeline = steady(2, { seconds: 4, firstMs: 1_000 })
    expect(genXTotal(timeline)).toBeCloseTo(4_000 / (1_000 + (99 * 40) / 2), 9)
    expect(genXStream(timeline)).toBeCloseTo(2, 9)
  })

  it('has no rate for a server that does not stream, and nothing for no answer', () => {
    const whole = steady(2, { seconds: 2, chunkMs: 2_000 })
    expect(genXStream(whole)).toBeNull()
    expect(genXTotal(whole)).toBeCloseTo(2_000 / 150)
    expect(measure(nothing)).toEqual({
      ttfbMs: null,
      ttfaMs: null,
      genXTotal: null,
      genXStream: null,
      genXWindow: { min: null, p5: null, p50: null, n: 0 },
      wStarMs: null,
    })
  })

  it('has no rate for one piece that the network cut into several', () => {
    const cut = { ...steady(2), chunks: [620, 621, 622].map((atMs) => ({ atMs, samples: 24_000 })), requestedAtMs: 0 }
    expect(measure(cut)).toMatchObject({ ttfbMs: 620, genXStream: null })
    expect(measure(cut).genXTotal).toBeCloseTo(3_000 / 622)
    expect(measure(steady(4)).genXStream).toBeCloseTo(4)
  })

  it('sees the second in which a stream stood still', () => {
    const timeline = steady(2)
    const chunks = timeline.chunks.map((c, i) => (i < 100 ? c : { ...c, atMs: c.atMs + 1_500 }))
    const windows = genXWindow({ ...timeline, chunks })
    expect(windows.min).toBe(0)
    expect(windows.p50).toBeGreaterThan(1.9)
    expect(genXStream({ ...timeline, chunks })).toBeLessThan(1.6)
  })

  it('windows equal those counted one by one', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const timeline = random(seed)
      const first = timeline.chunks[0]?.atMs ?? 0
      const last = timeline.chunks.at(-1)?.atMs ?? 0
      const values: number[] = []
      for (let from = first; from + 1_000 <= last; from += 100) {
        const inside = timeline.chunks.slice(1).filter((c) => c.atMs > from && c.atMs <= from + 1_000)
        values.push(inside.reduce((sum, c) => sum + c.samples, 0) / RATE)
      }
      const windows = genXWindow(timeline)
      expect(windows.n, `seed ${seed}`).toBe(values.length)
      if (values.length > 0) expect(windows.min, `seed ${seed}`).toBeCloseTo(Math.min(...values), 9)
      expect(windows.p50, `seed ${seed}`).toEqual(percentile(values, 0.5).value)
    }
  })

  it('of a reply leaves the pauses between its sentences out', () => {
    const sentences = [
      { audioMs: 1_000, busyMs: 500 },
      { audioMs: 3_000, busyMs: 1_500 },
    ]
    expect(genXOfReply(sentences)).toBe(2)
    expect(genXOfReply([])).toBeNull()
  })
})

describe('first sound', () => {
  const silence = (ms: number) => new Uint8Array((RATE / 1_000) * ms * 2)
  const sound = (ms: number) => new Uint8Array(new Int16Array((RATE / 1_000) * ms).fill(4_000).buffer)

  it('is later than the first byte by the silence before it', () => {
    const recorder = new TimelineRecorder(1_000, RATE)
    recorder.received(silence(100), 1_150)
    recorder.received(new Uint8Array([...silence(30), ...sound(10)]), 1_160)
    const timeline = recorder.timeline()
    expect(ttfbMs(timeline)).toBe(150)
    expect(timeline.firstAudibleSample).toBe(130 * 24)
    expect(ttfaMs(timeline)).toBeCloseTo(150 + 130)
  })

  it('is not earlier than its chunk, when that comes late', () => {
    const recorder = new TimelineRecorder(0, RATE)
    recorder.received(silence(20), 100)
    recorder.received(sound(20), 500)
    expect(ttfaMs(recorder.timeline())).toBe(500)
  })

  it('is unknown when all was silent', () => {
    const recorder = new TimelineRecorder(0, RATE)
    recorder.received(silence(200), 100)
    expect(ttfbMs(recorder.timeline())).toBe(100)
    expect(ttfaMs(recorder.timeline())).toBeNull()
  })
})

describe('prebuffer', () => {
  it('is exact: with W* nothing stutters, with a little less something does', () => {
    for (let seed = 1; seed <= 3_000; seed++) {
      const timeline = random(seed)
      const needed = wStarMs(timeline) ?? Number.NaN
      expect(replay(timeline, needed)?.count, `seed ${seed}`).toBe(0)
      if (needed >= 1) expect(replay(timeline, needed - 1)?.totalMs, `seed ${seed}`).toBeCloseTo(1, 6)
    }
  })

  it('the replay hears what a loudspeaker would play, millisecond by millisecond', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const timeline = random(seed)
      for (const waitMs of [0, 50, 150, 500]) {
        const heard = replay(timeline, waitMs)
        const byHand = playByHand(timeline, waitMs)
        expect(heard?.count, `seed ${seed}, ${waitMs} ms`).toBe(byHand.count)
        expect(heard?.totalMs, `seed ${seed}, ${waitMs} ms`).toBeCloseTo(byHand.totalMs, 6)
        expect(heard?.worstMs, `seed ${seed}, ${waitMs} ms`).toBeCloseTo(byHand.worstMs, 6)
      }
    }
  })

  it('tends to T(1−g)/g for a sustained gen-x below 1: 2.8 s for ten seconds at 0.78', () => {
    expect(wStarMs(steady(0.78))).toBeCloseTo(((10_000 - 40) * (1 - 0.78)) / 0.78, 0)
    expect(wStarMs(steady(1.95))).toBe(0)
  })

  it('counts requests that stay within a limit, and those that were not measured apart', () => {
    const timelines = [steady(2), steady(0.78), steady(1.2), nothing]
    expect(continuity(timelines, 0, 100)).toEqual({ value: 1, n: 3, unmeasured: 1 })
    expect(continuity([steady(0.78, { chunkMs: 2_000 }), steady(2)], 0, 100)).toEqual({
      value: 0.5,
      n: 2,
      unmeasured: 0,
    })
    expect(continuity([nothing], 0, 100)).toEqual({ value: null, n: 0, unmeasured: 1 })
  })
})

describe('what was not measured', () => {
  it('percentiles are refused when there are too few samples, and tell how many there were', () => {
    expect([0.5, 0.9, 0.95, 0.99, 0.05].map(samplesNeeded)).toEqual([2, 10, 20, 100, 20])
    const nineteen = Array.from({ length: 19 }, (_, i) => i)
    expect(percentile(nineteen, 0.95)).toEqual({ value: null, n: 19 })
    expect(percentile([...nineteen, 19], 0.95)).toEqual({ value: 18, n: 20 })
    expect(percentile([null, 3, null, 1, 2], 0.5)).toEqual({ value: 2, n: 3 })
    expect(() => percentile([1, 2, 3], 95)).toThrow('between 0 and 1')
  })

  it('percentiles equal those found by counting', () => {
    const next = seeded(7)
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 100 + Math.floor(next() * 50) }, () => Math.floor(next() * 60))
      for (const share of [0.05, 0.5, 0.9, 0.95, 0.99]) {
        const smallest = [...values]
          .sort((a, b) => a - b)
          .find((v) => values.filter((x) => x <= v).length >= share * values.length)
        expect(percentile(values, share).value).toBe(smallest)
      }
    }
  })

  it('prints as n/a and fails every gate', () => {
    expect(shown(null)).toBe('n/a')
    expect(shown(1.949)).toBe('1.95')
    expect(passes(null, {})).toBe(false)
    expect(passes(null, { min: 0 })).toBe(false)
    expect(passes(1, { min: 1, max: 1 })).toBe(true)
    expect(passes(0.99, { min: 1 })).toBe(false)
  })

  it('does not lose audio', () => {
    expect(audioMs(steady(1))).toBeCloseTo(10_000)
  })
})
