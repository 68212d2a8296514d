// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test } from 'vitest'
import type { Mood } from './test/moody.worker.ts'
import { JobFailed, PoolFull, WorkerPool } from './worker-pool.ts'

const MODULE = new URL('./test/moody.worker.ts', import.meta.url)
const never = new AbortController().signal
let pool: WorkerPool<Mood, string> | undefined

function start(size: number, seats: number): WorkerPool<Mood, string> {
  pool = new WorkerPool<Mood, string>({ module: MODULE, size, seats })
  return pool
}
afterEach(() => pool?.close())

test('jobs of all seats are done in turn, each answer going to who asked', async () => {
  const { admit } = bound(start(1, 4))
  const seats = [admit(), admit(), admit()]
  const answers = await Promise.all(
    seats.flatMap((seat, place) => [1, 2].map((turn) => seat.run({ kind: 'echo', text: `${place}.${turn}` }, never))),
  )
  expect(answers).toEqual(['0.1', '0.2', '1.1', '1.2', '2.1', '2.2'])
})

test('a full pool says so at once; a seat that is left, even twice, is one seat', () => {
  const { admit } = bound(start(1, 2))
  const first = admit()
  admit()
  expect(admit).toThrow(PoolFull)
  first.leave()
  first.leave()
  admit()
  expect(admit).toThrow(PoolFull)
})

test('a job that throws fails with its error; the thread goes on', async () => {
  const seat = start(1, 1).admit()
  await expect(seat.run({ kind: 'fail' }, never)).rejects.toMatchObject({ name: 'JobFailed', code: 'RangeError' })
  await expect(seat.run({ kind: 'echo', text: 'still here' }, never)).resolves.toBe('still here')
})

test('a thread that dies costs its own job only and is replaced', async () => {
  const seat = start(1, 1).admit()
  const dead = seat.run({ kind: 'die' }, never)
  const waiting = seat.run({ kind: 'echo', text: 'next' }, never)
  await expect(dead).rejects.toBeInstanceOf(JobFailed)
  await expect(waiting).resolves.toBe('next')
})

test('an abandoned job is told, and one that waits is never begun', async () => {
  const seat = start(1, 1).admit()
  const left = new AbortController()
  const startedAtMs = performance.now()
  const toil = seat.run({ kind: 'toil', atMostMs: 30_000 }, left.signal)
  const behind = seat.run({ kind: 'toil', atMostMs: 30_000 }, left.signal)
  const other = seat.run({ kind: 'echo', text: 'my turn' }, never)
  await new Promise((resolve) => setTimeout(resolve, 20))
  left.abort(new Error('gone'))
  await expect(toil).rejects.toThrow('gone')
  await expect(behind).rejects.toThrow('gone')
  await expect(other).resolves.toBe('my turn')
  expect(performance.now() - startedAtMs).toBeLessThan(15_000)
})

test('a module that does not load makes the pool fail to become ready', async () => {
  pool = new WorkerPool<Mood, string>({ module: new URL('./test/not-there.ts', import.meta.url), size: 1, seats: 1 })
  await expect(pool.ready).rejects.toBeInstanceOf(JobFailed)
})

test('closing rejects what waits', async () => {
  const started = start(1, 1)
  const seat = started.admit()
  await started.ready
  const running = seat.run({ kind: 'toil', atMostMs: 30_000 }, never)
  const waiting = seat.run({ kind: 'echo', text: 'x' }, never)
  const settled = Promise.allSettled([running, waiting])
  await started.close()
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

function bound(of: WorkerPool<Mood, string>) {
  return { admit: () => of.admit() }
}
