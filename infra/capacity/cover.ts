// SPDX-License-Identifier: Apache-2.0
import type { Mix } from '#gpu'
import { coveringBound } from './covering-bound.ts'

/** A demand for slices laid out on GPUs. */
export interface Cover {
  /** One mix for each GPU; together exactly the demand. */
  readonly gpus: readonly Mix[]
  /** No layout needs fewer GPUs. */
  readonly lowerBound: number
}

const TINY = 1e-7
/** Up to so many slices the whole demand is searched; above, only what the linear relaxation leaves over. */
const SEARCHED_SLICES = 28

const sum = (mix: Mix): number => mix.reduce((total, count) => total + count, 0)
const capped = (mix: Mix, demand: Mix): number[] => mix.map((count, i) => Math.min(count, demand[i] ?? 0))
const minus = (demand: Mix, mix: Mix): number[] => demand.map((count, i) => count - (mix[i] ?? 0))
const bound = (mixes: readonly Mix[], demand: Mix): number =>
  sum(demand) === 0 ? 0 : Math.ceil(coveringBound(mixes, demand).value - TINY)

/** The demand on at most `gpus` GPUs, or null when that is impossible. `failed` remembers what was tried. */
function within(mixes: readonly Mix[], demand: Mix, gpus: number, failed: Set<string>): Mix[] | null {
  if (sum(demand) === 0) return []
  const key = `${gpus}:${demand.join()}`
  if (gpus === 0 || failed.has(key)) return null
  if (bound(mixes, demand) <= gpus) {
    const kind = demand.findIndex((count) => count > 0)
    const tried = new Set<string>()
    const choices = mixes
      .map((mix) => capped(mix, demand))
      .filter((mix) => (mix[kind] ?? 0) > 0)
      .sort((a, b) => sum(b) - sum(a))
    for (const mix of choices) {
      if (tried.has(mix.join())) continue
      tried.add(mix.join())
      const rest = within(mixes, minus(demand, mix), gpus - 1, failed)
      if (rest !== null) return [mix, ...rest]
    }
  }
  failed.add(key)
  return null
}

/** The fewest GPUs for a demand that is small enough to be searched: the first number from the bound up that works. */
function searched(mixes: readonly Mix[], demand: Mix): Mix[] {
  for (let gpus = bound(mixes, demand); ; gpus += 1) {
    const found = within(mixes, demand, gpus, new Set())
    if (found !== null) return found
  }
}

/**
 * Lays a demand (slices of each kind) out on the fewest GPUs that `mixes` (maximal legal ones) allow. Small demands are
 * searched whole, so the answer is the optimum. Large ones take the whole part of the linear relaxation and search the
 * rest; as the relaxation uses no more different mixes than there are kinds, the answer is above the lower bound by no
 * more than the number of kinds, and in practice by none or one.
 */
export function fewestGpus(mixes: readonly Mix[], demand: Mix): Cover {
  if (sum(demand) === 0) return { gpus: [], lowerBound: 0 }
  const { value, uses } = coveringBound(mixes, demand)
  const lowerBound = Math.ceil(value - TINY)
  if (sum(demand) <= SEARCHED_SLICES) return { gpus: searched(mixes, demand), lowerBound }
  const gpus: Mix[] = []
  let left = demand
  mixes.forEach((mix, i) => {
    for (let n = Math.floor((uses[i] ?? 0) + TINY); n > 0; n -= 1) {
      const part = capped(mix, left)
      if (sum(part) === 0) break
      gpus.push(part)
      left = minus(left, part)
    }
  })
  return { gpus: [...gpus, ...searched(mixes, left)], lowerBound }
}
