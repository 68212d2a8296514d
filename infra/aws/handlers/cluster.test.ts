// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeReservation } from '../ocm/test/aws-view.ts'
import { operatorRoleArns } from '../ocm/test/aws-view.ts'
import { newClusterSchema } from '../ocm/test/fake-cluster.ts'
import { cluster } from './cluster.ts'
import { oidcConfig } from './oidc-config.ts'
import { EXPIRES_PROPERTY, OWNER_PROPERTY } from './own-cluster.ts'
import { accountWith, drive, failureOf, startTestWorld, type TestWorld } from './test/handler-world.ts'
import { clusterInput, OWNER } from './test/properties.ts'

/** Roles that are missing from the account. */
let missing: Set<string>
const reservations = new Map<string, FakeReservation>()
let world: TestWorld
let oidc: string

beforeEach(async () => {
  missing = new Set()
  world = await startTestWorld({
    aws: accountWith({ roleExists: (arn) => !missing.has(arn), reservation: (id) => reservations.get(id) }),
  })
  oidc = (await drive(oidcConfig, world, 'Create', { owner: OWNER })).id
})
afterEach(async () => {
  // Whatever a test did: every body was as OCM describes it, and no misfortune was left unused.
  expect(world.fake.faults).toEqual([])
  expect(world.fake.faultsToCome).toBe(0)
  await world.close()
})

const inOcm = () => [...world.fake.clusters.values()]
const only = () => {
  const [one, ...more] = inOcm()
  if (one === undefined || more.length > 0) throw new Error(`${inOcm().length} clusters`)
  return one
}
const create = (more: object = {}) => drive(cluster, world, 'Create', { ...clusterInput(oidc), ...more })
const posts = () => world.fake.seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/clusters'))

