// SPDX-License-Identifier: Apache-2.0
import { type InstanceType, type Price, priceIn, ROSA, workerType } from '#gpu'
import type { Workshop } from '#workshop'

/** What a plan costs, US dollars. */
export interface Cost {
  readonly perHour: number
  readonly perDay: number
  readonly perAttendeeHour: number
  readonly perAttendeeDay: number
  /** From start to end of the schedule; null without both. */
  readonly workshop: { readonly hours: number; readonly usd: number } | null
  /** What `perHour` is made of. */
  readonly parts: readonly { readonly name: string; readonly usdPerHour: number; readonly source: string }[]
  readonly price: Price
  /** False: the price is that of another region. */
  readonly ofRegion: boolean
}

const HOUR_MS = 3_600_000

function scheduledHours({ schedule }: Workshop): number | null {
  if (schedule?.start === undefined) return null
  return (Date.parse(schedule.end) - Date.parse(schedule.start)) / HOUR_MS
}

/** What so many nodes cost; the fees of ROSA and its workers where the kit makes the cluster. */
export function costOf(workshop: Workshop, type: InstanceType, nodes: number): Cost {
  const price = priceIn(type, workshop.region)
  const { cluster, perFourVcpu } = ROSA
  const { count, instance } = workshop.aws.workers
  const worker = workerType(instance)
  const workerVcpu = count * worker.vcpu
  const fourVcpus = (nodes * type.vcpu + workerVcpu) / 4
  const dated = ({ source, date }: { source: string; date: string }) => `${date}, ${source}`
  const own = [
    {
      name: `${count} × ${instance}`,
      usdPerHour: count * worker.usdPerHour,
      source: dated(ROSA.workers),
    },
    { name: 'ROSA, the cluster', usdPerHour: cluster.usdPerHour, source: dated(cluster) },
    { name: 'ROSA, per 4 vCPU of workers', usdPerHour: fourVcpus * perFourVcpu.usdPerHour, source: dated(perFourVcpu) },
  ]
  const gpuNodes = { name: `${nodes} × ${type.id}`, usdPerHour: nodes * price.usdPerHour, source: dated(price) }
  const parts = [gpuNodes, ...(workshop.cluster.existing ? [] : own)]
  const perHour = parts.reduce((sum, { usdPerHour }) => sum + usdPerHour, 0)
  const hours = scheduledHours(workshop)
  return {
    perHour,
    perDay: perHour * 24,
    perAttendeeHour: perHour / workshop.attendees,
    perAttendeeDay: (perHour * 24) / workshop.attendees,
    workshop: hours === null ? null : { hours, usd: perHour * hours },
    parts,
    price,
    ofRegion: price.regions.includes(workshop.region),
  }
}
