// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { fitted, RegionError, regionText, withRegion } from './regions.ts'

const TEXT = [
  'class A {',
  '  // #region one',
  '  a() {}',
  '  // #endregion one',
  '}',
  '// #region two',
  '// #endregion two',
  '',
].join('\n')

describe('a region', () => {
  it('is the lines between its markers', () => {
    expect(regionText(TEXT, 'one')).toBe('  a() {}')
    expect(regionText(TEXT, 'two')).toBe('')
  })

  it('is replaced and nothing else is', () => {
    const changed = withRegion(TEXT, 'one', '  b() {}\n  c() {}')
    expect(changed).toBe(TEXT.replace('  a() {}', '  b() {}\n  c() {}'))
    expect(withRegion(changed, 'one', '  a() {}')).toBe(TEXT)
  })

  it('lends its indentation to a body written elsewhere', () => {
    expect(fitted(TEXT, 'one', '\n      b() {\n\n        return 1\n      }\n    ')).toBe('  b() {\n\n    return 1\n  }')
  })

  it.each([
    ['is not there', 'x\n'],
    ['is never closed', '// #region one\n'],
    ['closes before it opens', '// #endregion one\n// #region one\n'],
    ['is marked twice', '// #region one\n// #endregion one\n// #region one\n// #endregion one\n'],
  ])('that %s is an error', (_, text) => {
    expect(() => regionText(text, 'one')).toThrow(RegionError)
  })
})
