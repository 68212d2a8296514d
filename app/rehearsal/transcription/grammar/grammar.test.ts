// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { MENU } from '#core/menu'
import { compilePhrases } from './automaton.ts'
import { GrammarError, parseRule, parseRules } from './expression.ts'
import { costOf } from './likelihood.ts'
import { spokenForms } from './menu-rules.ts'
import { numberWords } from './numbers.ts'
import { sampleShopUtterances, shopPhrases } from './shop-grammar.ts'

describe('rules', () => {
  test('are read as JSGF: weights, options, choices, references', () => {
    expect(parseRule('x', ['/3/ [please] (give | get) me <item>', "i'd"])).toMatchObject({
      kind: 'choice',
      options: [
        {
          weight: 3,
          expression: {
            kind: 'sequence',
            parts: [{ kind: 'choice' }, { kind: 'choice' }, { word: 'me' }, { name: 'item' }],
          },
        },
        { weight: 1, expression: { word: "i'd" } },
      ],
    })
  })

  test.each([
    ['an open bracket', { a: ['(one | two'] }],
    ['a stray bracket', { a: ['one )'] }],
    ['a strange sign', { a: ['one & two'] }],
    ['a rule that is not there', { a: ['<b>'] }],
    ['a rule inside itself', { a: ['one <b> #end'], b: ['two <b>'] }],
    ['a hub that is not there', { a: ['one #elsewhere'] }],
  ])('%s is said to be wrong', (_name, rules) => {
    expect(() => compilePhrases(parseRules(rules), ['a'])).toThrow(GrammarError)
  })
})

describe('the compiled automaton', () => {
  const rules = {
    start: ['/3/ <want> #more', 'yes #more'],
    want: ['give me (one | two)', 'give us one'],
    more: ['#end', 'and <start>'],
  }
  const automaton = compilePhrases(parseRules(rules), ['start', 'more'])
  const cost = (text: string) => costOf(automaton, text.split(' '))

  test('accepts what the rules say and nothing else', () => {
    for (const text of ['give me one', 'give us one', 'yes', 'yes and give me two', 'give me one and yes and yes'])
      expect(cost(text), text).toBeLessThan(Number.POSITIVE_INFINITY)
    for (const text of ['give us two', 'give me', 'yes yes', 'and yes', 'yes and'])
      expect(cost(text), text).toBe(Number.POSITIVE_INFINITY)
  })

  test('gives every sentence the probability that the rules give it', () => {
    expect(Math.exp(-cost('yes'))).toBeCloseTo((1 / 4) * (1 / 2), 3)
    expect(Math.exp(-cost('give me two'))).toBeCloseTo((3 / 4) * (1 / 2) * (1 / 2) * (1 / 2), 3)
    expect(Math.exp(-cost('give us one'))).toBeCloseTo((3 / 4) * (1 / 2) * (1 / 2), 3)
    expect(Math.exp(-cost('yes and yes'))).toBeCloseTo((1 / 4) ** 2 * (1 / 2) ** 2, 3)
  })

  test('has one arc per word and state', () => {
    for (const arcs of automaton.arcs) expect(new Set(arcs.map(({ word }) => word)).size).toBe(arcs.length)
  })
})

describe("the shop's phrases", () => {
  const phrases = shopPhrases()
  const understood = (text: string) => costOf(phrases, text.split(' ')) < Number.POSITIVE_INFINITY

  test('every pizza, size, topping and street of the menu can be said, by each of its spoken names', () => {
    for (const pizza of MENU.pizzas)
      for (const form of spokenForms(pizza))
        expect(understood(`i want the ${form}`) || understood(`two ${form}`), form).toBe(true)
    for (const size of MENU.sizes)
      for (const form of spokenForms(size))
        expect(understood(`make it ${form}`) || understood(`two ${form}`), form).toBe(true)
    for (const topping of MENU.toppings)
      for (const form of spokenForms(topping)) expect(understood(`extra ${form}`), form).toBe(true)
    for (const street of MENU.streets)
      for (const form of spokenForms(street)) expect(understood(`to ${form}`), form).toBe(true)
  })

  test('every quantity and house number of the menu can be said', () => {
    for (let count = 1; count <= MENU.maxQuantity; count++)
      expect(understood(`${numberWords(count)} large pepperoni pizzas`), String(count)).toBe(true)
    for (let house = 1; house <= 99; house++) {
      expect(understood(`${numberWords(house)} main street`), String(house)).toBe(true)
      expect(understood(`one hundred and ${numberWords(house)} main street`), String(house)).toBe(true)
    }
  })

  test.each([
    'actually make it three',
    'no the other one',
    'remove the olives',
    'cancel that',
    "that's all",
    'yes please',
    'how much is it',
    "what's on the menu",
    'are you open',
    'deliver to twelve main street',
    'two large pepperoni one small hawaiian and a medium vegetarian with extra mushrooms',
  ])('"%s" can be said', (text) => {
    expect(understood(text)).toBe(true)
  })

  test('can be drawn at random, the same by the same seed', () => {
    const drawn = sampleShopUtterances(50, 3)
    expect(drawn).toEqual(sampleShopUtterances(50, 3))
    expect(drawn).not.toEqual(sampleShopUtterances(50, 4))
    expect(drawn.filter((text) => !understood(text))).toEqual([])
  })
})
