// SPDX-License-Identifier: Apache-2.0
import { MENU, type Named } from '#core/menu'
import { numberWords } from './numbers.ts'

/** Other spellings of words that sound the same as a menu word; only one of them can be what was heard. */
const SPELLINGS = new Set(['margarita', 'peperoni', 'hawaian', 'meatlovers', 'barbeque', 'bbq', 'b', 'q', 'kings'])

/** How the menu's own words are said where they are mostly read out in another way. */
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
  return [...new Set([said, ...(own === said ? [] : [own ?? '']), ...usable])]
}

/** How much likelier a thing is called by its own name than by another, and by one that differs from it in its last letters. */
const OWN_NAME = 4
const SAME_BUT_NUMBER = 0.3

/** Every way to name one of the entries, weighted. */
function anyOf(entries: readonly Named[], form: (said: string) => string | undefined = (said) => said): string[] {
  const weights = new Map<string, number>()
  for (const entry of entries) {
    const [own = '', ...others] = spokenForms(entry)
    for (const said of [own, ...others]) {
      const formed = form(said)
      if (formed === undefined || weights.has(formed)) continue
      weights.set(formed, said === own ? OWN_NAME : singular(said) === singular(own) ? SAME_BUT_NUMBER : 1)
    }
  }
  return [...weights].map(([said, weight]) => `/${weight}/ ${said}`)
}

const singular = (said: string): string => said.replace(/(?<=o)es$|(?<=[^s])s$/, '')

/** Names that stand for one as they are: `meat lovers` and `veggie lovers` do, `veggies` does not. */
const isOne = (said: string): boolean => !said.endsWith('s') || / lovers$/.test(said) || / mushrooms$/.test(said)
const one = (said: string): string | undefined => (isOne(said) ? said : undefined)
const many = (said: string): string | undefined => {
  if (said.endsWith('s')) return said
  return /(y|cheese|pizza|spinach|hawaii|mushroom|feast)$/.test(said) ? undefined : `${said}s`
}
const startsWithVowel = (said: string): boolean => /^[aeiou]/.test(said)
const sizeForm = (isVowel: boolean) => (said: string) =>
  isOne(said) && startsWithVowel(said) === isVowel ? said : undefined

/** Rules made of nothing but the menu: what can be named, and how much of it. */
export const MENU_RULES = {
  pizza: anyOf(MENU.pizzas, one),
  pizzas: anyOf(MENU.pizzas, many),
  size: anyOf(MENU.sizes, one),
  size_after_a: anyOf(MENU.sizes, sizeForm(false)),
  size_after_an: anyOf(MENU.sizes, sizeForm(true)),
  sizes: MENU.sizes.map(({ name }) => `${name}s`),
  topping: anyOf(MENU.toppings),
  street: anyOf(MENU.streets),
  count: Array.from({ length: MENU.maxQuantity - 1 }, (_, index) => `/${index < 5 ? 4 : 1}/ ${numberWords(index + 2)}`),
  day: [...MENU.hours.map(({ day }) => day.toLowerCase()), 'today', 'tonight', 'tomorrow', 'the weekend', 'weekends'],
} as const
