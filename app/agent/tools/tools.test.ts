// SPDX-License-Identifier: Apache-2.0

/** The tools by themselves: what is offered to whom, what each does, and what each refuses, whatever a model sends. */

import { describe, expect, it } from 'vitest'
import { MENU, totalCents } from '#core/menu'
import { memoryStore } from '#store'
import { OrderDesk } from '../order-desk.ts'
import { SPECIALISTS, type Specialist } from '../roles.ts'
import { findTool, OFFERED } from './index.ts'

const OWNED: Readonly<Record<Specialist, readonly string[]>> = {
  pizza_agent: ['look_up_menu', 'add_pizza', 'change_pizza', 'remove_pizza'],
  order_agent: ['get_order', 'clear_order', 'confirm_order'],
  delivery_agent: ['set_delivery', 'look_up_shop'],
}

function shop() {
  const store = memoryStore()
  const desk = new OrderDesk('s1', store.orders, null, async () => {})
  const use = (name: string, args: unknown = {}) => {
    const tool = SPECIALISTS.map((role) => findTool(role, name)).find((found) => found !== undefined)
    if (!tool) throw new RangeError(`no tool ${name}`)
    return tool.run(args, desk)
  }
  return { desk, use, store }
}

it.each(SPECIALISTS)('%s is offered its own tools, and a way to each of the others', (role) => {
  const others = SPECIALISTS.filter((other) => other !== role)
  expect(OFFERED[role].map((tool) => tool.function.name)).toEqual([
    ...OWNED[role],
    ...others.map((other) => `transfer_to_${other}`),
  ])
  for (const { function: offered } of OFFERED[role]) {
    expect(offered.description.length, offered.name).toBeGreaterThan(10)
    expect(offered.parameters).toMatchObject({ type: 'object' })
  }
})

