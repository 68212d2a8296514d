// SPDX-License-Identifier: Apache-2.0

import { MENU } from '#core/menu'
import { listWords } from './lines.ts'
import type { Situation } from './situation.ts'
import { understand } from './understand.ts'

/** What a look at the menu is told as. @param calls how many tools were called in the turn */
export function menuWords(result: string, { turn, text }: Situation, calls: number): string[] {
  const names = /^Pizzas: (.+?)\. Sizes: (.+)\.$/.exec(result)
  if (names) {
    const entries = (names[1] ?? '').split(', ').map((entry) => /^(.+) from (\$[\d.]+)$/.exec(entry))
    const pizzas = entries.flatMap((entry) => (entry?.[1] ? [entry[1]] : []))
    const [cheapest] = entries.flatMap((entry) => (entry?.[2] ? [entry[2]] : [])).sort(byAmount)
    return ['Gladly.', `We have ${listWords(pizzas)}.`, cheapest ? `They start at ${cheapest} for a small one.` : '']
  }
  if (/^Toppings: /.test(result)) {
    const entries = result
      .replace(/^Toppings: |\.$/g, '')
      .split(', ')
      .map((entry) => entry.replace(/ \$.*$/, ''))
    const prices = [...result.matchAll(/\$[\d.]+/g)].map(([price]) => price.replace(/\.$/, '')).sort(byAmount)
    return ['Plenty.', `We have ${listWords(entries)}.`, `They are ${prices[0]} to ${prices.at(-1)} each.`]
  }
  if (/^Sizes: /.test(result))
    return ['Four.', `We have ${listWords(result.replace(/^Sizes: |\.$/g, '').split(', '))}.`]
  const pizza = /^([A-Z][A-Za-z ]+): (.+?)\. ((?:small|medium|large|extra large) \$.+)\.$/.exec(result)
  if (pizza) {
    const [, name = '', description = '', prices = ''] = pizza
    const sized = sizeAsked(text, name)
    const price = sized && new RegExp(`(?:^|, )${sized} (\\$[\\d.]+)`).exec(prices)?.[1]
    if (price && (calls > 1 || /how much|price|cost|^\W*(?:and|what about|how about)\b/i.test(text)))
      return [`A ${sized} ${name} is ${price}.`]
    if (calls > 1) return [`The ${name} costs ${listWords(prices.split(', '))}.`]
    const opening = /recommend|suggest|best|favou?rite|popular|good|special/i.test(text)
      ? `The ${name} is a good choice.`
      : `The ${name}.`
    return [opening, `It comes with ${lowerFirst(description)}.`, `It costs ${listWords(prices.split(', '))}.`]
  }
  if (/, extra \$/.test(result)) {
    const [, name = '', price = '', extra = ''] = /^(.+): (\$[\d.]+), extra (\$[\d.]+)/.exec(result) ?? []
    return ['Yes, we do.', `We can put ${name} on a pizza for ${price}, or extra ${name} for ${extra}.`]
  }
  const missing = /^We have no "(.*)"/.exec(result)?.[1]
  if (missing !== undefined) {
    const denial = `${turn % 2 === 0 ? 'I am afraid' : 'Sorry,'} we have no ${missing}.`
    return calls > 1 ? [denial] : [denial, `We make ${listWords(MENU.pizzas.map(({ name }) => name))}.`]
  }
  const like = /^Pizzas (with|without) (.+): (.+)\.$/.exec(result)
  if (like) {
    const [, way = '', what = '', names = ''] = like
    if (names === 'none') return [`None of ours is ${way} ${what}.`]
    return ['Yes.', `There is ${listWords(names.split(', '))}.`]
  }
  const extreme = /^The (?:cheapest|most expensive): (.+), from (\$[\d.]+)\.$/.exec(result)
  if (extreme) return [`That is the ${extreme[1]}.`, `It starts at ${extreme[2]}.`]
  return [result]
}

/** The size in which a pizza, or "it", was asked about. */
function sizeAsked(text: string, pizza: string): string | undefined {
  return understand(text).flatMap((act) => {
    if ((act.kind === 'menu' && act.about === pizza) || act.kind === 'about it') return act.size ?? []
    // "And a large one?"
    return act.kind === 'add' || act.kind === 'fragment' || act.kind === 'take' ? (act.slots.size ?? []) : []
  })[0]
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function byAmount(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1))
}
