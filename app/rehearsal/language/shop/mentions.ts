// SPDX-License-Identifier: Apache-2.0

import { MENU } from '#core/menu'
import { isWord, type Token } from './words.ts'

export type TopKind = 'with' | 'extra' | 'without'

/** Something an utterance says about toppings. */
export interface ToppingWish {
  readonly kind: TopKind
  readonly name: string
}

/** Pizzas as an utterance mentions them: what is not said is absent. */
export interface Mention {
  quantity?: number
  /** "a" or "an" was said. */
  single: boolean
  size?: string
  pizza?: string
  toppings: ToppingWish[]
  /** "the", "my", "that": something already talked about. */
  definite: boolean
  /** "the first one", "the last one", "the other one". */
  ordinal?: number | 'last' | 'other'
  /** "two of them", "one of the large ones": so many of something already talked about; 0.5 for "half of them". */
  part?: number
  /** "another", "one more". */
  more: boolean
  /** "pizza", "one", "them" was said. */
  noun: boolean
  /** Where it begins and ends in the clause, in tokens. */
  start: number
  end: number
}

const ORDINALS: Readonly<Record<string, number | 'last' | 'other'>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  last: 'last',
  other: 'other',
}

/** "All large", "both of them small": the size is for everything that has none yet. */
const EACH = /^(all|both|each)$/
const DEFINITE = /^(the|my|that|those|this|these|it|them)$/
const NEGATIVE = /^(no|without|minus|hold|skip|remove|less|nix|lose|omit|leave|drop|off|delete)$/
const POSITIVE = /^(with|add|plus|topped|put|throw|including)$/
const PIZZA_NOUN = /^(pizzas?|pies?|ones?)$/
const OF_THEM = /^(them|those|these|the|my)$/
/** "Another friend wants" is not another pizza. */
const PERSON =
  /^(friends?|person|people|guys?|girl|colleague|coworker|kid|child|one of (?:us|them)|time|thing|question|day)$/
const HALF = 0.5
const EXTRA = /^(extra|double|more|additional)$/

/** Finds the pizzas and toppings that a clause mentions, left to right. */
export function findMentions(tokens: readonly Token[]): Mention[] {
  const mentions: Mention[] = []
  let current: Mention | null = null
  let mode: TopKind | null = null
  let definite = false
  let ordinal: Mention['ordinal']
  let more = false
  const open = (at: number): Mention => {
    const made: Mention = {
      toppings: [],
      definite,
      single: false,
      more,
      noun: false,
      start: at,
      end: at,
      ...(ordinal === undefined ? {} : { ordinal }),
    }
    mentions.push(made)
    definite = false
    more = false
    ordinal = undefined
    return made
  }
  tokens.forEach((token, at) => {
    const next = tokens[at + 1]
    switch (token.kind) {
      case 'number': {
        // "We are five": people, not pizzas.
        const ofPeople = isWord(tokens[at - 1], /^(are|were|was)$/) && isWord(tokens[at - 2], /^(we|there|they)$/)
        if (ofPeople || isWord(tokens[at - 1], /^were$/)) return
        if (isWord(next, /^(dollars?|bucks?|cents?|minutes?|oclock|percent|people|of)$/) && !isWord(next, /^of$/))
          return
        if (next?.kind === 'street') return
        if (current && isWord(tokens[at - 1], /^another$/)) {
          current.quantity = token.value
          break
        }
        // "The pepperoni, a large".
        const completes =
          token.weak && next?.kind === 'size' && current?.pizza !== undefined && current.size === undefined
        const nothingFollows = tokens[at + 2] === undefined || tokens[at + 2]?.kind === 'stop'
        if (completes && nothingFollows) break
        const partly = isWord(next, /^of$/) && isWord(tokens[at + 2], OF_THEM)
        if (
          !current ||
          current.pizza !== undefined ||
          current.quantity !== undefined ||
          current.size !== undefined ||
          current.toppings.length > 0
        ) {
          current = open(at)
          mode = null
        }
        if (token.weak) current.single = true
        else current.quantity = token.value
        if (partly && !token.weak) current.part = token.value
        break
      }
      case 'size': {
        if (
          mentions.length > 0 &&
          (isWord(tokens[at - 1], EACH) ||
            (isWord(tokens[at - 1], /^(them|in)$/) && tokens.slice(at - 3, at).some((word) => isWord(word, EACH))))
        ) {
          for (const mention of mentions) mention.size ??= token.name
          return
        }
        const before: Mention | null = current
        const ahead = next?.kind === 'pizza' || (next?.kind === 'topping' && mode === null && next.name === 'pepperoni')
        const starts =
          !before ||
          before.size !== undefined ||
          (before.pizza !== undefined && (ahead || isWord(next, PIZZA_NOUN))) ||
          (before.definite && before.noun && before.toppings.length > 0)
        if (starts) {
          current = open(at)
          mode = null
        }
        if (current) current.size = token.name
        break
      }
      case 'pizza':
      case 'topping': {
        for (const part of meant(token, tokens, at, mode, current)) {
          if (part.kind === 'pizza') {
            if (!current || current.pizza !== undefined) current = open(at)
            current.pizza = part.name
            mode = null
          } else {
            current ??= open(at)
            const asExtra = isWord(tokens[at - 1], EXTRA) || isWord(next, /^(doubled|twice)$/)
            // "No extra olives": as many as there always are.
            const asUsual = asExtra && isWord(tokens[at - 2], /^(no|not|without)$/)
            const kind = asUsual ? 'with' : asExtra && mode !== 'without' ? 'extra' : (mode ?? 'with')
            current.toppings.push({ kind, name: part.name })
            mode ??= 'with'
          }
        }
        break
      }
      case 'word': {
        const { text } = token
        if (/^(extra|double|additional)$/.test(text) && mode === 'without') mode = 'with'
        if (
          /^(on|to|onto|from|off|for)$/.test(text) &&
          current &&
          current.toppings.length > 0 &&
          isWord(next, DEFINITE)
        ) {
          current = null
          mode = null
        } else if (text === 'keep' || (text === 'leave' && !tokens.some((word) => isWord(word, /^(off|out)$/))))
          mode = 'with'
        else if (NEGATIVE.test(text)) mode = 'without'
        else if (
          POSITIVE.test(text) ||
          (/^(have|has|having|got)$/.test(text) && isWord(tokens[at - 1], /^(should|must|that|which|thats)$/))
        )
          mode = 'with'
        else if (DEFINITE.test(text)) {
          definite = true
          if (isWord(tokens[at - 1], /^of$/) && current?.pizza === undefined && current?.quantity !== undefined)
            current.definite = true
        } else if (text === 'half' && isWord(next, /^of$/) && isWord(tokens[at + 2], OF_THEM)) {
          current = open(at)
          current.part = HALF
          mode = null
        } else if (isOrdinalOfMore(text, tokens[at - 1], next)) {
          // "And a second one".
          if (current) Object.assign(current, { more: true, quantity: 1 })
        } else if (text === 'another' && isWord(next, PERSON)) {
          return
        } else if (text === 'another') {
          current = open(at)
          current.more = true
          current.quantity = 1
          mode = null
        } else if (text === 'more' && next?.kind !== 'topping') {
          if (current && current.pizza === undefined) current.more = true
          else more = true
        } else if (PIZZA_NOUN.test(text)) {
          current ??= open(at)
          current.noun = true
        } else if (text in ORDINALS) ordinal = ORDINALS[text]
        if (
          current &&
          ordinal !== undefined &&
          current.end >= at - 2 &&
          PIZZA_NOUN.test(text) &&
          current.ordinal === undefined
        ) {
          current.ordinal = ordinal
          ordinal = undefined
        }
        return
      }
      default:
        return
    }
    if (current) current.end = at
  })
  if (mentions.length === 0 && ordinal !== undefined) open(0)
  return mentions
}

