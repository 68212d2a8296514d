// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { CheckedTest, TreeResult } from './check.ts'
import { stubFault, wrongFault } from './verify.ts'

const result = (tests: CheckedTest[], crash?: string): TreeResult => ({ tree: 't', tests, ...(crash && { crash }) })
const pass = (title: string): CheckedTest => ({ title, passed: true })
const fail = (title: string, message: string, asserted = true): CheckedTest => ({
  title,
  passed: false,
  message,
  asserted,
})
const lab = { stubFails: 'sounds' }

describe('a stub', () => {
  it('that fails as named is right', () =>
    expect(stubFault(lab, result([pass('loads'), fail('sounds', 'silence')]))).toBeUndefined())
  it.each([
    ['passes', result([pass('loads'), pass('sounds')]), /passes although the code is missing/],
    ['crashes the check', result([], 'SyntaxError'), /crashed instead of failing: SyntaxError/],
    ['throws', result([fail('sounds', 'TypeError: x', false)]), /threw instead of failing an assertion/],
    ['throws later on', result([fail('sounds', 'silence'), fail('stops', 'TypeError: x', false)]), /'stops' threw/],
    ['fails something else first', result([fail('loads', 'no'), fail('sounds', 'no')]), /fails 'loads' first/],
    ['has nothing that was checked', result([]), /fails 'undefined' first/],
  ])('that %s is a fault', (_, given, fault) => {
    expect(stubFault(lab, given)).toMatch(fault)
  })
})

describe('a wrong solution', () => {
  it('that is told its own mistake is right', () =>
    expect(wrongFault('too loud', result([fail('sounds', 'It is too loud: 2')]))).toBeUndefined())
  it('that passes is a fault', () =>
    expect(wrongFault('too loud', result([pass('sounds')]))).toMatch(/takes it for right/))
  it('that is told something else is a fault', () => {
    expect(wrongFault('too loud', result([fail('sounds', 'It is too quiet')]))).toMatch(/too quiet.*expects 'too loud'/)
  })
})
