// SPDX-License-Identifier: Apache-2.0
import { type Expression, GrammarError } from './expression.ts'

/** From one state to another by a word. */
export interface Arc {
  readonly word: string
  readonly to: number
  /** -ln of its probability. */
  readonly cost: number
}

/** A weighted automaton over words, deterministic within a phrase. State 0 is the start, state 1 the only end. */
export interface Automaton {
  /** By state. */
  readonly arcs: readonly (readonly Arc[])[]
  /** From one state to another without a word: where a phrase is over. Never two in a row. */
  readonly jumps: readonly { readonly from: number; readonly to: number; readonly cost: number }[]
}

interface Network {
  /** Entries of the rules that lead nowhere but to hubs: built once, however many hubs refer to them. */
  readonly shared: Map<string, number>
  readonly words: { readonly word: string; readonly to: number }[][]
  readonly empties: { readonly cost: number; readonly to: number }[][]
}

/** Costs closer than this are one; keeps states apart that differ and together that differ by rounding. */
const GRAIN = 1e-3

/** What ends an utterance. */
const END = 'end'
const GOTO = '#'

/**
 * The phrases of each of the `hubs` as the smallest automaton that says the same with the same weights: determinised,
 * weights pushed to the front, equal states merged. A recogniser that follows every path at once pays for each one; the
 * rules as written have some forty times as many. No rule may refer to itself; `#hub` leads to a hub, `#end` ends.
 *
 * @param hubs names of rules; the first is where an utterance starts.
 */
export function compilePhrases(rules: ReadonlyMap<string, Expression>, hubs: readonly string[]): Automaton {
  const network: Network = { shared: new Map(), words: [], empties: [] }
  const starts = hubs.map((hub) => {
    const first = addState(network)
    build(network, rules, { kind: 'rule', name: hub }, first, [])
    return first
  })
  return joinHubs(minimise(determinise(network, starts), hubs.length), hubs)
}

function addState(network: Network): number {
  network.words.push([])
  network.empties.push([])
  return network.words.length - 1
}

/** Whether every way through ends at a hub, so that nothing can follow. */
function leaves(expression: Expression): boolean {
  switch (expression.kind) {
    case 'goto':
      return true
    case 'sequence': {
      const last = expression.parts.at(-1)
      return last !== undefined && leaves(last)
    }
    case 'choice':
      return expression.options.every((option) => leaves(option.expression))
    default:
      return false
  }
}

/** Adds what `expression` accepts, from state `from`; gives back the state behind it. */
function build(
  network: Network,
  rules: ReadonlyMap<string, Expression>,
  expression: Expression,
  from: number,
  open: readonly string[],
): number {
  switch (expression.kind) {
    case 'word':
    case 'goto': {
      const to = addState(network)
      const word = expression.kind === 'word' ? expression.word : `${GOTO}${expression.name}`
      network.words[from]?.push({ word, to })
      return to
    }
    case 'rule': {
      const rule = rules.get(expression.name)
      if (!rule || open.includes(expression.name)) throw new GrammarError(`<${expression.name}> refers to itself`)
      const inside = [...open, expression.name]
      if (!leaves(rule)) return build(network, rules, rule, from, inside)
      const entry = network.shared.get(expression.name) ?? addState(network)
      network.empties[from]?.push({ cost: 0, to: entry })
      if (network.shared.has(expression.name)) return addState(network)
      network.shared.set(expression.name, entry)
      return build(network, rules, rule, entry, inside)
    }
    case 'sequence':
      return expression.parts.reduce((at, part) => build(network, rules, part, at, open), from)
    case 'choice': {
      const to = addState(network)
      const total = expression.options.reduce((sum, { weight }) => sum + weight, 0)
      for (const { weight, expression: option } of expression.options) {
        const entry = addState(network)
        network.empties[from]?.push({ cost: -Math.log(weight / total), to: entry })
        network.empties[build(network, rules, option, entry, open)]?.push({ cost: 0, to })
      }
      return to
    }
  }
}

/** For each state, where words leave it or what is reached from it without a word, and the best cost to get there. */
function closures(network: Network): (state: number) => ReadonlyMap<number, number> {
  const known: (ReadonlyMap<number, number> | undefined)[] = []
  const of = (state: number): ReadonlyMap<number, number> => {
    const seen = known[state]
    if (seen) return seen
    const best = new Map<number, number>()
    if ((network.words[state]?.length ?? 0) > 0) best.set(state, 0)
    for (const { cost, to } of network.empties[state] ?? []) addCosts(best, of(to), cost)
    known[state] = best
    return best
  }
  return of
}

function addCosts(best: Map<number, number>, more: ReadonlyMap<number, number>, cost: number): void {
  for (const [state, own] of more) {
    const sofar = best.get(state)
    if (sofar === undefined || own + cost < sofar) best.set(state, own + cost)
  }
}

