// SPDX-License-Identifier: Apache-2.0
import { type EC2Client, PurchaseCapacityBlockCommand } from '@aws-sdk/client-ec2'
import type { Workshop } from '../../infra/workshop/index.ts'
import { EXIT, KitError } from '../exit.ts'
import type { Offer } from './offers.ts'

/** What was bought. */
export interface Bought {
  readonly reservation: string
  readonly state: string
}

/** The offer that is meant, once its fee has been typed back to the letter. Throws {@link KitError} with exit code 1. */
export function confirmedOffer(offers: readonly Offer[], id: string, confirm: string | undefined): Offer {
  const offer = offers.find((candidate) => candidate.id === id)
  if (offer === undefined)
    throw new KitError(
      EXIT.no,
      `'${id}' is not offered, or not any more. Nothing was bought. What is: ./kit capacity offers`,
    )
  const { fee, currency } = offer
  if (confirm === undefined)
    throw new KitError(
      EXIT.no,
      `It costs ${fee} ${currency}, at once, and cannot be cancelled. Nothing was bought. To buy it: ./kit capacity buy ${id} --confirm ${fee}`,
    )
  if (confirm !== fee)
    throw new KitError(EXIT.no, `It costs ${fee} ${currency}, and --confirm says ${confirm}. Nothing was bought.`)
  return offer
}

/**
 * Buys a Capacity Block. Sent once: an answer that is lost may have been a purchase.
 * @param client with `maxAttempts` 1
 * @throws {KitError}
 */
export async function buyBlock(client: EC2Client, { id }: Offer, { name, schedule }: Workshop): Promise<Bought> {
  const tags = { workshop: name, ...(schedule === undefined ? {} : { 'workshop:expires-at': schedule.end }) }
  const command = new PurchaseCapacityBlockCommand({
    CapacityBlockOfferingId: id,
    InstancePlatform: 'Linux/UNIX',
    TagSpecifications: [
      {
        ResourceType: 'capacity-reservation',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      },
    ],
  })
  const { CapacityReservation: made } = await client.send(command).catch((error: unknown) => {
    const why = error instanceof Error ? error.message || error.name : String(error)
    const isAnswer = error instanceof Error && '$fault' in error
    throw new KitError(
      EXIT.outside,
      isAnswer
        ? `AWS did not sell it: ${why}. Nothing was bought.`
        : `No answer came back (${why}); it may have been bought. Look before trying again: aws ec2 describe-capacity-reservations --filters Name=tag:workshop,Values=${name}`,
    )
  })
  const reservation = made?.CapacityReservationId
  if (reservation === undefined)
    throw new KitError(
      EXIT.outside,
      'AWS sold it and named no reservation. Look: aws ec2 describe-capacity-reservations',
    )
  return { reservation, state: made?.State ?? 'unknown' }
}
