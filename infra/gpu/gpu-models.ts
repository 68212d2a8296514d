// SPDX-License-Identifier: Apache-2.0
import { FOUR_BY_THREE, type MigGeometry, SEVEN_OF_EIGHT, SLICE_KINDS, type SliceKind, shapeOf } from './geometry.ts'

/** One GPU as it is sold. */
export interface GpuModel {
  readonly id: 'A100-40' | 'A100-80' | 'H100-80' | 'H200' | 'B200' | 'B300' | 'RTX-PRO-6000' | 'L4' | 'L40S'
  /** As people say it. */
  readonly name: string
  /** GB on the label. */
  readonly memoryGb: number
  /** Share of the label that a model can use. */
  readonly usableShare: number
  /** Null: no MIG, the GPU can only be given away whole. */
  readonly geometry: MigGeometry | null
  /** What NVIDIA calls a slice of each kind on this GPU. */
  readonly profiles: Readonly<Partial<Record<SliceKind, string>>>
  /** As the mig-parted `device-filter` wants them. */
  readonly deviceIds: readonly string[]
  /** Which published gen-x of `REFERENCE_GPUS` belongs to the whole GPU or to a profile of it. */
  readonly published: Readonly<Record<string, 'l4' | 'l40s' | 'h200-mig-2g.35gb'>>
}

/** The names of the 7/8 geometry, from the memory each kind gets. NVIDIA MIG guide, supported-mig-profiles. */
const named = (one: number, double: number, three: number, whole: number): GpuModel['profiles'] => ({
  '1g': `1g.${one}gb`,
  '1g+me': `1g.${one}gb+me`,
  '1g-double': `1g.${double}gb`,
  '2g': `2g.${double}gb`,
  '3g': `3g.${three}gb`,
  '4g': `4g.${three}gb`,
  '7g': `7g.${whole}gb`,
})

/** Hopper and Ampere slices show 97 % of their label: 1g.18gb 17.5 GiB, 2g.36gb 35.25 GiB (mig-parted PR 139). */
const HOPPER_USABLE = 0.97
/** Blackwell's smallest slice shows 20.5 GiB of 23 (mig-parted PR 166 and 187); the larger ones show more. */
const BLACKWELL_USABLE = 0.89
/** RTX PRO 6000: 23.1 to 23.6 GiB of 24. L4 and L40S are taken to be the same (not measured). */
const RTX_USABLE = 0.96

/** Every GPU this kit knows. Device ids: gpu-operator's own MIG manager ConfigMap. */
export const GPU_MODELS: readonly GpuModel[] = [
  {
    id: 'A100-40',
    name: 'A100 40GB',
    memoryGb: 40,
    usableShare: HOPPER_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(5, 10, 20, 40),
    deviceIds: ['0x20B010DE', '0x20B110DE', '0x20F110DE', '0x20F610DE'],
    published: {},
  },
  {
    id: 'A100-80',
    name: 'A100 80GB',
    memoryGb: 80,
    usableShare: HOPPER_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(10, 20, 40, 80),
    deviceIds: ['0x20B210DE', '0x20B510DE', '0x20F310DE', '0x20F510DE'],
    published: {},
  },
  {
    id: 'H100-80',
    name: 'H100 80GB',
    memoryGb: 80,
    usableShare: HOPPER_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(10, 20, 40, 80),
    deviceIds: ['0x233010DE', '0x233110DE', '0x232210DE', '0x232410DE'],
    published: {},
  },
  {
    id: 'H200',
    name: 'H200',
    memoryGb: 141,
    usableShare: HOPPER_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(18, 35, 71, 141),
    deviceIds: ['0x233510DE', '0x233B10DE'],
    published: { '2g.35gb': 'h200-mig-2g.35gb' },
  },
  {
    id: 'B200',
    name: 'B200',
    memoryGb: 180,
    usableShare: BLACKWELL_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(23, 45, 90, 180),
    deviceIds: ['0x290110DE'],
    published: {},
  },
  {
    id: 'B300',
    name: 'B300',
    memoryGb: 269,
    usableShare: BLACKWELL_USABLE,
    geometry: SEVEN_OF_EIGHT,
    profiles: named(34, 67, 135, 269),
    deviceIds: [],
    published: {},
  },
  {
    id: 'RTX-PRO-6000',
    name: 'RTX PRO 6000',
    memoryGb: 96,
    usableShare: RTX_USABLE,
    geometry: FOUR_BY_THREE,
    profiles: { '1g': '1g.24gb', '1g+me': '1g.24gb+me', '2g': '2g.48gb', '4g': '4g.96gb' },
    deviceIds: ['0x2BB510DE'],
    published: {},
  },
  {
    id: 'L4',
    name: 'L4',
    memoryGb: 24,
    usableShare: RTX_USABLE,
    geometry: null,
    profiles: {},
    deviceIds: [],
    published: { gpu: 'l4' },
  },
  {
    id: 'L40S',
    name: 'L40S',
    memoryGb: 48,
    usableShare: RTX_USABLE,
    geometry: null,
    profiles: {},
    deviceIds: [],
    published: { gpu: 'l40s' },
  },
]

/** What a profile name or a whole GPU is, in numbers. */
export interface Slice {
  /** `gpu` for a whole one. */
  readonly kind: SliceKind | 'gpu'
  /** `2g.35gb`; `gpu` for a whole one. */
  readonly profile: string
  /** GiB a model can use. */
  readonly usableGib: number
  /** Share of the GPU's compute. */
  readonly computeShare: number
}

/** All that can be cut out of a GPU, smallest first, and the whole of it last. */
export function slicesOf(gpu: GpuModel): Slice[] {
  const { geometry } = gpu
  const cut = SLICE_KINDS.flatMap((kind): Slice[] => {
    const profile = gpu.profiles[kind]
    const shape = geometry === null ? undefined : shapeOf(geometry, kind)
    if (profile === undefined || shape === undefined || geometry === null) return []
    const labelGb = Number(/\.(\d+)gb/.exec(profile)?.[1])
    return [{ kind, profile, usableGib: labelGb * gpu.usableShare, computeShare: shape.compute / geometry.compute }]
  })
  const whole: Slice = {
    kind: 'gpu',
    profile: 'gpu',
    usableGib: gpu.memoryGb * gpu.usableShare,
    computeShare: 1,
  }
  return [...cut.sort((a, b) => a.usableGib - b.usableGib || a.computeShare - b.computeShare), whole]
}

/** The GPUs that have a profile of this name. */
export function gpusWith(profile: string): GpuModel[] {
  return GPU_MODELS.filter((gpu) => Object.values(gpu.profiles).includes(profile))
}
