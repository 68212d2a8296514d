// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { bufferLevel, distribution, readSweep, replay, type SweepLevel, type Timeline, throughput } from './index.ts'

const level = (concurrency: number, throughput: number | null, smooth = 20, requests = 20): SweepLevel => ({
  concurrency,
  throughput,
  requests,
  smooth,
})

describe('a sweep', () => {
  it('carries as many listeners as the last load that was smooth, and bends where more load brings little', () => {
    const levels = [level(4, 8.1), level(1, 2.2), level(2, 4.3), level(8, 9, 4)]
    expect(readSweep(levels)).toEqual({ listeners: 4, knee: 4 })
  })

  it('carries nobody when one listener already hears gaps', () => {
    expect(readSweep([level(1, 0.78, 0), level(2, 0.8, 0)])).toEqual({ listeners: 0, knee: 1 })
  })

  it('does not believe a load above one that failed', () => {
    expect(readSweep([level(1, 2), level(2, 4, 10), level(4, 8)]).listeners).toBe(1)
  })

  it('tells nothing from too few requests, nor from what was not measured', () => {
    expect(readSweep([level(1, 2, 19, 19)])).toEqual({ listeners: null, knee: null })
    expect(readSweep([level(1, 2), level(2, 4, 3, 3)]).listeners).toBe(1)
    expect(readSweep([])).toEqual({ listeners: null, knee: null })
    expect(readSweep([level(1, null), level(2, null)]).knee).toBeNull()
  })

  it('allows one bad request in twenty', () => {
    expect(readSweep([level(1, 2, 19)]).listeners).toBe(1)
    expect(readSweep([level(1, 2, 18)]).listeners).toBe(0)
  })
})

describe('speech over all listeners', () => {
  const at = (...chunks: readonly (readonly [atMs: number, samples: number])[]): Timeline => ({
    requestedAtMs: 0,
    sampleRate: 24_000,
    chunks: chunks.map(([atMs, samples]) => ({ atMs, samples })),
    firstAudibleSample: null,
  })

  it('is what came while the load was full, not what trickled in behind', () => {
    const timelines = [at([500, 24_000], [1_000, 24_000]), at([900, 12_000], [5_000, 24_000])]
    expect(throughput(timelines, 0, 1_000)).toBe(2.5)
    expect(throughput(timelines, 500, 1_000)).toBe(3)
  })

  it('is null when there was no such time, and 0 when nothing came', () => {
    expect(throughput([at([1, 24_000])], 100, 100)).toBeNull()
    expect(throughput([], 0, 100)).toBe(0)
  })
})

describe('a distribution', () => {
  it('refuses the percentiles that few samples cannot tell', () => {
    expect(distribution([1, 2, null])).toEqual({ p5: null, p50: 1, p90: null, p95: null, p99: null, n: 2 })
    expect(distribution(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({
      p5: 5,
      p50: 50,
      p90: 90,
      p95: 95,
      p99: 99,
      n: 100,
    })
  })
})

describe('the buffer of a listener', () => {
  /** Chunks of whole milliseconds at whole milliseconds. */
  function random(seed: number): Timeline {
    let state = seed
    const next = (n: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return (state >>> 8) % n
    }
    let atMs = next(300)
    const chunks = Array.from({ length: 1 + next(30) }, () => {
      const chunk = { atMs, samples: 24 * (1 + next(200)) }
      atMs += next(250)
      return chunk
    })
    return { requestedAtMs: 0, sampleRate: 24_000, chunks, firstAudibleSample: null }
  }

  it('is what has arrived minus what has been played, at every millisecond', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const timeline = random(seed)
      const first = timeline.chunks[0]?.atMs ?? 0
      for (const waitMs of [0, 120, 700]) {
        const points = bufferLevel(timeline, waitMs)
        let byHand = 0
        let worst = 0
        const arrivals = [...timeline.chunks]
        for (let now = first; now <= (points.at(-1)?.atMs ?? 0); now++) {
          while (arrivals[0] !== undefined && arrivals[0].atMs <= now) byHand += (arrivals.shift()?.samples ?? 0) / 24
          worst = Math.max(worst, Math.abs(levelAt(points, now) - byHand))
          if (now >= first + waitMs && byHand > 0) byHand--
        }
        expect(worst, `seed ${seed}, wait ${waitMs}`).toBeLessThan(1e-6)
        const emptyMs = points.reduce((sum, point, i) => {
          const next = points[i + 1]
          const stalled = next !== undefined && point.bufferedMs === 0 && next.bufferedMs === 0
          return stalled && point.atMs >= first + waitMs ? sum + next.atMs - point.atMs : sum
        }, 0)
        expect(emptyMs).toBeCloseTo(replay(timeline, waitMs)?.totalMs ?? Number.NaN, 6)
      }
    }
  })

  it('of nothing is nothing', () => {
    expect(bufferLevel({ ...random(1), chunks: [] }, 300)).toEqual([])
  })

  function levelAt(points: readonly { atMs: number; bufferedMs: number }[], atMs: number): number {
    const after = points.findIndex((point) => point.atMs > atMs)
    const to = points.at(after)
    const from = points.at(after === -1 ? -1 : after - 1)
    if (from === undefined || to === undefined) return Number.NaN
    if (to.atMs <= from.atMs) return from.bufferedMs
    return from.bufferedMs + ((to.bufferedMs - from.bufferedMs) * (atMs - from.atMs)) / (to.atMs - from.atMs)
  }
})
