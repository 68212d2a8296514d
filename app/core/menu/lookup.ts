// SPDX-License-Identifier: Apache-2.0

import { MENU, type MenuPizza, type MenuTopping, type Named } from './menu.ts'

/** A change to a pizza's recipe: one portion more, a double portion, or left out. */
export interface ToppingChange {
  readonly kind: 'with' | 'extra' | 'without'
  readonly topping: MenuTopping
}

/** Lower case, no punctuation, one space between words. */
export function plainWords(words: string): string {
  return words
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

function finder<T extends Named>(entries: readonly T[], strip: RegExp): (words: string) => T | undefined {
  const byWords = new Map<string, T>()
  for (const entry of entries) {
    for (const words of [entry.name, ...entry.aliases]) byWords.set(plainWords(words), entry)
  }
  return (words) => {
    const plain = plainWords(words)
    return byWords.get(plain) ?? byWords.get(plain.replace(strip, '').trim())
  }
}

/** The pizza of the menu that `words` name, `pepperoni pizza` and `Margarita` included. */
export const findPizza: (words: string) => MenuPizza | undefined = finder(MENU.pizzas, /^(the|a) | pizzas?$/g)
/** The size that `words` name. */
export const findSize: (words: string) => Named | undefined = finder(MENU.sizes, /^(the|a) | (size|sized|ones?)$/g)
/** The topping that `words` name, without `extra` or `no`. */
export const findTopping: (words: string) => MenuTopping | undefined = finder(MENU.toppings, /^(the|some|any) /g)
/** The street that `words` name. */
export const findStreet: (words: string) => Named | undefined = finder(MENU.streets, /^(the) /g)

/** Understands `olives`, `extra olives`, `no olives`. */
export function parseTopping(words: string): ToppingChange | undefined {
  const plain = plainWords(words)
  const match = /^(extra|double|more|no|without|hold the|hold)\s+(.+)$/.exec(plain)
  const topping = findTopping(match?.[2] ?? plain)
  if (!topping) return undefined
  if (!match) return { kind: 'with', topping }
  return { kind: /^(extra|double|more)$/.test(match[1] ?? '') ? 'extra' : 'without', topping }
}

/** The words an order carries for a change: `olives`, `extra olives`, `no olives`. */
export function toppingWords({ kind, topping }: ToppingChange): string {
  if (kind === 'with') return topping.name
  return `${kind === 'extra' ? 'extra' : 'no'} ${topping.name}`
}
