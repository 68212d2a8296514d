// SPDX-License-Identifier: Apache-2.0
import type { Mix } from '#gpu'

/** The linear relaxation of covering a demand with mixes. */
export interface CoveringBound {
  /** No packing needs fewer GPUs than this, rounded up. */
  readonly value: number
  /** How often each mix is used where mixes may be cut in fractions. */
  readonly uses: readonly number[]
}

const TINY = 1e-9

/**
 * The bound of Gilmore and Gomory (1961) for cutting stock: the fewest mixes, in fractions, that hold `demand`. Solved
 * through its dual, max d·w with p·w ≤ 1 for every mix p, by the simplex method with Bland's rule, which cannot cycle.
 * Small: a row for each mix (at most 30), a column for each kind (at most 7).
 */
export function coveringBound(mixes: readonly Mix[], demand: Mix): CoveringBound {
  const kinds = demand.length
  const width = kinds + mixes.length
  const rows = mixes.map((mix, i) => [...mix, ...mixes.map((_, j) => (i === j ? 1 : 0)), 1])
  const goal = [...demand.map((count) => -count), ...mixes.map(() => 0), 0]
  const basis = mixes.map((_, i) => kinds + i)

  for (;;) {
    const column = goal.findIndex((cost, j) => j < width && cost < -TINY)
    if (column === -1) break
    let leaving = -1
    let least = Number.POSITIVE_INFINITY
    rows.forEach((row, i) => {
      const entry = row[column] ?? 0
      if (entry <= TINY) return
      const ratio = (row[width] ?? 0) / entry
      const tie = Math.abs(ratio - least) <= TINY && (basis[i] ?? 0) < (basis[leaving] ?? 0)
      if (ratio < least - TINY || tie) [least, leaving] = [ratio, i]
    })
    const pivotRow = rows[leaving]
    if (pivotRow === undefined) throw new RangeError(`No mix holds what demand ${demand.join(', ')} asks for.`)
    const pivot = pivotRow[column] ?? 1
    for (let j = 0; j <= width; j += 1) pivotRow[j] = (pivotRow[j] ?? 0) / pivot
    for (const row of [...rows, goal]) {
      const factor = row[column] ?? 0
      if (row === pivotRow || Math.abs(factor) <= TINY) continue
      for (let j = 0; j <= width; j += 1) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0)
    }
    basis[leaving] = column
  }
  return { value: goal[width] ?? 0, uses: mixes.map((_, i) => goal[kinds + i] ?? 0) }
}
