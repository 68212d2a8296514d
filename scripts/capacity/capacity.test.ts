// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeCapacityBlockOfferingsCommand,
  EC2Client,
  EC2ServiceException,
  PurchaseCapacityBlockCommand,
} from '@aws-sdk/client-ec2'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../kit.ts'
import { capturedOutput } from '../test/captured-output.ts'
import { blockDays } from './offers.ts'

const ec2 = mockClient(EC2Client)
const OFFER = 'cbo-0b1c2d3e4f5a6b7c8'
const FEE = '1519.1040'

/** As EC2's API reference shows an answer; one page per block. */
const block = (id: string, start: string, end: string, fee: string) => ({
  CapacityBlockOfferingId: id,
  InstanceType: 'p5en.48xlarge',
  AvailabilityZone: 'us-east-2b',
  InstanceCount: 1,
  StartDate: new Date(start),
  EndDate: new Date(end),
  CapacityBlockDurationHours: 24,
  UpfrontFee: fee,
  CurrencyCode: 'USD',
  Tenancy: 'default' as const,
})
const LATE = block('cbo-00000000000000002', '2027-03-02T11:30:00Z', '2027-03-03T11:30:00Z', '1400.00')
const RIGHT = block(OFFER, '2027-03-01T11:30:00Z', '2027-03-02T11:30:00Z', FEE)

let folder = ''
let file = ''
const said = capturedOutput()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kit-capacity-'))
  file = join(folder, 'workshop.yaml')
  const schedule = 'schedule: { start: 2027-03-01T14:00:00Z, end: 2027-03-01T23:00:00Z }'
  await writeFile(file, `name: lab\nattendees: 24\n${schedule}\n`)
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  ec2.reset()
  ec2
    .on(DescribeCapacityBlockOfferingsCommand)
    .resolvesOnce({ CapacityBlockOfferings: [LATE], NextToken: 'more' })
    .resolvesOnce({ CapacityBlockOfferings: [RIGHT] })
})

const capacity = (...words: string[]) => main(['capacity', ...words, '--workshop', file])
const purchases = () => ec2.commandCalls(PurchaseCapacityBlockCommand)

describe('./kit capacity offers', () => {
  it('asks for what the plan needs and lists every page, the soonest first, with what covers the class', async () => {
    expect(await capacity('offers')).toBe(0)
    expect(ec2.commandCalls(DescribeCapacityBlockOfferingsCommand)[0]?.args[0].input).toMatchObject({
      InstanceType: 'p5en.48xlarge',
      InstanceCount: 1,
      CapacityDurationHours: 24,
      StartDateRange: new Date('2027-02-28T14:00:00Z'),
    })
    expect(said.out).toMatch(new RegExp(`${OFFER}.*us-east-2b.*${FEE} USD.*covers the class`))
    expect(said.out).toMatch(/cbo-00000000000000002.*does not cover/)
    expect(said.out.indexOf(OFFER)).toBeLessThan(said.out.indexOf('cbo-00000000000000002'))
    expect(purchases()).toEqual([])
  })

  it('says so with 1 when there is none, and how AWS failed with 3', async () => {
    ec2.reset()
    ec2.on(DescribeCapacityBlockOfferingsCommand).resolves({ CapacityBlockOfferings: [] })
    expect(await capacity('offers')).toBe(1)
    expect(said.out).toContain('No Capacity Block of 1 × p5en.48xlarge for 1 day is offered now')
    ec2.reset()
    ec2.on(DescribeCapacityBlockOfferingsCommand).rejects(new Error('You are not authorized'))
    expect(await capacity('offers')).toBe(3)
    expect(said.err).toContain('You are not authorized')
  })

  it('refuses types that have no blocks, and wrong usage, with 2', async () => {
    const l40s = join(folder, 'l40s.yaml')
    await writeFile(
      l40s,
      'name: lab\nattendees: 4\ngpu: { instance: g6e.12xlarge }\nmodels: { agent: { external: "https://example.com/v1" } }\n',
    )
    expect(await main(['capacity', 'offers', '--workshop', l40s])).toBe(2)
    expect(said.err).toContain('There are no Capacity Blocks of g6e.12xlarge')
    expect(await capacity('buy')).toBe(2)
    expect(await capacity('sell')).toBe(2)
    expect(await capacity('offers', OFFER)).toBe(2)
  })

  it.each([
    [0.4, 1],
    [1.01, 2],
    [14, 14],
    [15, 21],
    [182, 182],
  ])('a class of %d days takes a block of %d', (days, sold) => expect(blockDays(days)).toBe(sold))
})

