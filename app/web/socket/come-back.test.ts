// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ComeBack } from './come-back.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

async function dueAfter(comeBack: ComeBack): Promise<number> {
  const since = performance.now()
  const due = comeBack.whenDue().then(() => performance.now() - since)
  await vi.runAllTimersAsync()
  return await due
}

it('waits for nothing unless the server went away', async () => {
  expect(await dueAfter(new ComeBack())).toBe(0)
})

it('waits as long as the server asked for, and up to half as long again, so that not everybody is back at once', async () => {
  for (const [random, ms] of [
    [0, 1000],
    [1, 1500],
  ] as const) {
    const comeBack = new ComeBack(undefined, () => random)
    comeBack.notBefore(1000)
    expect(await dueAfter(comeBack)).toBe(ms)
    expect(await dueAfter(comeBack), 'once').toBe(0)
  }
})

it('never waits longer than half a minute', async () => {
  const comeBack = new ComeBack()
  comeBack.notBefore(1e9)
  expect(await dueAfter(comeBack)).toBe(30_000)
})

it('is woken when the page goes', async () => {
  const comeBack = new ComeBack()
  comeBack.notBefore(10_000)
  const due = comeBack.whenDue()
  comeBack.now()
  await due
})
