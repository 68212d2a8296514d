// SPDX-License-Identifier: Apache-2.0
import { referencesIn } from './intrinsics.ts'
import type { Template } from './template.ts'

/** What each resource needs before it: `DependsOn`, and everything that it refers to. */
export function needsOf({ Resources }: Template): Map<string, Set<string>> {
  return new Map(
    Object.entries(Resources).map(([id, { DependsOn, Properties }]) => {
      const needs = new Set([...DependsOn, ...referencesIn(Properties)].filter((need) => need in Resources))
      return [id, needs]
    }),
  )
}

/** Which of several that could be next is. CloudFormation takes them all at once; any of its orders has to do. */
export type Choice = (ready: readonly string[]) => string

/** The slowest thing last: whatever may go before it has gone by then. The worst order for whoever forgot a dependency. */
export const lastOf =
  (isSlow: (id: string) => boolean): Choice =>
  (ready) =>
    ready.find((id) => !isSlow(id)) ?? first(ready)

/** Always another order, the same one for the same seed. */
export function shuffled(seed: number): Choice {
  let state = seed >>> 0 || 1
  return (ready) => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return ready[state % ready.length] ?? first(ready)
  }
}

function first(ready: readonly string[]): string {
  const [one] = ready
  if (one === undefined) throw new RangeError('Nothing to choose from.')
  return one
}

/** All of them, each after what it needs. Throws on a circle. */
export function ordered(needs: ReadonlyMap<string, ReadonlySet<string>>, choice: Choice): string[] {
  const done: string[] = []
  const left = new Set(needs.keys())
  while (left.size > 0) {
    const ready = [...left].filter((id) => [...(needs.get(id) ?? [])].every((need) => !left.has(need)))
    if (ready.length === 0) throw new RangeError(`These depend on each other in a circle: ${[...left].join(', ')}.`)
    const next = choice(ready)
    left.delete(next)
    done.push(next)
  }
  return done
}

/** The same arrows, turned around: what has to be gone before. */
export function reversed(needs: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const turned = new Map([...needs.keys()].map((id) => [id, new Set<string>()]))
  for (const [id, before] of needs) for (const need of before) turned.get(need)?.add(id)
  return turned
}
