// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Order } from './order.ts'
import {
  addItem,
  changeItem,
  emptyOrder,
  missingForConfirmation,
  type OrderChange,
  removeItem,
  setDelivery,
} from './order-changes.ts'

function order(change: OrderChange): Order {
  if (!change.ok) throw new Error(change.refusal)
  return change.order
}
const wish = (pizza: string, size: string, quantity = 1, toppings: string[] = []) => ({
  pizza,
  size,
  quantity,
  toppings,
})
const empty = emptyOrder('o1')

describe('an order', () => {
  it('carries the display words whatever words were used, and the total', () => {
    const after = order(addItem(empty, wish('margarita', 'XL', 2, ['Extra Cheese', 'no tomato', 'basil'])))
    expect(after.items).toEqual([
      {
        pizza: 'Margherita',
        size: 'extra large',
        quantity: 2,
        toppings: ['extra cheese', 'no tomatoes'],
        priceCents: 3398,
      },
    ])
    expect(after.totalCents).toBe(3398)
  })

  it('counts the same pizza up instead of listing it twice', () => {
    const twice = order(addItem(order(addItem(empty, wish('Pepperoni', 'large'))), wish('pepperoni', 'large', 2)))
    expect(twice.items).toMatchObject([{ quantity: 3 }])
  })

  it('changes some of the pizzas of a line, and leaves the rest as they are', () => {
    const six = order(addItem(empty, wish('Margherita', 'small', 6)))
    const split = order(changeItem(six, 1, { only: 2, pizza: 'Pepperoni' }))
    expect(split.items).toMatchObject([
      { pizza: 'Margherita', quantity: 4 },
      { pizza: 'Pepperoni', size: 'small', quantity: 2 },
    ])
    expect(order(changeItem(split, 1, { only: 4, size: 'large' })).items).toMatchObject([
      { pizza: 'Margherita', size: 'large', quantity: 4 },
      { quantity: 2 },
    ])
    expect(changeItem(six, 1, { only: 0, size: 'large' }).ok).toBe(false)
  })

  it('takes back an added topping, leaves out one of the recipe, and puts it back', () => {
    const added = order(addItem(empty, wish('Vegetarian', 'small', 1, ['bacon'])))
    const without = order(changeItem(added, 1, { removeToppings: ['bacon', 'olives'] }))
    expect(without.items[0]?.toppings).toEqual(['no olives'])
    expect(order(changeItem(without, 1, { addToppings: ['olives'] })).items[0]?.toppings).toEqual([])
  })

  it('merges a line that becomes the same kind as another', () => {
    let now = order(addItem(empty, wish('Pepperoni', 'large')))
    now = order(addItem(now, wish('Pepperoni', 'small', 2)))
    expect(order(changeItem(now, 2, { size: 'large' })).items).toMatchObject([{ size: 'large', quantity: 3 }])
  })

  it('removes some or all of a line, and quantity zero removes it', () => {
    const three = order(addItem(empty, wish('Hawaiian', 'medium', 3)))
    expect(order(removeItem(three, 1, 1)).items).toMatchObject([{ quantity: 2 }])
    expect(order(removeItem(three, 1)).items).toEqual([])
    expect(order(changeItem(three, 1, { quantity: 0 })).items).toEqual([])
  })

  it('forgets the old changes when the pizza itself is swapped', () => {
    const now = order(addItem(empty, wish('Vegetarian', 'small', 1, ['no olives'])))
    expect(order(changeItem(now, 1, { pizza: 'Hawaiian' })).items).toMatchObject([{ pizza: 'Hawaiian', toppings: [] }])
  })

  it.each([
    [addItem(empty, wish('Calzone', 'large')), 'Calzone'],
    [addItem(empty, wish('Pepperoni', 'gigantic')), 'gigantic'],
    [addItem(empty, wish('Pepperoni', 'large', 21)), '20'],
    [addItem(empty, wish('Pepperoni', 'large', 0)), 'not a number'],
    [addItem(empty, wish('Pepperoni', 'large', 1, ['gold'])), 'gold'],
    [changeItem(empty, 1, { quantity: 2 }), 'nothing in the order'],
    [setDelivery(empty, 'delivery', '12 Elm Street'), 'Elm Street'],
    [setDelivery(empty, 'delivery', 'Oak Avenue'), 'house number'],
    [setDelivery(empty, 'delivery', '900 Oak Avenue'), '199'],
  ])('refuses with a sentence that names what is wrong %#', (change, word) => {
    expect(change).toMatchObject({ ok: false, refusal: expect.stringContaining(word) })
  })

  it('adds the delivery fee, keeps a known address, and knows what is still missing', () => {
    let now = order(addItem(empty, wish('Pepperoni', 'large')))
    expect(missingForConfirmation(now)).toContain('pickup or delivery')
    now = order(setDelivery(now, 'delivery'))
    expect(missingForConfirmation(now)).toContain('address')
    now = order(setDelivery(now, 'delivery', 'number 12 oak avenue'))
    expect(now.delivery).toEqual({ kind: 'delivery', address: '12 Oak Avenue' })
    expect(order(setDelivery(now, 'delivery')).delivery).toEqual(now.delivery)
    expect(now.totalCents).toBe(1399 + 300)
    expect(missingForConfirmation(now)).toBeNull()
    expect(order(setDelivery(now, 'pickup')).totalCents).toBe(1399)
  })
})
