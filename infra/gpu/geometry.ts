// SPDX-License-Identifier: Apache-2.0

/** The shapes a MIG slice can have, by share of the GPU; the profile name of a shape depends on the GPU. */
export const SLICE_KINDS = ['1g', '1g+me', '1g-double', '2g', '3g', '4g', '7g'] as const
export type SliceKind = (typeof SLICE_KINDS)[number]

/** Where a slice of one shape may lie on a GPU. */
export interface SliceShape {
  readonly kind: SliceKind
  /** Memory slots it may begin at. */
  readonly starts: readonly number[]
  /** Memory slots it takes. */
  readonly slots: number
  /** Compute slices it takes. */
  readonly compute: number
  /** Most of them on one GPU, where the placements alone would allow more. */
  readonly most?: number
}

/** The memory slots and compute slices of a GPU, and what may lie where. */
export interface MigGeometry {
  readonly id: 'seven-of-eight' | 'four-by-three'
  /** Memory slots. */
  readonly slots: number
  /** Compute slices. */
  readonly compute: number
  readonly shapes: readonly SliceShape[]
}

/**
 * A100, H100, H200 and B200: eight memory slots, seven compute slices. From `nvidia-smi mig -lgipp` of A100-40, H100-80
 * and H100 NVL, whose output is the same; H200 and B200 have the same fractions and counts in NVIDIA's MIG guide. (The
 * mock tables of go-nvml for H100, H200 and B200 contradict the hardware.)
 */
export const SEVEN_OF_EIGHT: MigGeometry = {
  id: 'seven-of-eight',
  slots: 8,
  compute: 7,
  shapes: [
    { kind: '1g', starts: [0, 1, 2, 3, 4, 5, 6], slots: 1, compute: 1 },
    { kind: '1g+me', starts: [0, 1, 2, 3, 4, 5, 6], slots: 1, compute: 1, most: 1 },
    { kind: '1g-double', starts: [0, 2, 4, 6], slots: 2, compute: 1 },
    { kind: '2g', starts: [0, 2, 4], slots: 2, compute: 2 },
    { kind: '3g', starts: [0, 4], slots: 4, compute: 3 },
    { kind: '4g', starts: [0], slots: 4, compute: 4 },
    { kind: '7g', starts: [0], slots: 8, compute: 7 },
  ],
}

/** RTX PRO 6000 Blackwell: twelve memory slots in four parts; a capture of `-lgipp` from the card. `4g` is the whole of it. */
export const FOUR_BY_THREE: MigGeometry = {
  id: 'four-by-three',
  slots: 12,
  compute: 4,
  shapes: [
    { kind: '1g', starts: [0, 3, 6, 9], slots: 3, compute: 1 },
    { kind: '1g+me', starts: [0, 3, 6, 9], slots: 3, compute: 1, most: 1 },
    { kind: '2g', starts: [0, 6], slots: 6, compute: 2 },
    { kind: '4g', starts: [0], slots: 12, compute: 4 },
  ],
}

/** The shape of a kind, or nothing where this geometry has none. */
export function shapeOf(geometry: MigGeometry, kind: SliceKind): SliceShape | undefined {
  return geometry.shapes.find((shape) => shape.kind === kind)
}
