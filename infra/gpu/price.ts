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
    source: 'four times m7i.large in us-east-1, as quoted at doit.com/blog/aws-ec2-pricing',
  },
  rosa: { date: '2026-11-22', source: 'recalled, to be verified at aws.amazon.com/rosa/pricing' },
} as const

/** What a ROSA cluster with hosted control planes costs beside its GPU nodes. */
export const ROSA = {
  /** Per cluster. */
  cluster: { usdPerHour: 0.25, ...SOURCES.rosa },
  /** Per four vCPU of any worker, GPU nodes included. */
  perFourVcpu: { usdPerHour: 0.171, ...SOURCES.rosa },
  /** The workers without a GPU that every cluster needs: at least two. */
  workers: { count: 2, type: 'm7i.2xlarge', vcpu: 8, usdPerHour: 0.4032, ...SOURCES.workers },
} as const