function isOrdinalOfMore(text: string, before: Token | undefined, next: Token | undefined): boolean {
  const counts = typeof ORDINALS[text] === 'number' && text !== 'first'
  const ofPizzas = next?.kind === 'pizza' || next?.kind === 'size' || isWord(next, PIZZA_NOUN)
  return counts && ofPizzas && before?.kind === 'number' && before.weak
}

/** The pizza that "the spinach one" or "the pineapple one" is: named after it, or the only one that has it. */
export function pizzaTold(topping: string): string | undefined {
  const [word = topping] = topping.split(' ')
  const named = MENU.pizzas.find(({ name }) => name.toLowerCase().includes(word))
  const having = MENU.pizzas.filter(({ recipe }) => recipe.includes(topping))
  return named?.name ?? (having.length === 1 ? having[0]?.name : undefined)
}

/** Whether a word that is both a pizza and a topping is meant as the one or the other. */
function meant(
  token: Extract<Token, { kind: 'pizza' | 'topping' }>,
  tokens: readonly Token[],
  at: number,
  mode: TopKind | null,
  current: Mention | null,
): readonly { kind: 'pizza' | 'topping'; name: string }[] {
  const before = tokens[at - 1]
  const next = tokens[at + 1]
  const pizzaFollows = isWord(next, /^(pizzas?|pies?)$/)
  const asTopping = !pizzaFollows && (mode !== null || isWord(before, /^(extra|double|with|no|without)$/))
  const listed = mode !== null && before?.kind !== 'size' && before?.kind !== 'number'
  if (token.name === 'Pepperoni' || token.name === 'pepperoni') {
    const onSomething = isWord(next, /^(on|onto)$/) && isWord(tokens[at + 2], DEFINITE)
    const extra = isWord(before, /^(extra|double|additional)$/) && current?.pizza === undefined && next === undefined
    const topping = (asTopping && listed) || onSomething || extra
    return [topping ? { kind: 'topping', name: 'pepperoni' } : { kind: 'pizza', name: 'Pepperoni' }]
  }
  if (token.name === 'Spinach and Mushroom' && asTopping && listed && !/pizza/.test(token.text)) {
    return [
      { kind: 'topping', name: 'spinach' },
      { kind: 'topping', name: 'mushrooms' },
    ]
  }
  if (token.kind === 'topping' && isWord(next, /^ones?$/) && mode === null && current?.pizza === undefined) {
    const named = pizzaTold(token.name)
    if (named !== undefined) return [{ kind: 'pizza', name: named }]
  }
  if (token.kind === 'topping' && pizzaFollows && mode === null && current?.pizza === undefined) {
    if (token.name === 'cheese') return [{ kind: 'pizza', name: 'Margherita' }]
  }
  return [{ kind: token.kind, name: token.name }]
}
