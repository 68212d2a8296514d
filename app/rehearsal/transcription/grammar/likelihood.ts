// SPDX-License-Identifier: Apache-2.0
import type { Automaton } from './automaton.ts'

/**
 * -ln of the probability of the likeliest way to say `words`; infinite when there is none.
 *
 * @param toTheEnd without it, also what breaks off in the middle of a phrase can be said.
 */
export function costOf(phrases: Automaton, words: readonly string[], toTheEnd = true): number {
  let states: ReadonlyMap<number, number> = new Map([[0, 0]])
  for (const word of words) {
    const reached = new Map<number, number>()
    for (const [state, sofar] of states)
      for (const arc of phrases.arcs[state] ?? []) if (arc.word === word) lower(reached, arc.to, sofar + arc.cost)
    states = withJumps(phrases, reached)
  }
  return toTheEnd ? (states.get(1) ?? Number.POSITIVE_INFINITY) : Math.min(...states.values())
}

/** Never two jumps in a row, so once is enough. */
function withJumps({ jumps }: Automaton, states: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const reached = new Map(states)
  for (const { from, to, cost } of jumps) {
    const sofar = states.get(from)
    if (sofar !== undefined) lower(reached, to, sofar + cost)
  }
  return reached
}

function lower(costs: Map<number, number>, state: number, cost: number): void {
  costs.set(state, Math.min(cost, costs.get(state) ?? Number.POSITIVE_INFINITY))
}