describe('the tools', () => {
  it('take an order from the first pizza to its confirmation, with every price from the menu', async () => {
    const { desk, use } = shop()
    expect((await use('look_up_menu', { about: 'Pepperoni' })).text).toContain('large $13.99')
    expect((await use('add_pizza', { pizza: 'pepperoni', size: 'large', quantity: 2 })).text).toContain('$27.98')
    expect(
      await use('add_pizza', { pizza: 'veggie', size: 'XL', toppings: ['extra olives', 'no onions'] }),
    ).toMatchObject({ ok: true, pizzaType: 'Vegetarian' })
    expect(await use('change_pizza', { item: 1, only: 1, size: 'small' })).toMatchObject({ ok: true })
    expect(await use('remove_pizza', { item: 2 })).toMatchObject({ ok: true })
    expect(await use('set_delivery', { kind: 'delivery', address: '12 oak avenue' })).toMatchObject({ ok: true })
    const { text } = await use('get_order')
    expect(text).toContain('The total is $26.98.')
    expect(desk.current?.totalCents).toBe(1399 + 999 + MENU.deliveryFeeCents)
    expect(await use('confirm_order')).toMatchObject({
      ok: true,
      text: expect.stringContaining('Placed. $26.98 to pay.'),
    })
    for (const late of [
      use('change_pizza', { item: 1, quantity: 9 }),
      use('remove_pizza', { item: 1 }),
      use('clear_order'),
    ])
      expect(await late).toMatchObject({ ok: false, text: expect.stringContaining('placed already') })
    expect(desk.current).toMatchObject({ status: 'confirmed', totalCents: 2698 })
  })

  it.each([
    ['add_pizza', { pizza: 'Calzone', size: 'large' }, 'We have no "Calzone" pizza. We make Margherita'],
    ['add_pizza', { pizza: 'Hawaiian', size: 'huge' }, 'We have no size "huge"'],
    ['add_pizza', { pizza: 'Hawaiian', size: 'small', quantity: 21 }, '20 is the most'],
    ['add_pizza', { pizza: 'Hawaiian', size: 'small', quantity: 0 }, '0 is not a number of pizzas'],
    ['add_pizza', { pizza: 'Hawaiian', size: 'small', toppings: ['gold leaf'] }, 'We have no topping "gold leaf"'],
    ['add_pizza', { pizza: 'Hawaiian' }, 'size'],
    ['change_pizza', { item: 3, size: 'small' }, 'There is nothing in the order yet.'],
    ['remove_pizza', { item: 'first' }, 'item'],
    ['set_delivery', { kind: 'delivery', address: '5 Elm Street' }, 'We do not deliver to "5 Elm Street"'],
    ['set_delivery', { kind: 'delivery', address: 'Main Street' }, 'house number on Main Street'],
    ['set_delivery', { kind: 'by drone' }, 'kind'],
    ['confirm_order', {}, 'nothing in the order yet'],
  ])('%s refuses %j in words that can be said, and changes nothing', async (name, args, words) => {
    const { desk, use } = shop()
    expect(await use(name, args)).toMatchObject({ ok: false, text: expect.stringContaining(words) })
    expect(desk.current).toBeNull()
  })

  it.each([
    ['hours: sunday', 'Sunday noon to 9 pm'],
    ['waiting time', 'pickup about 15 minutes, delivery about 40 minutes'],
    ['fee', '$3.00'],
    ['our address', MENU.shopAddress],
    ['street: king street', 'Yes, we deliver to King Street.'],
    ['payment', 'card or cash'],
  ])('look_up_shop knows %s', async (about, words) => {
    expect((await shop().use('look_up_shop', { about })).text).toContain(words)
  })

  it.each([
    ['the cheapest', 'Margherita, from $8.99'],
    ['the most expensive', '$11.49'],
    ['pizzas without meat', 'Margherita, Vegetarian, Spinach and Mushroom'],
    ['olives', '$1.25, extra $2.00'],
  ])('look_up_menu knows %s', async (about, words) => {
    expect((await shop().use('look_up_menu', { about })).text).toContain(words)
  })

  it('bear whatever a model sends: an answer every time, and an order that adds up', async () => {
    const { desk, use } = shop()
    const next = seeded(3)
    const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(next() * values.length)]
    const names = Object.values(OWNED)
      .flat()
      .filter((name) => name !== 'confirm_order')
    const values: readonly unknown[] = [
      ...[
        'large',
        'Hawaiian',
        'pepperoni pizza',
        'extra olives',
        '["ham","bacon"]',
        '2',
        'two',
        '',
        'None',
        '{"item":1}',
      ],
      ...[1, 2, 19, 0, -1, 1.5, 1e9, true, null, [], ['olives'], [1], { a: 1 }, 'x'.repeat(500)],
    ]
    const keys = [
      'pizza',
      'size',
      'quantity',
      'toppings',
      'item',
      'only',
      'add_toppings',
      'remove_toppings',
      'kind',
      'address',
      'about',
    ]
    await use('add_pizza', { pizza: 'Margherita', size: 'small' })
    for (let i = 0; i < 3_000; i++) {
      const name = pick(names) ?? ''
      const likely = next() < 0.5 ? { pizza: 'Hawaiian', size: pick(MENU.sizes)?.name, item: 1, kind: 'pickup' } : {}
      const args = { ...likely, ...Object.fromEntries(Array.from({ length: 3 }, () => [pick(keys), pick(values)])) }
      const sent = pick([args, JSON.stringify(args), pick(values)])
      const result = await use(name, sent)
      expect(result.text.length, `${name} ${JSON.stringify(sent)}`).toBeGreaterThan(5)
      const order = desk.current
      if (!order) continue
      expect(order.totalCents).toBe(totalCents(order.items, order.delivery))
      expect(
        order.items.every(
          ({ quantity }) => Number.isInteger(quantity) && quantity >= 1 && quantity <= MENU.maxQuantity,
        ),
      ).toBe(true)
    }
  })
})

/** A small linear congruential generator: the same calls every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
