// SPDX-License-Identifier: Apache-2.0

import { MENU, type Named, plainWords, readNumber } from '#core/menu'
import { respelled } from './spelling.ts'

/** One word or phrase of an utterance, with what it names if the shop knows it. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  /** `.`, `,`, `?` and the like, as `|` between sentences and `,` within one. */
  | { readonly kind: 'stop'; readonly text: '|' | ',' }
  /** `weak` for `a` and `an`. */
  | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly weak: boolean }
  | { readonly kind: 'size'; readonly text: string; readonly name: string }
  | { readonly kind: 'pizza'; readonly text: string; readonly name: string }
  | { readonly kind: 'topping'; readonly text: string; readonly name: string }
  | { readonly kind: 'street'; readonly text: string; readonly name: string }

type Named1 = Extract<Token, { name: string }>['kind']

/** Said in one breath before or between words, and meaning nothing. */
const FILLERS = new Set(
  'um uh er erm hmm hm mhm please pls plz thx kindly just basically literally kinda maybe'.split(' '),
)

/** More than any oven takes, however much it is. */
const VERY_MANY = 9_999

const FIXED_NUMBERS: readonly (readonly [string, number])[] = [
  ['half a dozen', 6],
  ['half dozen', 6],
  ['a dozen', 12],
  ['a couple of', 2],
  ['couple of', 2],
  ['a couple', 2],
  ['a pair of', 2],
  ['a single', 1],
  ['a hundred', 100],
  ['a thousand', 1_000],
  ['a million', VERY_MANY],
  ['a billion', VERY_MANY],
  ['a', 1],
  ['an', 1],
]

/** `one` after these is a pronoun: "the large one", "that one". */
const BEFORE_PRONOUN = /^(the|that|this|other|which|first|second|third|last|each|every|same|any)$/

/** The word that stands for a number that pizzas do not come in: 3.5, -1. */
export const NO_WHOLE_NUMBER = 'fraction'

const PHRASES = phraseBook()
const VOCABULARY: ReadonlySet<string> = new Set([...PHRASES.keys()].flatMap((words) => words.split(' ')))
const LONGEST_PHRASE = Math.max(...[...PHRASES.keys()].map((words) => words.split(' ').length))

/** Cuts an utterance into tokens; longest known phrase first, number words as numbers, fillers gone. */
export function tokenise(utterance: string): Token[] {
  const marked = written(utterance)
    .replace(/[.;!?\n:]+/g, ' | ')
    .replace(/[,–—()]+| - /g, ' , ')
  const words = marked
    .split(/\s+/)
    .flatMap((word) => (word === '|' || word === ',' ? [word] : plainWords(word).split(' ')))
    .map((word) => word.replace(/^(?:x(\d+)|(\d+)x)$/, '$1$2'))
    .filter((word) => word !== '' && !FILLERS.has(word))
    .map((word) => respelled(word, VOCABULARY) ?? word)
  const tokens: Token[] = []
  for (let at = 0; at < words.length; ) {
    const { token, length } = tokenAt(words, at, tokens.at(-1))
    tokens.push(token)
    at += length
  }
  return tokens
}

