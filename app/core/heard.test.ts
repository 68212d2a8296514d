// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { heardText, splitHeard, wholeWords } from './heard.ts'

const reply = [
  { text: 'Two large pepperoni pizzas.', audioMs: 1_800 },
  { text: 'That makes $41.98.', audioMs: 1_200 },
  { text: 'Pickup or delivery?', audioMs: 1_000 },
]

describe('what was heard of a reply', () => {
  test.each([
    ['nothing before the first sample', 0, ''],
    ['not a word that was not finished', 100, ''],
    ['the words that fit', 700, 'Two large'],
    ['a sentence exactly, at its last sample', 1_800, 'Two large pepperoni pizzas.'],
    ['nothing of a sentence that has just begun', 1_801, 'Two large pepperoni pizzas.'],
    ['whole sentences and the words of the next', 2_500, 'Two large pepperoni pizzas. That makes'],
    ['everything', 4_000, 'Two large pepperoni pizzas. That makes $41.98. Pickup or delivery?'],
    ['no more than everything', 99_000, 'Two large pepperoni pizzas. That makes $41.98. Pickup or delivery?'],
  ])('%s', (_name, playedMs, heard) => {
    expect(heardText(reply, playedMs)).toBe(heard)
  })

  test('a negative playhead is nothing heard', () => {
    expect(heardText(reply, -5)).toBe('')
  })

  test('a sentence that has not been spoken yet is not heard, however short', () => {
    expect(heardText([...reply, { text: 'Hm.', audioMs: 0 }], 4_000)).not.toContain('Hm.')
  })

  test('it never shrinks as the listener hears more', () => {
    let before = ''
    for (let playedMs = 0; playedMs <= 4_100; playedMs += 10) {
      const now = heardText(reply, playedMs)
      expect(now.startsWith(before)).toBe(true)
      before = now
    }
  })
})

test('words are cut at white space only', () => {
  expect(wholeWords('well-known  margherita', 0.5)).toBe('well-known')
  expect(wholeWords('well-known  margherita', 1)).toBe('well-known  margherita')
  expect(wholeWords('', 0.5)).toBe('')
})

describe('where a reply goes on after a cough', () => {
  test.each([
    ['with all of it before the first sample', 0, 0],
    ['with the sentence it was in', 700, 0],
    ['with the next one, a frame before the end of a sentence', 1_785, 1],
    ['with the next one, at the end of a sentence', 1_800, 1],
    ['with the last', 3_500, 2],
    ['with nothing, when all was heard', 4_000, 3],
  ])('%s', (_name, playedMs, heard) => {
    expect(splitHeard(reply, playedMs, 20)).toEqual({ heard: reply.slice(0, heard), rest: reply.slice(heard) })
  })
})
