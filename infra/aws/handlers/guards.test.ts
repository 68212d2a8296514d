// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeReservation } from '../ocm/test/aws-view.ts'
import type { FakeCluster } from '../ocm/test/fake-cluster.ts'
import { drainBlock, kill, reap } from './guards.ts'
import { nodePool } from './node-pool.ts'
import { EXPIRES_PROPERTY, OWNER_PROPERTY } from './own-cluster.ts'
import { aCluster } from './test/a-cluster.ts'
import { accountWith, drive, failureOf, startTestWorld, type TestWorld } from './test/handler-world.ts'
import { BLOCK, gpuInput, OWNER } from './test/properties.ts'

const ACTIVE: FakeReservation = { state: 'active', instanceType: 'p5en.48xlarge', zone: 'us-east-2a', count: 2 }
let world: TestWorld
let home: FakeCluster

beforeEach(async () => {
  world = await startTestWorld({ aws: accountWith({ reservation: () => ACTIVE }) })
  home = await aCluster(world)
  await drive(nodePool, world, 'Create', gpuInput(home.id))
})
afterEach(async () => {
  expect(world.fake.faults).toEqual([])
  await world.close()
})

const KILL = { owner: OWNER, clusterName: 'voice-lab' }
const changes = () =>
  world.fake.seen
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.split('/v1')[1]}`)
const until = (iso: string) => world.clock.advance(Date.parse(iso) - world.clock.nowMs())

describe('the kill switch', () => {
  it('stops the GPU nodes first, then the cluster', async () => {
    home.deleteProtection = true
    const before = changes().length
    await kill(KILL, world)
    expect(changes().slice(before)).toEqual([
      `PATCH /clusters/${home.id}/node_pools/gpu`,
      `PATCH /clusters/${home.id}/delete_protection`,
      `DELETE /clusters/${home.id}`,
    ])
    expect(home.stage).toBe('uninstalling')
    expect(home.pools.get('workers')?.body.replicas).toBe(2)
  })

  it('may come again, late, or for nothing', async () => {
    await kill(KILL, world)
    const before = changes().length
    await kill(KILL, world)
    world.clock.advance(20 * 60_000)
    await kill(KILL, world)
    expect(changes()).toHaveLength(before)
    expect(world.fake.clusters.size).toBe(0)
  })

  it('takes the cluster though the pool cannot be parked', async () => {
    world.fake.befall({ method: 'PATCH', path: /node_pools\/gpu/, what: { kind: 'status', status: 400 } })
    await kill(KILL, world)
    expect(home.stage).toBe('uninstalling')
    expect(world.lines.join('\n')).toContain('could not be parked')
  })

  it('fails aloud when the cluster could not be taken down', async () => {
    world.fake.befall({ method: 'DELETE', path: /clusters/, what: { kind: 'status', status: 403 } })
    expect(await failureOf(kill(KILL, world))).toContain('403')
  })

  it('leaves a cluster of that name alone that is somebody else’s', async () => {
    home.properties = { [OWNER_PROPERTY]: '999999999999/us-east-2/voice-lab' }
    const before = changes().length
    await kill(KILL, world)
    expect(changes()).toHaveLength(before)
    expect(world.lines.join('\n')).toContain('left alone')
  })
})

describe('the reaper', () => {
  it('waits for the end, and not a second longer', async () => {
    until('2026-12-01T17:59:59Z')
    expect(await reap(world)).toEqual([])
    until('2026-12-01T18:00:00Z')
    expect(await reap(world)).toEqual([home.id])
    expect(home.stage).toBe('uninstalling')
  })

  it('reads the end where it stands, with its offset', async () => {
    home.properties[EXPIRES_PROPERTY] = '2026-12-01T18:00:00+05:00'
    until('2026-12-01T13:00:00Z')
    expect(await reap(world)).toEqual([home.id])
  })

  it('takes what a forgotten stack left, and nothing of another account or of other tools', async () => {
    until('2026-12-05T00:00:00Z')
    for (const properties of [
      {},
      { [EXPIRES_PROPERTY]: '2026-12-01T18:00:00Z' },
      { [OWNER_PROPERTY]: '999999999999/us-east-2/voice-lab', [EXPIRES_PROPERTY]: '2026-12-01T18:00:00Z' },
    ]) {
      home.properties = properties
      expect(await reap(world)).toEqual([])
    }
    home.properties = { [OWNER_PROPERTY]: '123456789012/eu-west-1/other', [EXPIRES_PROPERTY]: '2026-12-01T18:00:00Z' }
    expect(await reap(world)).toEqual([home.id])
  })

  it('says which cluster has an end that is no time, and takes the others', async () => {
    const second = await aCluster(world, { name: 'other-lab', owner: '123456789012/us-east-2/other-lab' })
    second.properties[EXPIRES_PROPERTY] = 'tomorrow'
    until('2026-12-02T00:00:00Z')
    expect(await failureOf(reap(world))).toContain("'other-lab'")
    expect([home.stage, second.stage]).toEqual(['uninstalling', 'ready'])
  })

  it('goes on after a cluster that cannot be taken down, and names it', async () => {
    const second = await aCluster(world, { name: 'other-lab', owner: '123456789012/us-east-2/other-lab' })
    until('2026-12-02T00:00:00Z')
    world.fake.befall({ method: 'DELETE', path: /clusters/, what: { kind: 'status', status: 403, reason: 'no' } })
    expect(await failureOf(reap(world))).toContain("'voice-lab'")
    expect(second.stage).toBe('uninstalling')
  })
})

describe('the end of a Capacity Block', () => {
  const warning = (detailType: string, block = BLOCK) => ({
    version: '0',
    source: 'aws.ec2',
    'detail-type': detailType,
    resources: [`arn:aws:ec2:us-east-2:123456789012:capacity-reservation/${block}`],
    detail: { 'capacity-reservation-id': block, 'end-date': '2026-12-02T11:30:00Z' },
  })

  it.each(['Capacity Block Expiration Warning', 'Capacity Block Reservation Expiration Warning'])(
    'drains its nodes: %s',
    async (name) => {
      await drainBlock(warning(name), world)
      expect(home.pools.get('gpu')?.body.replicas).toBe(0)
      expect(home.pools.get('workers')?.body.replicas).toBe(2)
      await drainBlock(warning(name), world)
      expect(world.lines.at(-1)).toContain('No GPU node is left')
    },
  )

  it('leaves the nodes of another block alone', async () => {
    await drainBlock(warning('Capacity Block Expiration Warning', 'cr-0aaaaaaaaaaaaaaaa'), world)
    expect(home.pools.get('gpu')?.body.replicas).toBe(1)
  })

  it('is not its beginning', async () => {
    expect(await failureOf(drainBlock(warning('Capacity Block Delivered'), world))).toContain('no warning')
    expect(home.pools.get('gpu')?.body.replicas).toBe(1)
  })
})