/** Short forms of writing as words: `w/o`, `12"` (no size of ours), and what is no whole number of pizzas. */
function written(utterance: string): string {
  return utterance
    .replace(/\bw\/o\b/gi, 'without')
    .replace(/\bw\/ ?/gi, 'with ')
    .replace(/\d+ ?(?:"|''|-?inch(?:es)?\b|cm\b)/gi, '')
    .replace(/\$ ?\d+[.,]\d+/g, 'amount')
    .replace(/(?<=^|\s)(?:-\d+|\d+[.,]\d+)(?=\s|$)/g, NO_WHOLE_NUMBER)
}

/** An utterance as a line to match patterns against: `i want <number> <size> <pizza> with <topping>`. */
export function shapeOf(tokens: readonly Token[]): string {
  return tokens.map(shapeOfToken).join(' ')
}

function shapeOfToken(token: Token): string {
  const plain = token.kind === 'word' || token.kind === 'stop' || (token.kind === 'number' && token.weak)
  return plain ? token.text : `<${token.kind}>`
}

function tokenAt(words: readonly string[], at: number, before: Token | undefined): { token: Token; length: number } {
  const word = words[at] ?? ''
  if (word === '|' || word === ',') return { token: { kind: 'stop', text: word }, length: 1 }
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
    const text = words.slice(at, at + length).join(' ')
    const known = PHRASES.get(text)
    if (known) return { token: { ...known, text }, length }
  }
  const rest = words.slice(at)
  for (const [text, value] of FIXED_NUMBERS) {
    const length = text.split(' ').length
    if (rest.slice(0, length).join(' ') === text) {
      return { token: { kind: 'number', text, value, weak: text.length <= 2 }, length }
    }
  }
  if (/^\d{5,}$/.test(word)) return { token: { kind: 'number', text: word, value: VERY_MANY, weak: false }, length: 1 }
  const pronoun = word === 'one' && before !== undefined && isPronoun(before, rest.slice(1))
  const number = pronoun ? undefined : readNumber(rest)
  if (!number) return { token: { kind: 'word', text: word }, length: 1 }
  const text = rest.slice(0, number.length).join(' ')
  return { token: { kind: 'number', text, value: number.value, weak: false }, length: number.length }
}

/** "the large one", "that one"; but in "two mediums, one hawaiian" it is a number. */
function isPronoun(before: Token, after: readonly string[]): boolean {
  if (isWord(before, BEFORE_PRONOUN)) return true
  if (before.kind !== 'size' && before.kind !== 'pizza' && before.kind !== 'topping') return false
  return ![3, 2, 1].some((length) => PHRASES.has(after.slice(0, length).join(' ')))
}

/** True for a word token that matches. */
export function isWord(token: Token | undefined, pattern: RegExp): boolean {
  return token?.kind === 'word' && pattern.test(token.text)
}

function phraseBook(): ReadonlyMap<string, Extract<Token, { name: string }>> {
  const book = new Map<string, Extract<Token, { name: string }>>()
  const add = (kind: Named1, entries: readonly Named[]) => {
    for (const { name, aliases } of entries) {
      for (const said of [name, ...aliases]) book.set(plainWords(said), { kind, name, text: plainWords(said) })
    }
  }
  add('street', MENU.streets)
  add('topping', MENU.toppings)
  add('pizza', MENU.pizzas)
  add('size', MENU.sizes)
  const more: readonly (readonly [Named1, string, string])[] = [
    ['pizza', 'Spinach and Mushroom', 'spinach pizza'],
    ['pizza', 'Spinach and Mushroom', 'spinach pizzas'],
    ['pizza', 'BBQ Chicken', 'chicken pizza'],
    ['pizza', 'BBQ Chicken', 'chicken pizzas'],
    ['pizza', 'BBQ Chicken', 'bbq'],
    ['pizza', 'BBQ Chicken', 'barbecue chickens'],
    ['pizza', 'BBQ Chicken', 'bbq chickens'],
    ['pizza', 'Spinach and Mushroom', 'mushroom pizza'],
    ['pizza', 'Margherita', 'margheritas'],
    ['pizza', 'Margherita', 'margaritas'],
    ['pizza', 'Margherita', 'cheese pizzas'],
    ['pizza', 'Hawaiian', 'hawaiis'],
    ['topping', 'green peppers', 'pepper'],
    ['topping', 'green peppers', 'capsicum'],
    ['topping', 'jalapenos', 'chilies'],
    ['topping', 'cheese', 'cheesy'],
    ['size', 'small', 'smallest'],
    ['size', 'small', 'sm'],
    ['size', 'medium', 'med'],
    ['size', 'large', 'lg'],
    ['size', 'large', 'larger'],
    ['size', 'small', 'smaller'],
    ['size', 'extra large', 'extra large sized'],
    ['size', 'large', 'large sized'],
    ['size', 'small', 'small sized'],
    ['size', 'extra large', 'extralarge'],
  ]
  for (const [kind, name, said] of more) book.set(said, { kind, name, text: said })
  return book
}
