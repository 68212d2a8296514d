// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { quantitiesIn } from './second-reading.ts'

test.each([
  ['two large pepperoni pizzas', ['two']],
  ['make it three', ['three']],
  ['one large hawaiian and four margheritas', ['one', 'four']],
  ['no the other one', []],
  ['twelve main street', []],
  ['to one hundred and five oak avenue', []],
  ['twenty one main street', []],
])('"%s": quantities %j', (text, quantities) => {
  const words = text.split(' ')
  expect(quantitiesIn(words).map((at) => words[at])).toEqual(quantities)
})
