// SPDX-License-Identifier: Apache-2.0
import { compareSync } from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeCluster } from '../ocm/test/fake-cluster.ts'
import { identityProvider } from './identity-provider.ts'
import { logIn } from './openshift-login.ts'
import { aCluster } from './test/a-cluster.ts'
import { drive, failureOf, startTestWorld, type TestWorld } from './test/handler-world.ts'
import { ADMIN_SECRET, adminInput } from './test/properties.ts'

const ADMIN = { username: 'workshop-admin', password: 'canary-admin-passw0rd' }
const CLASS_SECRET = ADMIN_SECRET.replace('admin', 'attendees')

let world: TestWorld
let home: FakeCluster

const people = (...names: string[]) =>
  JSON.stringify({ users: names.map((username) => ({ username, password: `canary-${username}` })) })

beforeEach(async () => {
  world = await startTestWorld()
  home = await aCluster(world)
  world.secrets.set(ADMIN_SECRET, JSON.stringify(ADMIN))
  world.secrets.set(CLASS_SECRET, people('attendee-01', 'attendee-02', 'attendee-03'))
})
afterEach(async () => {
  expect(world.fake.faults).toEqual([])
  expect(world.fake.faultsToCome).toBe(0)
  await world.close()
})

const classInput = () => ({ ...adminInput(home.id), name: 'voice-lab', usersSecretArn: CLASS_SECRET, group: undefined })
const users = (name: string) =>
  [...home.providers.values()].filter((provider) => provider.name === name).flatMap(({ users }) => [...users.values()])
const imports = () => world.fake.seen.filter(({ path }) => path.endsWith('/import'))

describe('the administrator', () => {
  it('is ready once they can log in, and is a cluster-admin', async () => {
    const { id, data, tookMinutes } = await drive(identityProvider, world, 'Create', adminInput(home.id))
    expect(id).toMatch(new RegExp(`^${home.id}/2idp`))
    expect(data).toEqual({ id: id.split('/')[1], users: '1' })
    expect(tookMinutes).toBeGreaterThanOrEqual(3)
    expect(home.groups.get('cluster-admins')).toEqual(new Set(['workshop-admin']))
    expect(world.lines.join('\n')).toContain('not known there (401)')
    expect(await logIn(`${world.fake.url}/openshift/${home.id}`, ADMIN)).toMatchObject({
      kind: 'in',
      token: 'sha256~canary-openshift-token-of-workshop-admin',
      expiresInS: 86_400,
    })
  })

  it('is known to OCM by a hash only', async () => {
    await drive(identityProvider, world, 'Create', adminInput(home.id))
    const [admin] = users('instructor')
    expect(admin?.hash).toMatch(/^\$2[aby]\$10\$/)
    expect(compareSync(ADMIN.password, admin?.hash ?? '')).toBe(true)
    expect(JSON.stringify(world.fake.seen)).not.toContain(ADMIN.password)
  })

  it('whose provider was made and answered to nobody is made once, with the password of now', async () => {
    world.fake.befall({ method: 'POST', path: /identity_providers$/, what: { kind: 'lost' } })
    await drive(identityProvider, world, 'Create', adminInput(home.id))
    expect(home.providers.size).toBe(1)
    // A deployment that was forgotten: its password was another.
    world.secrets.set(ADMIN_SECRET, JSON.stringify({ ...ADMIN, password: 'canary-another-passw0rd' }))
    await drive(identityProvider, world, 'Create', adminInput(home.id))
    expect(home.providers.size).toBe(1)
    expect(compareSync('canary-another-passw0rd', users('instructor')[0]?.hash ?? '')).toBe(true)
  })

  it('goes, twice, and with the cluster', async () => {
    const { id } = await drive(identityProvider, world, 'Create', adminInput(home.id))
    await drive(identityProvider, world, 'Delete', adminInput(home.id), id)
    await drive(identityProvider, world, 'Delete', adminInput(home.id), id)
    expect(home.providers.size).toBe(0)
    await world.ocm.clusters.remove(home.id)
    await drive(identityProvider, world, 'Delete', adminInput(home.id), id)
  })
})

