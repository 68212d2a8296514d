// SPDX-License-Identifier: Apache-2.0
import { type CapacityBlockOffering, DescribeCapacityBlockOfferingsCommand, type EC2Client } from '@aws-sdk/client-ec2'
import type { Plan } from '../../infra/capacity/index.ts'
import { EXIT, KitError } from '../exit.ts'

/** Sizes a Capacity Block comes in. Source: EC2 user guide, "How Capacity Blocks work". */
const SIZES = [1, 2, 4, 8, 16, 32, 64] as const
/** EC2 begins to take the instances of a block away so long before its end, ms. Source: as above. */
export const TAKEN_AWAY_MS = 30 * 60_000
const DAY_MS = 86_400_000
/** A day at a time up to two weeks, then in weeks, up to 182 days. Source: as above. */
const MOST_SINGLE_DAYS = 14
const MOST_DAYS = 182

/** What is asked of AWS. */
export interface Wanted {
  readonly instance: string
  readonly instances: number
  readonly days: number
  /** The earliest start; AWS looks at most eight weeks ahead. */
  readonly fromMs: number
  /** The class, where the file gives both ends. */
  readonly schedule: { readonly startMs: number; readonly endMs: number } | null
}

/** One block that can be bought. */
export interface Offer {
  readonly id: string
  readonly zone: string
  readonly instances: number
  readonly startMs: number
  readonly endMs: number
  /** To the letter as AWS writes it: it is typed back. */
  readonly fee: string
  readonly currency: string
  /** Its instances are there for the whole class; null where the file does not say when that is. */
  readonly covers: boolean | null
}

/** Days that a block can last, at least so many. */
export function blockDays(days: number): number {
  const whole = Math.max(1, Math.ceil(days))
  const sold = whole <= MOST_SINGLE_DAYS ? whole : Math.ceil(whole / 7) * 7
  if (sold > MOST_DAYS) throw new KitError(EXIT.usage, `A Capacity Block lasts ${MOST_DAYS} days at most, not ${days}.`)
  return sold
}

/** What a workshop wants of Capacity Blocks. Throws {@link KitError} where they are not sold for it. */
export function wantedBy({ instance, layout, workshop }: Plan, nowMs: number, days?: number): Wanted {
  if (!instance.capacityBlocks)
    throw new KitError(
      EXIT.usage,
      `There are no Capacity Blocks of ${instance.id}. On-demand it is: leave gpu.reservation out.`,
    )
  const nodes = layout.nodes.length
  const instances = SIZES.find((size) => size >= nodes)
  if (instances === undefined)
    throw new KitError(EXIT.usage, `The plan needs ${nodes} nodes, and a Capacity Block has ${SIZES.at(-1)} at most.`)
  const { start, end } = workshop.schedule ?? {}
  const schedule =
    start === undefined || end === undefined ? null : { startMs: Date.parse(start), endMs: Date.parse(end) }
  // Blocks begin at 11:30 UTC: one that has to cover a class begins up to a day before it.
  const fromMs = Math.max(nowMs, schedule === null ? nowMs : schedule.startMs - DAY_MS)
  const needed = schedule === null ? 1 : (schedule.endMs - schedule.startMs + TAKEN_AWAY_MS) / DAY_MS
  return { instance: instance.id, instances, days: blockDays(days ?? needed), fromMs, schedule }
}

function offerOf(found: CapacityBlockOffering, { schedule }: Wanted): Offer[] {
  const { CapacityBlockOfferingId: id, AvailabilityZone: zone, UpfrontFee: fee, CurrencyCode: currency } = found
  const { StartDate: start, EndDate: end, InstanceCount: instances } = found
  if (id === undefined || zone === undefined || fee === undefined || start === undefined || end === undefined) return []
  const [startMs, endMs] = [start.getTime(), end.getTime()]
  const covers = schedule === null ? null : startMs <= schedule.startMs && endMs - TAKEN_AWAY_MS >= schedule.endMs
  return [{ id, zone, instances: instances ?? 0, startMs, endMs, fee, currency: currency ?? 'USD', covers }]
}

/** Asks for what can be bought now, the soonest first. Nothing is bought. */
export async function capacityOffers(client: EC2Client, wanted: Wanted): Promise<Offer[]> {
  const offers: Offer[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new DescribeCapacityBlockOfferingsCommand({
        InstanceType: wanted.instance,
        InstanceCount: wanted.instances,
        CapacityDurationHours: wanted.days * 24,
        StartDateRange: new Date(wanted.fromMs),
        ...(wanted.schedule === null ? {} : { EndDateRange: new Date(wanted.schedule.endMs + wanted.days * DAY_MS) }),
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    offers.push(...(page.CapacityBlockOfferings ?? []).flatMap((found) => offerOf(found, wanted)))
    token = page.NextToken
  } while (token !== undefined)
  return offers.sort((a, b) => a.startMs - b.startMs || Number(a.fee) - Number(b.fee))
}