describe('./kit capacity buy', () => {
  it.each([
    ['no fee is typed back', [], /It costs 1519.1040 USD, at once, and cannot be cancelled.*--confirm 1519.1040/],
    ['another fee is', ['--confirm', '1400.00'], /--confirm says 1400.00. Nothing was bought/],
    ['the fee is rounded', ['--confirm', '1519.104'], /--confirm says 1519.104\. Nothing was bought/],
    ['it has a currency', ['--confirm', '$1519.1040'], /Nothing was bought/],
  ])('buys nothing, with 1, when %s', async (_, words, message) => {
    expect(await capacity('buy', OFFER, ...words)).toBe(1)
    expect(said.err).toMatch(message)
    expect(purchases()).toEqual([])
  })

  it('buys nothing that is not offered any more', async () => {
    expect(await capacity('buy', 'cbo-0ffffffffffffffff', '--confirm', FEE)).toBe(1)
    expect(said.err).toContain('is not offered, or not any more')
    expect(purchases()).toEqual([])
  })

  it('buys the offer whose fee was typed back, once, tagged, and says what to write into the file', async () => {
    ec2
      .on(PurchaseCapacityBlockCommand)
      .resolves({ CapacityReservation: { CapacityReservationId: 'cr-0123456789abcdef0', State: 'payment-pending' } })
    expect(await capacity('buy', OFFER, '--confirm', FEE)).toBe(0)
    expect(purchases()).toHaveLength(1)
    expect(purchases()[0]?.args[0].input).toEqual({
      CapacityBlockOfferingId: OFFER,
      InstancePlatform: 'Linux/UNIX',
      TagSpecifications: [
        {
          ResourceType: 'capacity-reservation',
          Tags: [
            { Key: 'workshop', Value: 'lab' },
            { Key: 'workshop:expires-at', Value: '2027-03-01T23:00:00Z' },
          ],
        },
      ],
    })
    expect(said.out).toContain('gpu:\n  reservation: cr-0123456789abcdef0\naws:\n  zones: [us-east-2b]')
  })

  it('tells a refusal from an answer that was lost, after which it may have been bought', async () => {
    const refusal = new EC2ServiceException({
      name: 'InsufficientCapacity',
      message: 'no longer available',
      $fault: 'client',
      $metadata: {},
    })
    ec2.on(PurchaseCapacityBlockCommand).rejectsOnce(refusal).rejectsOnce(new Error('socket hang up'))
    expect(await capacity('buy', OFFER, '--confirm', FEE)).toBe(3)
    expect(said.err).toContain('AWS did not sell it: no longer available. Nothing was bought.')
    ec2.on(DescribeCapacityBlockOfferingsCommand).resolves({ CapacityBlockOfferings: [RIGHT] })
    expect(await capacity('buy', OFFER, '--confirm', FEE)).toBe(3)
    expect(said.err).toMatch(/it may have been bought. Look before trying again/)
    expect(purchases()).toHaveLength(2)
  })
})

it('a deployment never buys: no Lambda and no stack knows how', async () => {
  const { readdir, readFile } = await import('node:fs/promises')
  const aws = new URL('../../infra/aws/', import.meta.url)
  const files = (await readdir(aws, { recursive: true })).filter((path) => path.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(40)
  for (const path of files)
    expect(await readFile(new URL(path, aws), 'utf8'), path).not.toContain('PurchaseCapacityBlock')
})
