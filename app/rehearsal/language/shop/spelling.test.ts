// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { shapeOf, tokenise } from './words.ts'

const shape = (words: string) => shapeOf(tokenise(words))

it.each([
  ['peperroni', '<pizza>'],
  ['marghrita', '<pizza>'],
  ['hawain', '<pizza>'],
  ['medum', '<size>'],
  ['onoins', '<topping>'],
  ['tomatos', '<topping>'],
])('a word of the menu is understood as it is mistyped: %s', (word, known) => {
  expect(shape(word)).toBe(known)
})

it.each(['smell', 'basic', 'shall', 'kinds', 'person', 'driver', 'stall', 'opinions'])(
  'an English word that only looks like one is left alone: %s',
  (word) => {
    expect(shape(word)).toBe(word)
  },
)
