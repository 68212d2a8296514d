// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { numberWords, parseQuantity, readNumber } from './numbers.ts'

describe('numbers as words', () => {
  it('come back as the same number, 0 to 999', () => {
    for (let value = 0; value <= 999; value++) {
      expect(readNumber(numberWords(value).split(' '))).toEqual({ value, length: numberWords(value).split(' ').length })
    }
  })

  it.each([
    ['one twenty three main street', 123, 3],
    ['one oh five', 105, 3],
    ['one hundred and five oak', 105, 4],
    ['12 oak', 12, 1],
    ['two large', 2, 1],
    ['twenty large', 20, 1],
  ])('%s', (words, value, length) => {
    expect(readNumber(words.split(' '))).toEqual({ value, length })
  })

  it.each([
    ['a couple of', 2],
    ['half a dozen', 6],
    ['3', 3],
    ['three', 3],
    ['many', undefined],
    ['', undefined],
  ])('quantity %s', (words, value) => {
    expect(parseQuantity(words)).toBe(value)
  })
})
