// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { splitPhrases } from './phrases.ts'
import { spokenText } from './spoken-text.ts'

test('a reply is spoken sentence by sentence, each followed by a breath', () => {
  expect(splitPhrases('Two pizzas. Anything else?')).toEqual([
    { text: 'Two pizzas.', pauseMs: 220 },
    { text: 'Anything else?', pauseMs: 220 },
  ])
})

test('only a long first sentence is cut at a comma, so that it is heard sooner', () => {
  const long = 'I have added two large pepperoni pizzas, one small hawaiian, and a medium vegetarian.'
  expect(splitPhrases(`${long} ${long}`).map(({ text }) => text)).toEqual([
    'I have added two large pepperoni pizzas,',
    'one small hawaiian, and a medium vegetarian.',
    long,
  ])
})

test('no phrase is longer than one job may be, even without punctuation, and no word is lost', () => {
  const words = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ')
  const phrases = splitPhrases(words)
  expect(Math.max(...phrases.map(({ text }) => text.length))).toBeLessThanOrEqual(120)
  expect(phrases.map(({ text }) => text).join(' ')).toBe(words)
  expect(phrases.at(0)?.pauseMs).toBe(0)
})

test('what cannot be said gives no phrase', () => {
  expect(splitPhrases(' … 🍕 ')).toEqual([])
})

test('the menu is spelled the way Flite says it right', () => {
  expect(spokenText('A Margherita & a BBQ Chicken with jalapeños – “hot”')).toBe(
    'A margareeta and a barbecue Chicken with halapainyos, "hot"',
  )
})
