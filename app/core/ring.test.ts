// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { RingBuffer } from 'ringbuf.js'
import { describe, expect, it } from 'vitest'
import { allocateRing, distance, Ring } from './ring.ts'

const ringOf = (samples: number) => new Ring(allocateRing(samples))
const ramp = (from: number, count: number) => Float32Array.from({ length: count }, (_, i) => from + i)

/** Deterministic pseudo-random integers below `limit` (Numerical Recipes' LCG). */
function randomFrom(seed: number) {
  let state = seed >>> 0
  return (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

describe('a ring in one thread', () => {
  it('gives back what was written, in order', () => {
    const ring = ringOf(8)
    const out = new Float32Array(4)
    expect(ring.push(Float32Array.of(1, 2, 3))).toBe(3)
    expect(ring.available).toBe(3)
    expect(ring.pop(out)).toBe(3)
    expect([...out]).toEqual([1, 2, 3, 0])
    expect(ring.available).toBe(0)
  })

  it('uses every slot: full is not empty', () => {
    const ring = ringOf(8)
    expect(ring.push(ramp(0, 8))).toBe(8)
    expect(ring.free).toBe(0)
    expect(ring.push(ramp(8, 1))).toBe(0)
    const out = new Float32Array(8)
    expect(ring.pop(out)).toBe(8)
    expect([...out]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('takes what fits and says how much that was', () => {
    const ring = ringOf(4)
    expect(ring.push(ramp(0, 3))).toBe(3)
    expect(ring.push(ramp(3, 3))).toBe(1)
  })

  it('leaves the rest of the target untouched on underrun', () => {
    const ring = ringOf(4)
    ring.push(Float32Array.of(5))
    const out = new Float32Array(3).fill(-1)
    expect(ring.pop(out)).toBe(1)
    expect([...out]).toEqual([5, -1, -1])
  })

  it('reads and writes parts of arrays, and never beyond their ends', () => {
    const ring = ringOf(8)
    expect(ring.push(ramp(0, 6), 2, 3)).toBe(3)
    expect(ring.push(ramp(0, 6), 5, 100)).toBe(1)
    const out = new Float32Array(6)
    expect(ring.pop(out, 4, 100)).toBe(2)
    expect([...out]).toEqual([0, 0, 0, 0, 2, 3])
    expect(ring.pop(out, 0, -3)).toBe(0)
  })

  it('survives the overflow of its 32-bit positions', () => {
    const ring = ringOf(8)
    ring.header[0] = 2 ** 31 - 3
    ring.header[16] = 2 ** 31 - 3
    const out = new Float32Array(6)
    for (let round = 0; round < 4; round++) {
      expect(ring.push(ramp(round * 6, 6))).toBe(6)
      expect(ring.available).toBe(6)
      expect(ring.pop(out)).toBe(6)
      expect([...out]).toEqual([...ramp(round * 6, 6)])
    }
    expect(distance(2 ** 31 - 3, ring.readPosition)).toBe(24)
  })

  it('agrees with ringbuf.js over a million random operations', () => {
    const random = randomFrom(42)
    const ours = ringOf(256)
    // ringbuf.js keeps one slot empty, so it is given one more than ours to hold the same number.
    const oracle = new RingBuffer(RingBuffer.getStorageForCapacity(256, Float32Array), Float32Array)
    const source = new Float32Array(300)
    const a = new Float32Array(300)
    const b = new Float32Array(300)
    let next = 0
    for (let operation = 0; operation < 1_000_000; operation++) {
      const count = random(operation % 1000 === 0 ? 300 : 24)
      if (random(2) === 0) {
        for (let i = 0; i < count; i++) source[i] = next + i
        const taken = ours.push(source, 0, count)
        if (oracle.push(source, count) !== taken) throw new Error(`operation ${operation}: pushed ${taken} of ${count}`)
        next = (next + taken) % 2 ** 24
      } else {
        const taken = ours.pop(a, 0, count)
        if (oracle.pop(b, count) !== taken) throw new Error(`operation ${operation}: popped ${taken} of ${count}`)
        for (let i = 0; i < taken; i++) {
          if (a[i] !== b[i]) throw new Error(`operation ${operation}: sample ${i} is ${a[i]}, not ${b[i]}`)
        }
      }
      if (ours.available !== oracle.availableRead()) throw new Error(`operation ${operation}: available differs`)
    }
    expect(next).toBeGreaterThan(1000)
  })
})

describe('a flush', () => {
  it('throws away what was written before it and keeps what came after', () => {
    const ring = ringOf(16)
    ring.push(ramp(0, 10))
    const out = new Float32Array(4)
    ring.pop(out)
    ring.requestFlush()
    ring.push(ramp(100, 3))
    expect(ring.flushPending).toBe(6)
    ring.applyFlush()
    expect(ring.flushPending).toBe(0)
    expect(ring.pop(out)).toBe(3)
    expect([...out.subarray(0, 3)]).toEqual([100, 101, 102])
  })

  it('remembers where the stream was cut, which is what was heard', () => {
    const ring = ringOf(16)
    ring.push(ramp(0, 10))
    ring.pop(new Float32Array(7))
    ring.requestFlush()
    ring.applyFlush()
    expect(ring.cutPosition).toBe(7)
    expect(ring.readPosition).toBe(10)
  })

  it('is nothing when everything was already read', () => {
    const ring = ringOf(16)
    ring.push(ramp(0, 3))
    ring.pop(new Float32Array(3))
    ring.requestFlush()
    expect(ring.flushPending).toBe(0)
    ring.applyFlush()
    expect(ring.cutPosition).toBe(0)
  })
})

describe('storage', () => {
  it('is rounded up to a power of two', () => {
    expect(ringOf(1000).capacity).toBe(1024)
    expect(ringOf(1024).capacity).toBe(1024)
  })

  it('that was not made for a ring is refused, with what to do', () => {
    expect(() => new Ring(new SharedArrayBuffer(128 + 4 * 12))).toThrow(/power of two of samples, not 12.*allocateRing/)
  })

  it('can be unshared, for a page that is not isolated', () => {
    const ring = new Ring(allocateRing(8, { shared: false }))
    ring.push(ramp(0, 2))
    expect(ring.available).toBe(2)
  })
})

describe('two real threads', () => {
  it('pass a million samples through a small ring without losing, doubling or tearing one', async () => {
    const total = 1_000_000
    const storage = allocateRing(1024)
    const producer = new Worker(
      `const { workerData } = require('node:worker_threads');
       require('tsx/cjs/api').register();
       const { Ring } = require(workerData.module);
       const ring = new Ring(workerData.storage);
       const block = new Float32Array(97);
       for (let sent = 0; sent < workerData.total; ) {
         const count = Math.min(block.length, workerData.total - sent);
         for (let i = 0; i < count; i++) block[i] = sent + i;
         sent += ring.push(block, 0, count);
       }`,
      {
        eval: true,
        workerData: { storage, total, module: fileURLToPath(new URL('./ring.ts', import.meta.url)) },
      },
    )
    const failed = new Promise<never>((_, reject) => producer.once('error', reject))
    const exited = new Promise<number>((resolve) => producer.once('exit', resolve))

    const ring = new Ring(storage)
    const block = new Float32Array(128)
    const consume = async () => {
      let received = 0
      while (received < total) {
        const count = ring.pop(block)
        for (let i = 0; i < count; i++) {
          if (block[i] !== received + i) throw new Error(`sample ${received + i} arrived as ${block[i]}`)
        }
        received += count
        if (count === 0) await new Promise(setImmediate)
      }
      return received
    }
    expect(await Promise.race([consume(), failed])).toBe(total)
    expect(await exited).toBe(0)
    expect(ring.available).toBe(0)
  })
})