type States = readonly (readonly Arc[])[]

/** The subset construction with left-over costs (Mohri 1997); it ends because phrases are finite. Start `i` is state `i`. */
function determinise(network: Network, starts: readonly number[]): States {
  const arcs: Arc[][] = []
  const known = new Map<string, number>()
  const waiting: { readonly id: number; readonly subset: ReadonlyMap<number, number> }[] = []
  const closure = closures(network)

  const idOf = (subset: ReadonlyMap<number, number>): number => {
    const key = [...subset]
      .sort(([a], [b]) => a - b)
      .map(([at, cost]) => `${at}:${Math.round(cost / GRAIN)}`)
      .join(' ')
    const seen = known.get(key)
    if (seen !== undefined) return seen
    const id = arcs.push([]) - 1
    known.set(key, id)
    waiting.push({ id, subset })
    return id
  }

  for (const start of starts) idOf(closure(start))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { id, subset } = next
    const targets = new Map<string, Map<number, number>>()
    for (const [at, cost] of subset) {
      for (const { word, to } of network.words[at] ?? []) {
        const reached = targets.get(word) ?? new Map<number, number>()
        targets.set(word, reached)
        reached.set(to, Math.min(cost, reached.get(to) ?? Number.POSITIVE_INFINITY))
      }
    }
    for (const [word, reached] of targets) {
      const cost = Math.min(...reached.values())
      const rest = new Map<number, number>()
      for (const [at, own] of reached) addCosts(rest, closure(at), own - cost)
      arcs[id]?.push({ word, to: idOf(rest), cost })
    }
  }
  return arcs
}

/**
 * Pushes costs towards the first word of a phrase, then merges states from which everything is the same. States keep no
 * number. Nothing is pushed past a hub (states 0 to `hubCount` - 1): what leads there is not here to take it.
 */
function minimise(
  states: States,
  hubCount: number,
): { readonly states: States; readonly idOf: (state: number) => number } {
  const merged: Arc[][] = []
  const byLook = new Map<string, number>()
  const done = new Map<number, { readonly id: number; readonly left: number }>()

  const visit = (state: number): { readonly id: number; readonly left: number } => {
    const seen = done.get(state)
    if (seen) return seen
    const onward = (states[state] ?? []).map(({ word, to, cost }) => {
      const target = visit(to)
      return { word, to: target.id, cost: cost + target.left }
    })
    const left = onward.length === 0 || state < hubCount ? 0 : Math.min(...onward.map(({ cost }) => cost))
    const pushed = onward
      .map((arc) => ({ ...arc, cost: arc.cost - left }))
      .sort((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : 0))
    const look = pushed.map(({ word, to, cost }) => `${word}>${to}@${Math.round(cost / GRAIN)}`).join(' ')
    let id = byLook.get(look)
    if (id === undefined) {
      id = merged.push(pushed) - 1
      byLook.set(look, id)
    }
    const result = { id, left }
    done.set(state, result)
    return result
  }

  return { states: merged, idOf: (state) => visit(state).id }
}

/** Numbers the states anew, the first hub 0 and the end 1, and turns each `#hub` into jumps. */
function joinHubs({ states, idOf }: ReturnType<typeof minimise>, hubs: readonly string[]): Automaton {
  const hubStates = hubs.map((_, index) => idOf(index))
  const [start] = hubStates
  if (start === undefined || new Set(hubStates).size < hubs.length) throw new GrammarError('two hubs are the same')
  const endCosts = hubStates.map((id) => states[id]?.find(({ word }) => word === `${GOTO}${END}`)?.cost)
  const numberOf = new Map([[start, 0]])
  for (const id of states.keys()) if (id !== start) numberOf.set(id, numberOf.size + 1)

  const arcs: Arc[][] = Array.from({ length: states.length + 1 }, () => [])
  const jumps: { from: number; to: number; cost: number }[] = []
  for (const [id, onward] of states.entries()) {
    const from = numberOf.get(id) ?? 0
    for (const { word, to, cost } of onward) {
      if (!word.startsWith(GOTO)) {
        arcs[from]?.push({ word, to: numberOf.get(to) ?? 0, cost })
      } else if (word !== `${GOTO}${END}`) {
        const hub = hubs.indexOf(word.slice(1))
        const hubState = hubStates[hub]
        if (hubState === undefined) throw new GrammarError(`there is no hub ${word}`)
        jumps.push({ from, to: numberOf.get(hubState) ?? 0, cost })
        const endCost = endCosts[hub]
        if (endCost !== undefined) jumps.push({ from, to: 1, cost: cost + endCost })
      }
    }
  }
  return { arcs, jumps }
}