describe('an OIDC config', () => {
  it('says to IAM what it has to know', async () => {
    const { data, id } = await drive(oidcConfig, world, 'Create', { owner: OWNER })
    expect(data).toMatchObject({
      id,
      issuerUrl: `https://oidc.op1.openshiftapps.com/${id}`,
      issuerHost: `oidc.op1.openshiftapps.com/${id}`,
      thumbprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      supportPrincipal: expect.stringMatching(/^arn:aws:iam::\d+:role\//),
    })
  })

  it('whose making was lost is named, and a neighbour is not robbed of theirs', async () => {
    world.fake.befall({ method: 'POST', path: /oidc_configs$/, what: { kind: 'lost' } })
    const { id } = await drive(oidcConfig, world, 'Create', { owner: OWNER })
    const lost = [...world.fake.oidcConfigs.keys()].find((other) => other !== id && other !== oidc)
    expect(world.lines.join('\n')).toContain(lost)
  })

  it('is not let go while its cluster lives, and goes twice without complaint', async () => {
    const made = await create()
    const deletion = drive(oidcConfig, world, 'Delete', { owner: OWNER }, oidc)
    expect(await failureOf(deletion)).toMatch(/LATE|not done after 55 minutes/)
    await drive(cluster, world, 'Delete', clusterInput(oidc), made.id)
    await drive(oidcConfig, world, 'Delete', { owner: OWNER }, oidc)
    await drive(oidcConfig, world, 'Delete', { owner: OWNER }, oidc)
    expect(world.fake.leftovers()).toEqual([])
  })
})

describe('a cluster', () => {
  it('is made, waited for, and says where it is', async () => {
    const { id, data, tookMinutes } = await create()
    expect(data).toEqual({
      id,
      apiUrl: `${world.fake.url}/openshift/${id}`,
      consoleUrl: 'https://console-openshift-console.apps.rosa.voice-lab.x1y2.p3.openshiftapps.com',
      appsDomain: 'apps.rosa.voice-lab.x1y2.p3.openshiftapps.com',
      version: 'openshift-v4.20.11',
    })
    expect(only().stage).toBe('ready')
    expect([...only().pools.values()].map(({ current }) => current)).toEqual([2])
    expect(tookMinutes).toBeGreaterThan(10)
    const log = world.lines.join('\n')
    expect(log).toContain("waits for 'ready', is 'installing'")
    expect(log).toContain('waits for its workers: 0 of 2')
  })

  it('carries our mark, its end, and the tags of the workshop', async () => {
    await create()
    const { properties, aws } = newClusterSchema.parse(posts()[0]?.body)
    expect(properties).toMatchObject({ [OWNER_PROPERTY]: OWNER, [EXPIRES_PROPERTY]: '2026-12-01T18:00:00Z' })
    expect(aws).toMatchObject({ tags: { workshop: 'voice-lab' }, ec2_metadata_http_tokens: 'required' })
  })

  it('of an exact release gets that release, of an unknown one the list', async () => {
    const { data } = await create({ openshift: '4.20.9' })
    expect(data?.version).toBe('openshift-v4.20.9')
    expect(await failureOf(create({ openshift: '4.18' }))).toContain('4.21.2, 4.20.11')
  })

  it('whose making was answered to nobody is found again, and made once', async () => {
    world.fake.befall({ method: 'POST', path: /\/clusters$/, what: { kind: 'lost' } })
    const { id } = await create()
    expect(only().id).toBe(id)
    expect(posts()).toHaveLength(1)
  })

  it('whose making never arrived is made after all', async () => {
    world.fake.befall({ method: 'POST', path: /\/clusters$/, what: { kind: 'dropped' } })
    world.fake.befall({ method: 'POST', path: /\/clusters$/, what: { kind: 'status', status: 502 } })
    expect((await create()).id).toBe(only().id)
  })

  it('is taken over when CloudFormation sends the same creation again', async () => {
    const first = await create()
    const second = await create({ expiresAt: '2026-12-02T18:00:00Z' })
    expect(second.id).toBe(first.id)
    expect(posts()).toHaveLength(1)
    expect(only().properties[EXPIRES_PROPERTY]).toBe('2026-12-02T18:00:00Z')
  })

  it('past its end is not made at all', async () => {
    expect(await failureOf(create({ expiresAt: '2026-12-01T07:59:59Z' }))).toMatch(/was to end .*Set schedule.end/)
    expect(inOcm()).toEqual([])
  })

  it('of the same name that is somebody else’s is neither taken over, nor changed, nor deleted', async () => {
    const { id } = await create({ owner: '999999999999/us-east-2/voice-lab' })
    const before = JSON.stringify(only().properties)
    for (const attempt of [
      () => create(),
      () => drive(cluster, world, 'Update', clusterInput(oidc), id),
      () => drive(cluster, world, 'Delete', clusterInput(oidc), id),
    ])
      expect(await failureOf(attempt())).toMatch(/belongs to '999999999999.*left alone/)
    only().properties = {}
    expect(await failureOf(create())).toContain('was not made by this kit')
    expect(only().stage).toBe('ready')
    only().properties = JSON.parse(before)
    expect(posts()).toHaveLength(1)
  })

  it('of ours on other subnets is not taken over', async () => {
    await create({ subnetIds: ['subnet-old', 'subnet-older'] })
    expect(await failureOf(create())).toContain('subnets subnet-old, subnet-older instead of subnet-private')
  })

  it('that is still being uninstalled says when to come again', async () => {
    const { id } = await create()
    await world.ocm.clusters.remove(id)
    expect(await failureOf(create())).toMatch(/being uninstalled.*Deploy again/)
  })

  it('is asked for again while its new roles spread through IAM', async () => {
    const [installer = ''] = [clusterInput(oidc).installerRoleArn]
    missing.add(installer)
    const sleep = world.clock.sleep
    world.clock.sleep = async (ms, signal) => {
      await sleep(ms, signal)
      missing.clear()
    }
    await create()
    expect(world.lines.join('\n')).toContain('New roles take some seconds')
  })

  it('whose roles never come says so, and does not wait for ever', async () => {
    missing.add(clusterInput(oidc).installerRoleArn)
    expect(await failureOf(create())).toContain('Failed to assume role')
    missing = new Set(operatorRoleArns('123456789012', 'vlab').slice(0, 1))
    expect(await failureOf(create())).toMatch(/not done after 55 minutes.*OIDC provider or the roles/)
  })

  it('that fails says why, in OCM’s words', async () => {
    world.fake.hooks.cluster = (made) => {
      made.failure = { code: 'OCM3055', message: 'Insufficient elastic IPs' }
    }
    expect(await failureOf(create())).toContain('OCM3055: Insufficient elastic IPs')
  })

  it.each([
    ['dns', 'its name in the DNS'],
    ['oidc', 'the roles of its operators'],
  ] as const)('that calls itself ready without its %s is not', async (unready, words) => {
    world.fake.hooks.cluster = (made) => {
      made.unready = unready
    }
    expect(await failureOf(create())).toContain(`waits for ${words}`)
  })

  it('that is stuck ends before CloudFormation loses patience, and can then be deleted', async () => {
    world.fake.hooks.cluster = (made) => {
      made.held = 'installing'
    }
    expect(await failureOf(create())).toMatch(/not done after 55 minutes.*is 'installing'/)
    await drive(cluster, world, 'Delete', clusterInput(oidc), only().id)
    expect(inOcm()).toEqual([])
  })

  it('is not rolled back over a bad quarter of an hour of OCM’s', async () => {
    const { fake } = world
    fake.hooks.cluster = () => {
      fake.befall({ method: 'GET', path: /\/clusters\/2clu/, times: 21, what: { kind: 'status', status: 503 } })
      fake.befall({ method: 'GET', path: /\/clusters\/2clu/, what: { kind: 'status', status: 401 } })
    }
    expect((await create()).data?.id).toBe(only().id)
    expect(world.lines.join('\n')).toContain('waits for an answer of OCM')
  })

  it('gets more workers, and a later end, without being made anew', async () => {
    const { id } = await create()
    const later = { ...clusterInput(oidc), workers: 4, expiresAt: '2026-12-03T18:00:00Z' }
    expect((await drive(cluster, world, 'Update', later, id)).id).toBe(id)
    expect(only().pools.get('workers')?.current).toBe(4)
    expect(only().properties).toMatchObject({ [EXPIRES_PROPERTY]: '2026-12-03T18:00:00Z', [OWNER_PROPERTY]: OWNER })
    expect(only().properties.rosa_creator_arn).toBeDefined()
  })

  it('cannot move, and can be rolled back to what it is', async () => {
    const { id } = await create()
    const moved = { ...clusterInput(oidc), openshift: '4.21', machineCidr: '10.9.0.0/16' }
    const why = await failureOf(drive(cluster, world, 'Update', moved, id))
    expect(why).toContain('OpenShift 4.20.11 instead of 4.21')
    expect(why).toContain('addresses 10.0.0.0/16 instead of 10.9.0.0/16')
    await drive(cluster, world, 'Update', clusterInput(oidc), id)
  })

  it('is not taken for another over how OCM writes things down', async () => {
    const { id } = await create()
    Object.assign(only().body.aws, { subnet_ids: ['subnet-private', 'subnet-public', 'subnet-of-ocm'] })
    const before = clusterInput(oidc)
    await drive(cluster, world, 'Update', { ...before, workers: 4 }, id, { before })
    expect(only().pools.get('workers')?.current).toBe(4)
  })

  it('has workers of one kind for life', async () => {
    const { id } = await create()
    const others = { ...clusterInput(oidc), workerInstanceType: 'm7i.4xlarge' }
    expect(await failureOf(drive(cluster, world, 'Update', others, id))).toContain('are m7i.2xlarge, not m7i.4xlarge')
  })

  it('goes with its protection, and is waited for until it is gone', async () => {
    const { id } = await create()
    only().deleteProtection = true
    const { tookMinutes } = await drive(cluster, world, 'Delete', clusterInput(oidc), id)
    expect(inOcm()).toEqual([])
    expect(tookMinutes).toBeGreaterThanOrEqual(12)
  })

  it('goes though the answers to its deletion are lost', async () => {
    const { id } = await create()
    world.fake.befall({ method: 'DELETE', path: /\/clusters\/2clu\d+$/, what: { kind: 'lost' } })
    world.fake.befall({ method: 'PATCH', path: /delete_protection$/, what: { kind: 'lost' } })
    await drive(cluster, world, 'Delete', clusterInput(oidc), id)
    expect(inOcm()).toEqual([])
  })

  it('that is gone already is gone', async () => {
    const { tookMinutes } = await drive(cluster, world, 'Delete', clusterInput(oidc), '2clu9999')
    expect(tookMinutes).toBe(0)
    expect(await failureOf(drive(cluster, world, 'Update', clusterInput(oidc), '2clu9999'))).toContain('destroy --all')
  })

  it('cannot go without its roles: it hangs, and says what it bills for', async () => {
    const { id } = await create()
    missing = new Set(operatorRoleArns('123456789012', 'vlab').slice(3, 4))
    expect(await failureOf(drive(cluster, world, 'Delete', clusterInput(oidc), id))).toMatch(
      /Cannot assume.*cloud-network-config.*bills until it is gone/s,
    )
    expect(only().everStuck).toBe(true)
    missing.clear()
    await drive(cluster, world, 'Delete', clusterInput(oidc), id)
    expect(inOcm()).toEqual([])
  })

  it('with properties that were not agreed on says which', async () => {
    const why = await failureOf(create({ workers: 1, operatorRolePrefix: 'toolong', color: 'red' }))
    for (const part of ['workers', 'operatorRolePrefix', 'color']) expect(why).toContain(part)
    expect(await failureOf(create({ workers: 3, availabilityZones: ['a', 'b'] }))).toContain('availability zones')
  })
})
