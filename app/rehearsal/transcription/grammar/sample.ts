// SPDX-License-Identifier: Apache-2.0
import type { Expression } from './expression.ts'

/** Rules that are there to catch what nobody foresaw; strung together they make no sentence. */
const GLUE = new Set(['word', 'off_topic', 'hesitation'])

/** Longest utterance, in words, that is still one breath. */
const MAX_WORDS = 16

/**
 * An utterance that the rules allow, at random but likelier where they say so: phrases one after the other, from hub to
 * hub, until one ends. What is drawn depends on `random` alone.
 *
 * @param random in [0, 1)
 */
export function sampleUtterance(rules: ReadonlyMap<string, Expression>, start: string, random: () => number): string {
  for (;;) {
    const words: string[] = []
    let hub = start
    while (hub !== 'end' && words.length <= MAX_WORDS) {
      const rule = rules.get(hub)
      if (!rule) throw new Error(`There is no rule <${hub}>`)
      hub = sample(rules, rule, random, words) ?? 'end'
    }
    if (words.length > 0 && words.length <= MAX_WORDS) return words.join(' ')
  }
}

/** Appends the words of one way through `expression`; gives back the hub it leads to, if it does. */
function sample(
  rules: ReadonlyMap<string, Expression>,
  expression: Expression,
  random: () => number,
  words: string[],
): string | undefined {
  switch (expression.kind) {
    case 'word':
      words.push(expression.word)
      return undefined
    case 'goto':
      return expression.name
    case 'rule': {
      const rule = rules.get(expression.name)
      return rule && sample(rules, rule, random, words)
    }
    case 'sequence': {
      let hub: string | undefined
      for (const part of expression.parts) hub = sample(rules, part, random, words) ?? hub
      return hub
    }
    case 'choice': {
      const options = expression.options.filter((option) => !mentions(option.expression, GLUE))
      let left = random() * options.reduce((sum, { weight }) => sum + weight, 0)
      for (const { weight, expression: option } of options) {
        left -= weight
        if (left < 0) return sample(rules, option, random, words)
      }
      return undefined
    }
  }
}

function mentions(expression: Expression, names: ReadonlySet<string>): boolean {
  if (expression.kind === 'rule') return names.has(expression.name)
  return expression.kind === 'sequence' && expression.parts.some((part) => mentions(part, names))
}
