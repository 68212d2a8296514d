// SPDX-License-Identifier: Apache-2.0
import { GPU_MODELS, type GpuModel } from './gpu-models.ts'
import { type Price, SOURCES } from './price.ts'

/** One EC2 instance type with GPUs. */
export interface InstanceType {
  readonly id: string
  readonly gpu: GpuModel
  readonly gpus: number
  readonly vcpu: number
  readonly memoryGib: number
  /** The first one is the one to count with; others by region. */
  readonly prices: readonly [Price, ...Price[]]
  /** Whether Capacity Blocks for ML sell it. */
  readonly capacityBlocks: boolean
  /** What to check before relying on it; null when a dated source says that ROSA offers it. */
  readonly caution: string | null
}

const gpuOf = (id: GpuModel['id']): GpuModel => {
  const found = GPU_MODELS.find((gpu) => gpu.id === id)
  if (found === undefined) throw new TypeError(`There is no GPU '${id}' in GPU_MODELS.`)
  return found
}

type Row = [
  id: string,
  gpu: GpuModel['id'],
  gpus: number,
  vcpu: number,
  memoryGib: number,
  prices: readonly [Price, ...Price[]],
  capacityBlocks?: boolean,
  caution?: string,
]

const onDemand = (usdPerHour: number, source: (typeof SOURCES)[keyof typeof SOURCES], regions = US_EAST): Price => ({
  usdPerHour,
  regions,
  terms: 'on-demand',
  ...source,
})
const US_EAST = ['us-east-1', 'us-east-2']
const UNLISTED = 'no dated list says that ROSA offers it; ask aws_inquiries/machine_types'

const ROWS: readonly Row[] = [
  [
    'p5en.48xlarge',
    'H200',
    8,
    192,
    2048,
    [
      onDemand(63.296, SOURCES.capacityReport),
      onDemand(79.12, SOURCES.capacityReport, ['us-west-1']),
      onDemand(67.73, SOURCES.capacityReport, ['eu-north-1']),
    ],
    true,
  ],
  [
    'p5e.48xlarge',
    'H200',
    8,
    192,
    2048,
    [{ usdPerHour: 43.26, regions: US_EAST, terms: 'capacity-block', ...SOURCES.oldBlockPage }],
    true,
    'sold by Capacity Block only, and the price floats',
  ],
  ['p5.48xlarge', 'H100-80', 8, 192, 2048, [onDemand(55.04, SOURCES.dataReceipts)], true],
  ['p5.4xlarge', 'H100-80', 1, 16, 256, [onDemand(6.88, SOURCES.priceListTest)], true],
  ['p4d.24xlarge', 'A100-40', 8, 96, 1152, [onDemand(21.9576, SOURCES.dataReceipts)], true],
  ['p4de.24xlarge', 'A100-80', 8, 96, 1152, [onDemand(27.447, SOURCES.dataReceipts)], true],
  ['p6-b200.48xlarge', 'B200', 8, 192, 2048, [onDemand(113.9328, SOURCES.priceListTest)], true],
  [
    'p6-b300.48xlarge',
    'B300',
    8,
    192,
    4096,
    [onDemand(142.416, SOURCES.onDemandPage, ['us-west-2'])],
    true,
    `${UNLISTED}; its memory is not verified`,
  ],
  ['g7e.2xlarge', 'RTX-PRO-6000', 1, 8, 64, [onDemand(3.363, SOURCES.costModel)], false, UNLISTED],
  ['g7e.4xlarge', 'RTX-PRO-6000', 1, 16, 128, [onDemand(4, SOURCES.priceListTest)], false, UNLISTED],
  ['g7e.12xlarge', 'RTX-PRO-6000', 2, 48, 512, [onDemand(8.286, SOURCES.costModel)], false, UNLISTED],
  ['g7e.24xlarge', 'RTX-PRO-6000', 4, 96, 1024, [onDemand(16.572, SOURCES.capacityReport)], false, UNLISTED],
  ['g6.xlarge', 'L4', 1, 4, 16, [onDemand(0.8048, SOURCES.costModel)]],
  ['g6.12xlarge', 'L4', 4, 48, 192, [onDemand(4.6016, SOURCES.capacityReport)]],
  ['g6.48xlarge', 'L4', 8, 192, 768, [onDemand(13.3504, SOURCES.costModel)]],
  ['g6e.xlarge', 'L40S', 1, 4, 32, [onDemand(1.861, SOURCES.costModel)]],
  ['g6e.12xlarge', 'L40S', 4, 48, 384, [onDemand(10.49264, SOURCES.priceListTest)]],
  ['g6e.48xlarge', 'L40S', 8, 192, 1536, [onDemand(30.13118, SOURCES.costModel)]],
]

/** The catalogue: the only place in the kit that holds a GPU count, a size or a price of an instance type. */
export const INSTANCE_TYPES: readonly InstanceType[] = ROWS.map(
  ([id, gpu, gpus, vcpu, memoryGib, prices, capacityBlocks = false, caution]) => ({
    id,
    gpu: gpuOf(gpu),
    gpus,
    vcpu,
    memoryGib,
    prices,
    capacityBlocks,
    caution: caution ?? null,
  }),
)

/** An instance type by its name, or nothing. */
export function instanceType(id: string): InstanceType | undefined {
  return INSTANCE_TYPES.find((type) => type.id === id)
}

/** The price in a region; where none is recorded, that of the first region, which `price.regions` then does not name. */
export function priceIn(type: InstanceType, region: string): Price {
  return type.prices.find(({ regions }) => regions.includes(region)) ?? type.prices[0]
}
