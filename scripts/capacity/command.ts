// SPDX-License-Identifier: Apache-2.0
import { EC2Client } from '@aws-sdk/client-ec2'
import { planWorkshop } from '../../infra/capacity/index.ts'
import { type AwsSettings, awsSettings, hasNoCredentials } from '../aws/session.ts'
import { EXIT, KitError } from '../exit.ts'
import { readWorkshop } from '../plan/command.ts'
import { dim, good, strong, table } from '../terminal.ts'
import { buyBlock, confirmedOffer } from './buy.ts'
import { capacityOffers, type Offer, type Wanted, wantedBy } from './offers.ts'

/** What `./kit capacity` takes. */
export interface CapacityOptions {
  readonly workshop?: string
  readonly days?: number
  readonly confirm?: string
  readonly json?: boolean
}

const time = (ms: number): string => new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z')

function offersText(offers: readonly Offer[], { instance, instances, days, schedule }: Wanted): string {
  const what = `${instances} × ${instance} for ${days} ${days === 1 ? 'day' : 'days'}`
  if (offers.length === 0)
    return `No Capacity Block of ${what} is offered now. Try other --days, another region or instance, or later.`
  const rows = offers.map(({ id, zone, startMs, endMs, fee, currency, covers }) => [
    id,
    zone,
    `${time(startMs)} – ${time(endMs)}`,
    `${fee} ${currency}`,
    covers === null ? '' : covers ? good('covers the class') : dim('does not cover the class'),
  ])
  const unknown =
    schedule === null ? ['The file gives no schedule.start: which of them cover the class is not known.'] : []
  return [
    strong(`Capacity Blocks of ${what}, paid at once and not cancellable:`),
    table(rows),
    ...unknown,
    'EC2 begins to take the instances away 30 minutes before the end. To buy one: ./kit capacity buy <offer> --confirm <fee>',
  ].join('\n')
}

/** What went wrong with AWS, with what to do. */
function awsFailure(error: unknown): KitError {
  if (error instanceof KitError) return error
  if (hasNoCredentials(error))
    return new KitError(
      EXIT.outside,
      'There are no AWS credentials. Log in: aws configure, aws sso login, or AWS_PROFILE.',
    )
  const why = error instanceof Error ? error.message || error.name : String(error)
  return new KitError(EXIT.outside, `AWS did not answer as hoped: ${why}`)
}

async function wantedFor(options: CapacityOptions) {
  const workshop = await readWorkshop(options.workshop)
  const plan = planWorkshop(workshop)
  if (plan.kind === 'cannot-run') throw new KitError(EXIT.no, `This cannot run on ${plan.instance.id}. See ./kit plan.`)
  const settings: AwsSettings = awsSettings(workshop.region)
  return { workshop, settings, wanted: wantedBy(plan, Date.now(), options.days) }
}

async function offersCommand(options: CapacityOptions): Promise<void> {
  const { settings, wanted } = await wantedFor(options)
  const offers = await capacityOffers(new EC2Client(settings), wanted)
  const json = offers.map(({ startMs, endMs, ...offer }) => ({ ...offer, start: time(startMs), end: time(endMs) }))
  process.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : `${offersText(offers, wanted)}\n`)
  if (offers.length === 0) throw new KitError(EXIT.no, '')
}

async function buyCommand(id: string, options: CapacityOptions): Promise<void> {
  const { workshop, settings, wanted } = await wantedFor(options)
  const offer = confirmedOffer(await capacityOffers(new EC2Client(settings), wanted), id, options.confirm)
  const once = new EC2Client({ ...settings, maxAttempts: 1 })
  const { reservation, state } = await buyBlock(once, offer, workshop)
  const bought = { reservation, state, zone: offer.zone, fee: offer.fee, currency: offer.currency }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(bought, null, 2)}\n`
      : `${good('✓')} Bought ${reservation} for ${offer.fee} ${offer.currency}; it is ${state}. Now write into the workshop file:\n\ngpu:\n  reservation: ${reservation}\naws:\n  zones: [${offer.zone}]\n`,
  )
}

/** `./kit capacity offers` and `./kit capacity buy <offer> --confirm <fee>`. Throws {@link KitError}. */
export async function capacityCommand(
  what: string,
  offer: string | undefined,
  options: CapacityOptions,
): Promise<void> {
  const next = 'There are ./kit capacity offers, and ./kit capacity buy <offer> --confirm <fee>.'
  if (what !== 'offers' && what !== 'buy')
    throw new KitError(EXIT.usage, `'./kit capacity ${what}' is not known. ${next}`)
  if (what === 'buy' && offer === undefined) throw new KitError(EXIT.usage, `Which one is to be bought? ${next}`)
  if (what === 'offers' && offer !== undefined)
    throw new KitError(EXIT.usage, `'./kit capacity offers' takes no '${offer}'. ${next}`)
  await (offer === undefined ? offersCommand(options) : buyCommand(offer, options)).catch((error: unknown) => {
    throw awsFailure(error)
  })
}
