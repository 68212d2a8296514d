// SPDX-License-Identifier: Apache-2.0
import { type MigGeometry, type SliceKind, type SliceShape, shapeOf } from './geometry.ts'

/** One slice where it lies. */
export interface Placement {
  readonly kind: SliceKind
  /** First memory slot. */
  readonly start: number
  /** Memory slots. */
  readonly slots: number
}

/** How many slices of each kind, in the order of the kinds it was asked for. */
export type Mix = readonly number[]

// #region mig-placement
/**
 * Places slices on one GPU, or says with null that they do not go together. Decided by searching the placements, because
 * sums lie: 3g+3g uses six of seven compute slices and still leaves no memory slot for a 1g.
 * @returns in the order of the memory slots
 */
export function place(geometry: MigGeometry, kinds: readonly SliceKind[]): Placement[] | null {
  const shapes: SliceShape[] = []
  for (const kind of kinds) {
    const shape = shapeOf(geometry, kind)
    if (shape === undefined) return null
    shapes.push(shape)
  }
  const compute = shapes.reduce((sum, shape) => sum + shape.compute, 0)
  const crowded = shapes.some(({ kind, most }) => most !== undefined && kinds.filter((k) => k === kind).length > most)
  if (compute > geometry.compute || crowded) return null
  shapes.sort((a, b) => b.slots - a.slots || a.starts.length - b.starts.length || a.kind.localeCompare(b.kind))

  const placed: Placement[] = []
  const search = (index: number, taken: number): boolean => {
    const shape = shapes[index]
    if (shape === undefined) return true
    const before = placed.at(-1)
    for (const start of shape.starts) {
      // Slices of one kind are interchangeable: only their rising order is tried.
      if (before?.kind === shape.kind && start < before.start) continue
      const mask = ((1 << shape.slots) - 1) << start
      if ((taken & mask) !== 0) continue
      placed.push({ kind: shape.kind, start, slots: shape.slots })
      if (search(index + 1, taken | mask)) return true
      placed.pop()
    }
    return false
  }
  return search(0, 0) ? placed.sort((a, b) => a.start - b.start) : null
}
// #endregion mig-placement

/** The slices of a mix, written out. */
export function kindsOf(kinds: readonly SliceKind[], mix: Mix): SliceKind[] {
  return kinds.flatMap((kind, i) => Array.from({ length: mix[i] ?? 0 }, () => kind))
}

/** Every mix of `kinds` that can lie on one GPU, the empty one included. */
export function legalMixes(geometry: MigGeometry, kinds: readonly SliceKind[]): Mix[] {
  const legal: Mix[] = []
  const grow = (mix: number[], from: number): void => {
    legal.push([...mix])
    for (let i = from; i < kinds.length; i += 1) {
      mix[i] = (mix[i] ?? 0) + 1
      // Whatever is left of a legal mix is legal, so an illegal one ends its branch.
      if (place(geometry, kindsOf(kinds, mix)) !== null) grow(mix, i)
      mix[i] = (mix[i] ?? 0) - 1
    }
  }
  grow(
    kinds.map(() => 0),
    0,
  )
  return legal
}

/** The legal mixes to which no slice of `kinds` can be added. */
export function maximalMixes(geometry: MigGeometry, kinds: readonly SliceKind[]): Mix[] {
  const legal = legalMixes(geometry, kinds)
  const within = (small: Mix, large: Mix) => small.every((count, i) => count <= (large[i] ?? 0))
  return legal.filter((mix) => !legal.some((other) => other !== mix && within(mix, other)))
}
