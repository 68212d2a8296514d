// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { findPizza, findSize, parseTopping } from './lookup.ts'
import { MENU } from './menu.ts'
import { formatCents, priceItem, totalCents, unitPriceCents } from './price.ts'

describe('price arithmetic', () => {
  it('charges the size, each added topping and each double portion, and nothing for what is left out', () => {
    expect(unitPriceCents('Pepperoni', 'large', [])).toBe(1399)
    expect(unitPriceCents('Pepperoni', 'large', ['olives', 'extra cheese', 'no pepperoni'])).toBe(1399 + 125 + 200)
  })

  it('multiplies by the quantity and adds the delivery fee once, to an order that has something in it', () => {
    const item = priceItem({ pizza: 'Hawaiian', size: 'small', quantity: 3, toppings: ['bacon'] })
    expect(item.priceCents).toBe(3 * (999 + 175))
    expect(totalCents([item], null)).toBe(item.priceCents)
    expect(totalCents([item], { kind: 'pickup' })).toBe(item.priceCents)
    expect(totalCents([item], { kind: 'delivery' })).toBe(item.priceCents + MENU.deliveryFeeCents)
    expect(totalCents([], { kind: 'delivery' })).toBe(0)
  })

  it('refuses what the menu does not have', () => {
    expect(() => unitPriceCents('Calzone', 'large', [])).toThrow('Calzone')
    expect(() => unitPriceCents('Pepperoni', 'huge', [])).toThrow('huge')
    expect(() => unitPriceCents('Pepperoni', 'large', ['gold leaf'])).toThrow('gold leaf')
  })

  it('prints cents as dollars', () => {
    expect(formatCents(1299)).toBe('$12.99')
    expect(formatCents(5)).toBe('$0.05')
  })
})

describe('the menu', () => {
  it('is made of whole positive cents and of recipes that are on the topping list, a bigger pizza never cheaper', () => {
    const toppings = new Set(MENU.toppings.map(({ name }) => name))
    for (const { recipe, pricesCents } of MENU.pizzas) {
      expect(recipe.every((name) => toppings.has(name))).toBe(true)
      expect(pricesCents.every((cents) => Number.isInteger(cents) && cents > 0)).toBe(true)
      expect([...pricesCents].sort((a, b) => a - b)).toEqual(pricesCents)
    }
    for (const { priceCents, extraPriceCents } of MENU.toppings) {
      expect([priceCents, extraPriceCents].every((cents) => Number.isInteger(cents) && cents > 0)).toBe(true)
      expect(extraPriceCents).toBeGreaterThan(priceCents)
    }
    expect(MENU.hours).toHaveLength(7)
  })

  it('has what the shop is known for', () => {
    expect(MENU.pizzas.map(({ name }) => name)).toEqual([
      'Margherita',
      'Pepperoni',
      'Vegetarian',
      'Hawaiian',
      'Meat Lovers',
      'BBQ Chicken',
      'Spinach and Mushroom',
    ])
    expect(MENU.sizes.map(({ name }) => name)).toEqual(['small', 'medium', 'large', 'extra large'])
  })

  it('is found by the words people use', () => {
    expect(findPizza('Margarita')?.name).toBe('Margherita')
    expect(findPizza("meat lover's pizza")?.name).toBe('Meat Lovers')
    expect(findPizza('barbecue chicken')?.name).toBe('BBQ Chicken')
    expect(findPizza('calzone')).toBeUndefined()
    expect(findSize('Extra-Large')?.name).toBe('extra large')
    expect(parseTopping('no Olives')).toMatchObject({ kind: 'without', topping: { name: 'olives' } })
    expect(parseTopping('extra cheese')).toMatchObject({ kind: 'extra', topping: { name: 'cheese' } })
  })
})
