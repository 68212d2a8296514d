// SPDX-License-Identifier: Apache-2.0

/** Rules by name; each a list of alternatives in JSGF, `/n/` in front of one being its weight (1 without). */
export type Rules = Readonly<Record<string, readonly string[]>>

/** What stands to the right of a rule's name, parsed. */
export type Expression =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'rule'; readonly name: string }
  /** The phrase is over here; what may follow is the rule of this name. */
  | { readonly kind: 'goto'; readonly name: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Weighted[] }

export interface Weighted {
  readonly weight: number
  readonly expression: Expression
}

/** A rule that is not well formed. */
export class GrammarError extends Error {
  override readonly name = 'GrammarError'
  readonly code = 'bad_grammar'
}

const NOTHING: Expression = { kind: 'sequence', parts: [] }
const TOKEN = /\s*(\/[\d.]+\/|<[a-z_]+>|#[a-z_]+|[a-z']+|[[\]()|])/y

/** Parses one rule's alternatives: words, `<rules>`, `[optional]`, `(one | other)`, `/weight/`, `#goto`. */
export function parseRule(name: string, alternatives: readonly string[]): Expression {
  const source = alternatives.join(' | ')
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(source)?.[1]
    if (token === undefined) throw new GrammarError(`<${name}>: cannot read "${source.slice(at, at + 20)}"`)
    tokens.push(token)
  }
  let next = 0

  const choice = (end: string | undefined): Expression => {
    const options: Weighted[] = []
    do {
      const mark = tokens[next]
      const weight = mark?.startsWith('/') ? Number(mark.slice(1, -1)) : 1
      if (mark?.startsWith('/')) next++
      options.push({ weight, expression: sequence() })
    } while (tokens[next] === '|' && next++ >= 0)
    if (tokens[next] !== end) throw new GrammarError(`<${name}>: "${end ?? 'the end'}" expected, not "${tokens[next]}"`)
    next++
    const [only] = options
    return options.length === 1 && only ? only.expression : { kind: 'choice', options }
  }

  const sequence = (): Expression => {
    const parts: Expression[] = []
    for (;;) {
      const token = tokens[next]
      if (token === undefined || token === '|' || token === ')' || token === ']') break
      next++
      if (token === '(') parts.push(choice(')'))
      else if (token === '[') parts.push(optional(choice(']')))
      else if (token.startsWith('<')) parts.push({ kind: 'rule', name: token.slice(1, -1) })
      else if (token.startsWith('#')) parts.push({ kind: 'goto', name: token.slice(1) })
      else parts.push({ kind: 'word', word: token })
    }
    const [only] = parts
    return parts.length === 1 && only ? only : { kind: 'sequence', parts }
  }

  return choice(undefined)
}

function optional(expression: Expression): Expression {
  return {
    kind: 'choice',
    options: [
      { weight: 1, expression },
      { weight: 1, expression: NOTHING },
    ],
  }
}

/** All rules parsed, each reference checked. */
export function parseRules(rules: Rules): ReadonlyMap<string, Expression> {
  const parsed = new Map(Object.entries(rules).map(([name, lines]) => [name, parseRule(name, lines)]))
  const check = (expression: Expression, inside: string): void => {
    if (expression.kind === 'rule' && !parsed.has(expression.name))
      throw new GrammarError(`<${inside}> refers to <${expression.name}>, which there is not`)
    if (expression.kind === 'sequence') for (const part of expression.parts) check(part, inside)
    if (expression.kind === 'choice') for (const option of expression.options) check(option.expression, inside)
  }
  for (const [name, expression] of parsed) check(expression, name)
  return parsed
}
