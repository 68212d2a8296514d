// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { LatelyUsed } from './lately-used.ts'

it('keeps a bounded number, the ones in use', () => {
  const kept = new LatelyUsed(() => ({}))
  const used = kept.of('used')
  for (let i = 0; i < 500; i++) {
    kept.of(`voice ${i}`)
    expect(kept.of('used')).toBe(used)
  }
  expect(kept.of('voice 499')).toBe(kept.of('voice 499'))
  const first = kept.of('voice 0')
  expect(kept.of('voice 0')).toBe(first)
})
