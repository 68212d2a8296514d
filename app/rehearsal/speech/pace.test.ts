// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { type Pace, paced } from './pace.ts'
import { type Clock, Slice } from './slice.ts'

const BYTES_PER_MS = 48
const UNPACED: Pace = { genX: null, jitterMs: 0, chunkMs: null, seed: 1 }

/** Time that passes only while everybody waits, and then `latenessMs` more than was asked for. */
class VirtualClock implements Clock {
  #nowMs = 0
  readonly #waiting: { atMs: number; wake: () => void }[] = []
  constructor(readonly latenessMs = 0) {}

  nowMs(): number {
    return this.#nowMs
  }

  until(atMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#waiting.push({ atMs, wake: resolve })
    })
  }

  /** Runs until nobody waits any more. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      this.#waiting.sort((a, b) => a.atMs - b.atMs)
      const next = this.#waiting.shift()
      if (!next) return
      this.#nowMs = Math.max(this.#nowMs, next.atMs + this.latenessMs)
      next.wake()
    }
  }
}

async function* speechOf(ms: number): AsyncGenerator<Uint8Array> {
  for (let left = ms; left > 0; left -= 700) yield new Uint8Array(Math.min(left, 700) * BYTES_PER_MS)
}

interface Delivered {
  readonly atMs: number
  readonly audioMs: number
}

async function deliver(
  clock: VirtualClock,
  slice: Slice,
  audioMs: number,
  pace: Partial<Pace>,
  signal = new AbortController().signal,
): Promise<Delivered[]> {
  const context = { slice, clock, bytesPerMs: BYTES_PER_MS, requestedAtMs: clock.nowMs(), signal }
  const chunks: Delivered[] = []
  for await (const chunk of paced(speechOf(audioMs), { ...UNPACED, ...pace }, context))
    chunks.push({ atMs: clock.nowMs(), audioMs: chunk.length / BYTES_PER_MS })
  return chunks
}

const total = (chunks: readonly Delivered[]) => chunks.reduce((sum, { audioMs }) => sum + audioMs, 0)
const lastMs = (chunks: readonly Delivered[]) => Math.max(...chunks.map(({ atMs }) => atMs))

describe('a paced reply', () => {
  test.each([0.5, 0.78, 1, 1.95, 2.5, 4])(
    'is made at a gen-x of %d to 1 %%, though every timer is 3 ms late',
    async (genX) => {
      const clock = new VirtualClock(3)
      const reply = deliver(clock, new Slice(), 3_456, { genX })
      await clock.run()
      const chunks = await reply
      expect(total(chunks)).toBe(3_456)
      expect(total(chunks) / lastMs(chunks) / genX).toBeGreaterThan(0.99)
      expect(total(chunks) / lastMs(chunks) / genX).toBeLessThan(1.01)
    },
  )

  test('two at once share one budget, in turns', async () => {
    const clock = new VirtualClock()
    const slice = new Slice()
    const both = Promise.all([
      deliver(clock, slice, 3_000, { genX: 0.78 }),
      deliver(clock, slice, 3_000, { genX: 0.78 }),
    ])
    await clock.run()
    const [first, second] = await both
    expect(6_000 / Math.max(lastMs(first), lastMs(second))).toBeCloseTo(0.78, 3)
    expect(Math.abs(lastMs(first) - lastMs(second))).toBeLessThan(200)
  })

  test('other slices have time of their own', async () => {
    const clock = new VirtualClock()
    const both = Promise.all([
      deliver(clock, new Slice(), 3_000, { genX: 1 }),
      deliver(clock, new Slice(), 3_000, { genX: 1 }),
    ])
    await clock.run()
    for (const reply of await both) expect(lastMs(reply)).toBeCloseTo(3_000, 3)
  })

  test('an idle slice saves nothing up for later', async () => {
    const clock = new VirtualClock()
    const slice = new Slice()
    const first = deliver(clock, slice, 1_000, { genX: 2 })
    await clock.run()
    await first
    const pause = clock.until(60_000, new AbortController().signal)
    await clock.run()
    await pause
    const second = deliver(clock, slice, 1_000, { genX: 2 })
    await clock.run()
    expect(lastMs(await second) - 60_000).toBeCloseTo(500, 3)
  })

  test('a listener who leaves gives the slice back', async () => {
    const clock = new VirtualClock()
    const slice = new Slice()
    const left = new AbortController()
    const reply = deliver(clock, slice, 60_000, { genX: 1 }, left.signal).catch((error: unknown) => error)
    await new Promise((resolve) => setImmediate(resolve))
    expect(slice.isIdle).toBe(false)
    left.abort(new Error('gone'))
    expect(await reply).toEqual(new Error('gone'))
    expect(slice.isIdle).toBe(true)
  })

  test('comes in chunks of the length asked for, none of them splitting a sample', async () => {
    const clock = new VirtualClock()
    const reply = deliver(clock, new Slice(), 1_001, { genX: 2, chunkMs: 33.3 })
    await clock.run()
    const chunks = await reply
    expect(total(chunks)).toBeCloseTo(1_001, 6)
    for (const { audioMs } of chunks.slice(0, -1)) expect(audioMs).toBeCloseTo(33.3, 1)
    for (const { audioMs } of chunks) expect((audioMs * BYTES_PER_MS) % 2).toBeCloseTo(0, 6)
  })
})

describe('jitter', () => {
  const jittered = async (seed: number) => {
    const clock = new VirtualClock()
    const reply = deliver(clock, new Slice(), 5_000, { genX: 2, jitterMs: 80, seed })
    await clock.run()
    return (await reply).map(({ atMs }, index) => atMs - (index + 1) * 50)
  }

  test('makes chunks late by up to as much, never early, and keeps the pace', async () => {
    const lateness = await jittered(7)
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(-0.001)
    expect(Math.max(...lateness)).toBeLessThanOrEqual(80)
    expect(new Set(lateness.map((ms) => Math.round(ms))).size).toBeGreaterThan(20)
  })

  test('is the same for the same seed only', async () => {
    expect(await jittered(7)).toEqual(await jittered(7))
    expect(await jittered(7)).not.toEqual(await jittered(8))
  })
})

test('an unpaced reply passes as it is made', async () => {
  const clock = new VirtualClock()
  const chunks = await deliver(clock, new Slice(), 2_000, {})
  expect(chunks.map(({ audioMs }) => audioMs)).toEqual([700, 700, 600])
  expect(lastMs(chunks)).toBe(0)
})
