// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import {
  addItem,
  changeItem,
  findPizza,
  findTopping,
  formatCents,
  MENU,
  type MenuPizza,
  type OrderChange,
  removeItem,
} from '#core/menu'
import { wholeNumber, wordList } from './arguments.ts'
import { describeItem } from './describe.ts'
import { shopTool, type ToolResult } from './shop-tool.ts'

const pizzaNames = MENU.pizzas.map(({ name }) => name).join(', ')
const sizeNames = MENU.sizes.map(({ name }) => name).join(', ')
const item = wholeNumber.describe('item number of the order')

/** Reads the menu: the whole of it, or one pizza or topping. */
export const lookUpMenu = shopTool({
  name: 'look_up_menu',
  description: 'What we sell and what it costs: pizzas, sizes, toppings, or one of them by name.',
  parameters: z.object({
    about: z
      .string()
      .max(80)
      .default('pizzas')
      .describe(
        'pizzas, sizes, toppings, a name, "pizzas with ham", "pizzas without meat", "the cheapest", "the most expensive"',
      ),
  }),
  run({ about }): ToolResult {
    const pizza = findPizza(about)
    if (pizza) {
      const prices = MENU.sizes.map(({ name }, index) => `${name} ${formatCents(pizza.pricesCents[index] ?? 0)}`)
      return { ok: true, text: `${pizza.name}: ${pizza.description} ${prices.join(', ')}.`, pizzaType: pizza.name }
    }
    const chosen = pizzasLike(about)
    if (chosen) return chosen
    const topping = findTopping(about)
    if (topping) {
      const { name, priceCents, extraPriceCents } = topping
      return {
        ok: true,
        text: `${name}: ${formatCents(priceCents)}, extra ${formatCents(extraPriceCents)}, per pizza.`,
      }
    }
    if (/topping|extra/i.test(about)) {
      const toppings = MENU.toppings.map(({ name, priceCents }) => `${name} ${formatCents(priceCents)}`)
      return { ok: true, text: `Toppings: ${toppings.join(', ')}.` }
    }
    if (/size|small|medium|large/i.test(about)) return { ok: true, text: `Sizes: ${sizeNames}.` }
    if (!/pizza|menu|price|all|everything/i.test(about)) {
      return { ok: false, text: `We have no "${about}". Pizzas: ${pizzaNames}.` }
    }
    const pizzas = MENU.pizzas.map(({ name, pricesCents }) => `${name} from ${formatCents(pricesCents[0])}`)
    return { ok: true, text: `Pizzas: ${pizzas.join(', ')}. Sizes: ${sizeNames}.` }
  },
})

/** "Pizzas with ham", "pizzas without meat", "the cheapest": what fits, null when nothing of the kind is asked. */
function pizzasLike(about: string): ToolResult | null {
  const bySmall = MENU.pizzas.toSorted((a, b) => a.pricesCents[0] - b.pricesCents[0])
  if (/cheapest/i.test(about)) return priced('cheapest', bySmall[0])
  if (/most expensive/i.test(about)) return priced('most expensive', bySmall.at(-1))
  const match = /^pizzas? (with|without) (.+)$/i.exec(about.trim())
  const [, way = '', what = ''] = match ?? []
  const topping = findTopping(what)
  if (!match || (!topping && !/meat/i.test(what))) return null
  const has = ({ recipe }: (typeof MENU.pizzas)[number]) =>
    topping
      ? recipe.includes(topping.name)
      : MENU.toppings.some(({ name, meat }) => meat === true && recipe.includes(name))
  const fitting = MENU.pizzas.filter((pizza) => has(pizza) === (way.toLowerCase() === 'with'))
  const names = fitting.length > 0 ? fitting.map(({ name }) => name).join(', ') : 'none'
  return { ok: true, text: `Pizzas ${way.toLowerCase()} ${topping?.name ?? 'meat'}: ${names}.` }
}

function priced(which: string, pizza: MenuPizza | undefined): ToolResult | null {
  if (!pizza) return null
  const from = formatCents(pizza.pricesCents[0])
  return { ok: true, text: `The ${which}: ${pizza.name}, from ${from}.`, pizzaType: pizza.name }
}

/** Puts pizzas into the order. */
export const addPizza = shopTool({
  name: 'add_pizza',
  description: 'Puts pizzas of one kind into the order.',
  parameters: z.object({
    pizza: z.string().max(80).describe(pizzaNames),
    size: z.string().max(40).describe(sizeNames),
    quantity: wholeNumber.default(1),
    toppings: wordList
      .default([])
      .describe('changes to the recipe: "olives" to add, "extra olives" for double, "no olives" to leave out'),
  }),
  async run(wish, desk) {
    return told(await desk.change((open) => addItem(open, wish)), 'Added')
  },
})

/** Changes one line of the order. */
export const changePizza = shopTool({
  name: 'change_pizza',
  description: 'Changes one item of the order: only what is given is changed.',
  parameters: z.object({
    item,
    only: wholeNumber.optional().describe('how many of its pizzas to change; all if absent'),
    pizza: z.string().max(80).optional(),
    size: z.string().max(40).optional(),
    quantity: wholeNumber.optional().describe('the new quantity'),
    add_toppings: wordList.optional().describe('"olives", "extra olives"'),
    remove_toppings: wordList.optional().describe('"olives"'),
  }),
  async run({ item: line, add_toppings, remove_toppings, ...rest }, desk) {
    if (desk.current?.status === 'confirmed') return PLACED
    const change = { ...rest, addToppings: add_toppings, removeToppings: remove_toppings }
    return told(await desk.change((open) => changeItem(open, line, change)), 'Changed')
  },
})

/** Takes pizzas out of the order. */
export const removePizza = shopTool({
  name: 'remove_pizza',
  description: 'Takes one item out of the order, or some of its pizzas.',
  parameters: z.object({ item, quantity: wholeNumber.optional().describe('how many of them; all if absent') }),
  async run({ item: line, quantity }, desk) {
    if (desk.current?.status === 'confirmed') return PLACED
    const removed = desk.current?.items[line - 1]
    const change = await desk.change((open) => removeItem(open, line, quantity))
    if (!change.ok || change.line !== undefined || !removed) return told(change, 'Changed')
    return {
      ok: true,
      text: `Removed item ${line}: ${describeItem(removed)}. The total is ${formatCents(change.order.totalCents)}.`,
    }
  },
})

const PLACED: ToolResult = {
  ok: false,
  text: 'That order is placed already and in the oven. I can only take a new one.',
}

function told(change: OrderChange, verb: string): ToolResult {
  if (!change.ok) return { ok: false, text: change.refusal }
  const total = `The total is ${formatCents(change.order.totalCents)}.`
  const touched = change.line === undefined ? undefined : change.order.items[change.line - 1]
  if (!touched) return { ok: true, text: `${verb}. ${total}` }
  const price = formatCents(touched.priceCents)
  return {
    ok: true,
    text: `${verb} item ${change.line}: ${describeItem(touched)}, ${price}. ${total}`,
    pizzaType: touched.pizza,
  }
}
