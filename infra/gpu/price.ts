// SPDX-License-Identifier: Apache-2.0

/** What something costs, when that was true, and who said so. */
export interface Price {
  readonly usdPerHour: number
  readonly regions: readonly string[]
  readonly terms: 'on-demand' | 'capacity-block'
  /** When it was read, as exactly as the source says. */
  readonly date: string
  readonly source: string
}

/** Where the prices come from. */
export const SOURCES = {
  dataReceipts: { date: '2026-11-09', source: 'datareceipts/data-receipts, 109-gpu-pricing/hyperscalers.json' },
  priceListTest: { date: '2026-07-27', source: 'a public test against the AWS Price List API (spore-host/libs#29)' },
  capacityReport: {
    date: '2026-08',
    source: 'a public GPU-capacity report checked against Cost Explorer; dstackai/dstack#4110',
  },
  costModel: { date: '2026-08-18', source: 'a public cost model checked against AWS' },
  onDemandPage: { date: '2026-09-02', source: 'aws.amazon.com/ec2/pricing/on-demand, as quoted in public' },
  oldBlockPage: { date: '2024-12', source: 'an old copy of the Capacity Blocks price page' },
  workers: {
    date: '2026-11-22',
    source: 'multiples of m7i.large in us-east-1, as quoted at doit.com/blog/aws-ec2-pricing',
  },
  rosa: { date: '2026-11-22', source: 'recalled, to be verified at aws.amazon.com/rosa/pricing' },
} as const

/** A node without a GPU. */
export interface WorkerType {
  readonly id: string
  readonly vcpu: number
  readonly usdPerHour: number
}

/** What nodes without a GPU may be; each size costs twice the one before. */
export const WORKER_TYPES = [
  { id: 'm7i.xlarge', vcpu: 4, usdPerHour: 0.2016 },
  { id: 'm7i.2xlarge', vcpu: 8, usdPerHour: 0.4032 },
  { id: 'm7i.4xlarge', vcpu: 16, usdPerHour: 0.8064 },
  { id: 'm7i.8xlarge', vcpu: 32, usdPerHour: 1.6128 },
] as const satisfies readonly WorkerType[]

/** A worker type by its name. Throws a RangeError where there is none. */
export function workerType(id: string): WorkerType {
  const found = WORKER_TYPES.find((type) => type.id === id)
  if (found === undefined)
    throw new RangeError(
      `There is no worker type '${id}'; there are ${WORKER_TYPES.map((type) => type.id).join(', ')}.`,
    )
  return found
}

/** What a ROSA cluster with hosted control planes costs beside its GPU nodes. */
export const ROSA = {
  /** Per cluster. */
  cluster: { usdPerHour: 0.25, ...SOURCES.rosa },
  /** Per four vCPU of any worker, GPU nodes included. */
  perFourVcpu: { usdPerHour: 0.171, ...SOURCES.rosa },
  /** The workers without a GPU that a cluster gets where the workshop says nothing: at least two. */
  workers: { count: 2, type: 'm7i.2xlarge', ...SOURCES.workers },
} as const
