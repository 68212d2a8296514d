// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeReservation } from '../ocm/test/aws-view.ts'
import type { FakeCluster } from '../ocm/test/fake-cluster.ts'
import { cluster } from './cluster.ts'
import { nodePool } from './node-pool.ts'
import { aCluster } from './test/a-cluster.ts'
import { accountWith, drive, failureOf, startTestWorld, type TestWorld } from './test/handler-world.ts'
import { BLOCK, clusterInput, gpuInput } from './test/properties.ts'

const ACTIVE: FakeReservation = { state: 'active', instanceType: 'p5en.48xlarge', zone: 'us-east-2a', count: 2 }
const reservations = new Map<string, FakeReservation>()
let world: TestWorld
let home: FakeCluster

beforeEach(async () => {
  reservations.clear()
  reservations.set(BLOCK, ACTIVE)
  world = await startTestWorld({ aws: accountWith({ reservation: (id) => reservations.get(id) }) })
  home = await aCluster(world)
})
afterEach(async () => {
  expect(world.fake.faults).toEqual([])
  expect(world.fake.faultsToCome).toBe(0)
  await world.close()
})

const input = (more: object = {}) => ({ ...gpuInput(home.id), ...more })
const create = (more: object = {}) => drive(nodePool, world, 'Create', input(more))
const update = (id: string, more: object = {}) => drive(nodePool, world, 'Update', input(more), id)
const gpu = () => home.pools.get('gpu')
const posts = () => world.fake.seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/node_pools'))

