// SPDX-License-Identifier: Apache-2.0

/** What a customer on the telephone makes of the order that is read out, and what is said next. */

import { describe, expect, test } from 'vitest'
import { parseWanted, readBackIn } from './read-back.ts'
import { nextRepair } from './repairs.ts'

const REPLY =
  'Let me see. You have two small Hawaiian with no ham and one extra large Spinach and Mushroom with extra cheese, no mushrooms and olives, for delivery to 12 Main Street. The total is $41.22. Shall I place the order?'
const WANTED = `1 extra large Spinach and Mushroom [extra cheese, no mushrooms, olives]
2 small Hawaiian [no ham]
to: 12 Main Street
total: 4122
placed`

describe('listening', () => {
  test('every line of an order that is read out, with what is changed on it, and where it goes', () => {
    const { lines, to } = parseWanted(WANTED)
    expect(readBackIn(REPLY)).toEqual({ lines: [lines[1], lines[0]], to })
  })

  test.each([
    ['You have one large Pepperoni. Shall I place the order?', null],
    [
      'Pickup it is. That will be ready in about fifteen minutes. You have one large Pepperoni. Anything else?',
      'pickup',
    ],
    ['Let me see. You have one large Pepperoni. The total is $16.49. Is it for pickup or delivery?', null],
  ])('"%s" goes to: %s', (reply, to) => {
    expect(readBackIn(reply)).toEqual({ lines: [{ quantity: 1, size: 'large', pizza: 'Pepperoni', changes: [] }], to })
  })

  test('most replies read out nothing', () => {
    expect(readBackIn('Got it. I have added one large Pepperoni. Anything else?')).toBeNull()
    expect(readBackIn('There is nothing in your order yet. What would you like to order?')?.lines).toEqual([])
  })
})

describe('putting right', () => {
  const order = (lines: string, to = 'pickup') => parseWanted(`${lines}\nto: ${to}`)
  test.each([
    ['2 large Hawaiian []', '2 large Hawaiian []', null],
    ['10 large Hawaiian []', '2 large Hawaiian []', 'make the hawaiian two'],
    ['2 small Hawaiian []', '2 large Hawaiian []', 'make the hawaiian large'],
    ['2 large Hawaiian [olives]', '2 large Hawaiian []', 'remove the olives from the hawaiian'],
    ['2 large Hawaiian []', '2 large Hawaiian [no ham]', 'no ham on the hawaiian'],
    ['2 large Hawaiian [olives]', '2 large Hawaiian [extra olives]', 'add extra olives to the hawaiian'],
    ['2 large Hawaiian []\n1 small Pepperoni []', '2 large Hawaiian []', 'remove the pepperoni'],
    [
      '2 large Hawaiian []',
      '2 large Hawaiian []\n1 small Pepperoni [olives]',
      'I would like a small pepperoni pizza with olives',
    ],
    ['10 small Hawaiian [ham, olives]', '2 large Hawaiian []', 'remove the hawaiian'],
  ])('"%s" instead of "%s": %s', (heard, wanted, said) => {
    expect(nextRepair(order(heard), order(wanted))?.[0] ?? null).toBe(said)
  })

  test('the address comes last, and can be put in another way', () => {
    const [heard, wanted] = [order('2 large Hawaiian []'), order('2 large Hawaiian []', '14 Oak Avenue')]
    const ways = nextRepair(heard, wanted)
    expect(ways?.[0]).toBe('deliver it to fourteen Oak Avenue')
    expect(new Set(ways).size).toBe(3)
  })
})
