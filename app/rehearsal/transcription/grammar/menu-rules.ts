// SPDX-License-Identifier: Apache-2.0
import { MENU, type Named } from '#core/menu'
import { numberWords } from './numbers.ts'

/** Other spellings of words that sound the same as a menu word; only one of them can be what was heard. */
const SPELLINGS = new Set(['margarita', 'peperoni', 'hawaian', 'meatlovers', 'barbeque', 'xl', 'bbq', 'b', 'q'])

/** How the menu's own words are said where they are written in another way. */
const SAID: Readonly<Record<string, string>> = { bbq: 'barbecue' }

/** The ways to say a thing's name aloud: lower case, no accents or apostrophes, no two that sound the same. */
export function spokenForms({ name, aliases }: Named): string[] {
  const [own, ...others] = [name, ...aliases].map((words) =>
    words
      .toLowerCase()
      .normalize('NFD')
      .replace(/[\p{Diacritic}'’]/gu, '')
      .trim(),
  )
  const said = (own ?? '').replace(/[a-z]+/g, (word) => SAID[word] ?? word)
  const usable = others.filter(
    (words) => /^[a-z ]+$/.test(words) && !words.split(' ').some((word) => SPELLINGS.has(word)),
  )
  return [...new Set([said, ...usable])]
}

/** How much likelier a thing is called by its own name than by another. */
const OWN_NAME = 4

function anyOf(entries: readonly Named[], more: (form: string) => readonly string[] = () => []): string[] {
  const weighted = new Map<string, number>()
  for (const entry of entries) {
    for (const [index, form] of spokenForms(entry).entries()) {
      const weight = index === 0 ? OWN_NAME : 1
      for (const said of [form, ...more(form)]) if (!weighted.has(said)) weighted.set(said, weight)
    }
  }
  return [...weighted].map(([said, weight]) => `/${weight}/ ${said}`)
}

const plural = (form: string): string[] => (/(s|y|cheese|pizza|spinach|hawaii)$/.test(form) ? [] : [`${form}s`])
const quantities = Array.from({ length: MENU.maxQuantity - 1 }, (_, index) => numberWords(index + 2))

/** Rules made of nothing but the menu: what can be named, and how much of it. */
export const MENU_RULES = {
  pizza: anyOf(MENU.pizzas, plural),
  size: anyOf(MENU.sizes),
  topping: anyOf(MENU.toppings),
  street: anyOf(MENU.streets),
  count: quantities,
  day: [...MENU.hours.map(({ day }) => day.toLowerCase()), 'today', 'tonight', 'tomorrow', 'the weekend', 'weekends'],
} as const