describe('a GPU pool', () => {
  it('is made from its reservation, as the money says: no surge, no repair, no other capacity', async () => {
    const { id, data } = await create()
    expect(id).toBe(`${home.id}/gpu`)
    expect(data).toEqual({ state: 'ready', replicas: '1', note: '-' })
    expect(posts()[0]?.body).toEqual({
      id: 'gpu',
      replicas: 1,
      auto_repair: false,
      subnet: 'subnet-private',
      version: { id: 'openshift-v4.20.11' },
      labels: { 'nvidia.com/mig.config': 'workshop-h200' },
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
      aws_node_pool: {
        instance_type: 'p5en.48xlarge',
        root_volume: { size: 500 },
        ec2_metadata_http_tokens: 'required',
        tags: { workshop: 'voice-lab' },
        capacity_reservation: { id: BLOCK, preference: 'capacity-reservations-only' },
      },
      node_drain_grace_period: { value: 5, unit: 'minutes' },
      management_upgrade: { type: 'Replace', max_surge: '0', max_unavailable: '1' },
    })
  })

  it('of on-demand instances names no reservation', async () => {
    await create({ reservationId: undefined })
    expect(JSON.stringify(posts()[0]?.body)).not.toContain('capacity_reservation')
  })

  it('is ready only when every node is there', async () => {
    const { tookMinutes } = await create({ replicas: 2 })
    expect(gpu()?.current).toBe(2)
    expect(tookMinutes).toBeGreaterThanOrEqual(7)
    expect(world.lines.join('\n')).toContain('waits for 2 nodes, 0 are there')
  })

  it('whose making was lost is made once', async () => {
    world.fake.befall({ method: 'POST', path: /node_pools$/, what: { kind: 'lost' } })
    await create()
    expect(posts()).toHaveLength(1)
    expect((await create()).id).toBe(`${home.id}/gpu`)
    expect(posts()).toHaveLength(1)
  })

  it('parks to 0 nodes and comes back', async () => {
    const { id } = await create()
    expect((await update(id, { replicas: 0 })).data).toEqual({ state: 'parked', replicas: '0', note: '-' })
    expect(gpu()?.current).toBe(0)
    expect((await update(id)).data?.state).toBe('ready')
    expect(gpu()?.current).toBe(1)
    expect(posts()).toHaveLength(1)
  })

  it('can be parked after its block has ended, and does not come back then', async () => {
    const { id } = await create()
    reservations.set(BLOCK, { ...ACTIVE, state: 'expired' })
    expect((await update(id, { replicas: 0 })).data?.state).toBe('parked')
    expect(await failureOf(update(id))).toContain(`${BLOCK} is 'expired'`)
    const { data } = await update(id, { whenInactive: 'skip' })
    expect(data).toMatchObject({ state: 'parked', replicas: '0', note: expect.stringContaining('give another one') })
  })

  it('gets other labels without being made anew', async () => {
    const { id } = await create()
    await update(id, { labels: { 'nvidia.com/mig.config': 'workshop-h200-2' } })
    expect(gpu()?.body.labels).toEqual({ 'nvidia.com/mig.config': 'workshop-h200-2' })
    expect(posts()).toHaveLength(1)
  })

  it('of another block is deleted first and made anew: two generations never bill side by side', async () => {
    const { id } = await create()
    const next = 'cr-0fedcba9876543210'
    reservations.set(next, ACTIVE)
    const { id: same, data } = await update(id, { reservationId: next })
    expect(same).toBe(id)
    expect(data?.state).toBe('ready')
    expect(gpu()?.body.aws_node_pool.capacity_reservation?.id).toBe(next)
    const order = world.fake.seen.filter(({ method, path }) => /node_pools/.test(path) && method !== 'GET')
    expect(order.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST'])
  })

  it('is not deleted for a block that has not begun', async () => {
    const { id } = await create()
    const next = 'cr-0fedcba9876543210'
    reservations.set(next, { ...ACTIVE, state: 'scheduled' })
    expect(await failureOf(update(id, { reservationId: next }))).toContain('is scheduled and begins')
    expect(gpu()?.current).toBe(1)
  })

  it('is never deleted, nor changed without end, over how OCM writes things down', async () => {
    const { id } = await create()
    const body = gpu()?.body
    Object.assign(body?.aws_node_pool ?? {}, { root_volume: { size: 499 }, capacity_reservation: undefined })
    Object.assign(body?.labels ?? {}, { 'added.by.ocm': 'true' })
    const before = input()
    const after = { ...before, tags: { workshop: 'voice-lab', more: 'tags' } }
    await drive(nodePool, world, 'Update', after, id, { before })
    const written = world.fake.seen.filter(({ method, path }) => /node_pools/.test(path) && method !== 'GET')
    expect(written.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
    expect(gpu()?.current).toBe(1)
  })

  it('is not ready because the pool before it still is', async () => {
    const { id } = await create({ reservationId: undefined, instanceType: 'p5.48xlarge' })
    const old = gpu()
    expect((await update(id, { reservationId: undefined })).data?.state).toBe('ready')
    expect(gpu()).not.toBe(old)
    expect(gpu()?.body.aws_node_pool.instance_type).toBe('p5en.48xlarge')
  })

  it('without nodes after most of an hour says what OCM said', async () => {
    world.fake.hooks.pool = (pool) => {
      pool.stuck = 'InsufficientInstanceCapacity in us-east-2a'
    }
    expect(await failureOf(create())).toMatch(/not done after 55 minutes.*InsufficientInstanceCapacity/)
  })
})

describe('a reservation', () => {
  it('that has not begun makes no pool, fails nothing, and says when to come again', async () => {
    reservations.set(BLOCK, { ...ACTIVE, state: 'scheduled' })
    const { id, data } = await create({ whenInactive: 'skip' })
    expect(id).toBe('not-made')
    expect(data).toMatchObject({ state: 'not-made', replicas: '0' })
    expect(data?.note).toContain(`${BLOCK} is scheduled and begins 2026-12-02T11:30:00Z: run 'npx cdk deploy --all'`)
    expect(posts()).toEqual([])
  })

  it('that begins later makes its pool with the next deployment; the clean-up of the old id touches nothing', async () => {
    reservations.set(BLOCK, { ...ACTIVE, state: 'scheduled' })
    const { id } = await create({ whenInactive: 'skip' })
    reservations.set(BLOCK, ACTIVE)
    const { id: made } = await update(id, { whenInactive: 'skip', attempt: '2' })
    expect(made).toBe(`${home.id}/gpu`)
    await drive(nodePool, world, 'Delete', input(), id)
    expect(gpu()?.current).toBe(1)
  })

  it('that is not active fails a pool that was not to be skipped', async () => {
    for (const [state, words] of [
      ['scheduled', 'begins 2026-12-02'],
      ['expired', 'will not come back'],
    ] as const) {
      reservations.set(BLOCK, { ...ACTIVE, state })
      expect(await failureOf(create())).toContain(words)
    }
  })

  it('of another type, of too few instances, or of nobody, is no question of time', async () => {
    reservations.set(BLOCK, { ...ACTIVE, instanceType: 'p5.48xlarge' })
    expect(await failureOf(create({ whenInactive: 'skip' }))).toContain('is for p5.48xlarge')
    reservations.set(BLOCK, { ...ACTIVE, count: 1 })
    expect(await failureOf(create({ whenInactive: 'skip', replicas: 2 }))).toContain('holds 1 instances')
    reservations.clear()
    expect(await failureOf(create({ whenInactive: 'skip' }))).toContain('There is no capacity reservation')
    expect(posts()).toEqual([])
  })

  it('in another zone is refused by OCM, in its words', async () => {
    reservations.set(BLOCK, { ...ACTIVE, zone: 'us-east-2c' })
    expect(await failureOf(create())).toContain('is in another zone')
  })
})

describe('the end of a GPU pool', () => {
  it('is waited for, and happens twice without complaint', async () => {
    const { id } = await create()
    const { tookMinutes } = await drive(nodePool, world, 'Delete', input(), id)
    expect(gpu()).toBeUndefined()
    expect(tookMinutes).toBeGreaterThanOrEqual(6)
    await drive(nodePool, world, 'Delete', input(), id)
    expect([...home.pools.keys()]).toEqual(['workers'])
  })

  it('is no matter of its own when the cluster goes, or is gone', async () => {
    const { id } = await create()
    await world.ocm.clusters.remove(home.id)
    expect((await drive(nodePool, world, 'Delete', input(), id)).tookMinutes).toBe(0)
    await drive(cluster, world, 'Delete', clusterInput('x'), home.id)
    await drive(nodePool, world, 'Delete', input(), id)
    expect(await failureOf(update(id))).toContain('is gone')
  })

  it('is not brought about in a cluster that is not ours', async () => {
    const { id } = await create()
    home.properties = {}
    expect(await failureOf(drive(nodePool, world, 'Delete', input(), id))).toContain('left alone')
    expect(await failureOf(update(id, { replicas: 0 }))).toContain('left alone')
    expect(gpu()?.body.replicas).toBe(1)
  })
})