describe('a class', () => {
  it('of twenty-four comes in one import', async () => {
    const names = Array.from({ length: 24 }, (_, nth) => `attendee-${nth + 1}`)
    world.secrets.set(CLASS_SECRET, people(...names))
    const { data } = await drive(identityProvider, world, 'Create', classInput())
    expect(data?.users).toBe('24')
    expect(imports()).toHaveLength(1)
    expect(new Set(users('voice-lab').map(({ username }) => username))).toEqual(new Set(names))
    expect(home.groups.size).toBe(0)
  })

  it('whose import was answered to nobody is complete all the same', async () => {
    world.fake.befall({ method: 'POST', path: /import$/, what: { kind: 'lost' } })
    await drive(identityProvider, world, 'Create', classInput())
    expect(imports()).toHaveLength(1)
    expect(users('voice-lab')).toHaveLength(3)
  })

  it('grows and shrinks; who stays keeps their password', async () => {
    const { id } = await drive(identityProvider, world, 'Create', classInput())
    const before = users('voice-lab').find(({ username }) => username === 'attendee-02')
    world.secrets.set(CLASS_SECRET, people('attendee-02', 'attendee-04'))
    const { id: same, data } = await drive(
      identityProvider,
      world,
      'Update',
      { ...classInput(), usersVersion: '2' },
      id,
    )
    expect([same, data?.users]).toEqual([id, '2'])
    expect(
      users('voice-lab')
        .map(({ username }) => username)
        .sort(),
    ).toEqual(['attendee-02', 'attendee-04'])
    expect(users('voice-lab').find(({ username }) => username === 'attendee-02')).toBe(before)
  })
})

describe('secrets', () => {
  const told = async (properties: object) => {
    const message = await failureOf(drive(identityProvider, world, 'Create', properties))
    return `${message}\n${world.lines.join('\n')}`
  }

  it('of the wrong shape are named by their ARN, not by what they hold', async () => {
    for (const text of ['canary-no-json', '{"users": "canary"}', '{"username": "canary-u", "password": "short"}']) {
      world.secrets.set(ADMIN_SECRET, text)
      const all = await told(adminInput(home.id))
      expect(all).toContain(ADMIN_SECRET)
      expect(all).not.toContain('canary')
    }
  })

  it('do not come back out of OCM’s mouth', async () => {
    const echo = [ADMIN.password, world.fake.account.clientSecret, 'Bearer eyJhbGciOi.canary-token-1.x'].join(' ')
    world.fake.befall({
      path: /identity_providers$/,
      what: { kind: 'status', status: 400, reason: `Cannot use ${echo}` },
    })
    const all = await told(adminInput(home.id))
    expect(all).toContain('Cannot use [hidden] [hidden]')
    expect(all).not.toContain('canary')
  })

  it('are in no line and no attribute of a whole life', async () => {
    world.fake.befall({ path: /htpasswd_users/, what: { kind: 'status', status: 503, reason: ADMIN.password } })
    const { id, data } = await drive(identityProvider, world, 'Create', adminInput(home.id))
    await drive(identityProvider, world, 'Delete', adminInput(home.id), id)
    expect(world.lines.length).toBeGreaterThan(5)
    expect(JSON.stringify([data, world.lines])).not.toMatch(/canary|\$2[aby]\$|sha256~/)
  })
})

describe('a login', () => {
  it('that goes wrong says how, without the password', async () => {
    const api = `${world.fake.url}/openshift/${home.id}`
    const tries = [
      logIn(api, { username: 'nobody', password: 'canary-x' }),
      logIn(`${world.fake.url}/openshift/none`, { username: 'nobody', password: 'canary-x' }),
      logIn('http://127.0.0.1:1', { username: 'nobody', password: 'canary-x' }),
      logIn(api, { username: 'nobody', password: 'canary-x' }, async () => new Response('<html>')),
    ]
    for (const login of await Promise.all(tries)) {
      expect(login.kind).toBe('not-yet')
      expect(JSON.stringify(login)).not.toContain('canary')
    }
  })
})
