// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenShift } from '#cluster/apply/test'
import type { WorkshopInput } from '#workshop'
import { kill, reap } from '../handlers/guards.ts'
import { OPERATOR_ROLES } from '../stacks/rosa-roles.ts'
import { APPS_DOMAIN, openShiftFor, wavesOf, withNodes } from './a-cluster-double.ts'
import { type Assembly, assemble, without } from './assembly.ts'
import { type Choice, lastOf, shuffled } from './cloudformation/order.ts'
import { WorkshopCloud } from './workshop-cloud.ts'

const NOW_MS = Date.parse('2026-12-01T08:00:00Z')
const END = '2026-12-01T18:00:00Z'
const LAB: WorkshopInput = { name: 'voice-lab', attendees: 6, schedule: { end: END } }
const BLOCK = 'cr-0123456789abcdef0'
/** Synthesis, forty polls of OCM, a cluster's worth of requests: on a machine that does other things too. */
const LONG_MS = 90_000

/** What takes long goes last: whatever may go before it has gone by then, and who forgot a dependency finds out. */
const slowLast = lastOf((id) => /^(Clusters|NodePools|OidcConfigs)/.test(id))

let whole: Assembly
/** Without the workshop's own stack: no waves, no people. */
let bare: Assembly
let openshift: OpenShift
let world: WorkshopCloud

beforeAll(() => {
  whole = assemble(LAB, { nowMs: NOW_MS })
  bare = without(whole, 'voice-lab-workshop')
}, LONG_MS)
afterAll(() => whole.remove())

async function start(assembly: Assembly, deleting: Choice = slowLast, creating: Choice = shuffled(7)): Promise<void> {
  openshift = await openShiftFor(assembly)
  const kubernetes = withNodes(openshift, () => [...world.ocm.clusters.values()][0])
  world = await WorkshopCloud.start(kubernetes, { creating, deleting })
}
afterEach(async () => {
  expect(world.ocm.faults).toEqual([])
  expect(world.ocm.faultsToCome).toBe(0)
  await world.ocm.close()
  await openshift.stop()
})

const theCluster = () => [...world.ocm.clusters.values()][0]
const eventsOf = (action: string) => world.cloud.events.filter((event) => event.action === action)
const left = () => ({
  stacks: world.cloud.stacks,
  resources: [...world.account.live.keys()],
  redHat: world.ocm.leftovers(),
  secrets: [...world.account.secrets.keys()].map((arn) => arn.split(':secret:')[1]),
})
const NOTHING = {
  stacks: [],
  resources: [],
  redHat: [],
  // What the instructor keeps for the next workshop.
  secrets: ['workshop-kit/ocm-AbCdEf', 'workshop-kit/hugging-face-AbCdEf'],
}

const trustPolicy = z.object({
  Statement: z.tuple([
    z.looseObject({
      Principal: z.record(z.string(), z.unknown()),
      Condition: z.object({ StringEquals: z.record(z.string(), z.array(z.string())) }).optional(),
    }),
  ]),
})
const trustOf = (roleName: string) => {
  const role = world.account.ofType('AWS::IAM::Role').find(({ physicalId }) => physicalId === roleName)
  return trustPolicy.parse(role?.properties.AssumeRolePolicyDocument).Statement[0]
}

/** Everything that a cluster needs until it is gone. */
const NEEDED = ['AWS::IAM::OIDCProvider', 'AWS::EC2::Subnet', 'AWS::EC2::NatGateway', 'AWS::EC2::VPC']
function expectRolesOutlivedTheCluster(): void {
  const deleted = eventsOf('DELETED')
  const cluster = deleted.findIndex(({ type }) => type === 'Custom::WorkshopCluster')
  expect(cluster).toBeGreaterThanOrEqual(0)
  const neededAt = deleted.flatMap(({ type, stack }, at) =>
    NEEDED.includes(type) || (type === 'AWS::IAM::Role' && stack === 'voice-lab-identity') ? [at] : [],
  )
  expect(neededAt.length).toBeGreaterThan(3 + OPERATOR_ROLES.length)
  for (const at of neededAt) expect(at, deleted[at]?.logicalId).toBeGreaterThan(cluster)
  const oidcConfig = deleted.findIndex(({ type }) => type === 'Custom::WorkshopOidcConfig')
  expect(oidcConfig).toBeGreaterThan(cluster)
}

describe('a whole workshop', () => {
  it(
    'is deployed, parked, brought back and destroyed, and nothing is left',
    async () => {
      await start(whole)
      await world.deploy(whole, shuffled(3))

      const cluster = theCluster()
      expect(cluster?.stage).toBe('ready')
      expect(cluster?.pools.get('gpu')?.current).toBe(1)
      const outputs = Object.fromEntries(world.cloud.outputs)
      expect(outputs['voice-lab-cluster']).toMatchObject({
        Console: `https://console-openshift-console.${APPS_DOMAIN}`,
        Version: 'openshift-v4.20.11',
      })
      // The addresses are those that the router gives the Routes which the waves really made.
      const routes = wavesOf(whole)
        .flatMap(({ objects }) => objects)
        .filter(({ kind, metadata }) => kind === 'Route' && metadata.namespace === 'voice-lab-app')
        .map(({ metadata }) => `https://${metadata.name}-${metadata.namespace}.${APPS_DOMAIN}`)
      expect(routes).toEqual(
        expect.arrayContaining([outputs['voice-lab-workshop']?.App, outputs['voice-lab-workshop']?.Guide]),
      )

      // Exactly these service accounts, of exactly this cluster's issuer, may take the roles of the operators.
      const [host = ''] = world.ocm.oidcConfigs.values()
      for (const { namespace, name, serviceAccounts } of OPERATOR_ROLES) {
        const prefix = cluster?.body.aws.sts.operator_role_prefix
        expect(trustOf(`${prefix}-${namespace}-${name}`)).toMatchObject({
          Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${host}` },
          Condition: {
            StringEquals: { [`${host}:sub`]: serviceAccounts.map((account) => `system:serviceaccount:${account}`) },
          },
        })
      }

      // The waves came in order, each after the one before was ready, by the token of the administrator's login.
      const waves = wavesOf(whole).map(({ name }) => name)
      const applied = world.lines.flatMap((line) => /^wave (\w+)\/\w+: (ready|\d+ min, waits)/.exec(line)?.[1] ?? [])
      expect([...new Set(applied)]).toEqual(waves)
      expect(world.lines.filter((line) => /^wave .* ready after/.test(line))).toHaveLength(waves.length)
      expect([...world.tokens]).toEqual(['sha256~canary-openshift-token-of-workshop-admin'])
      const people = [...(cluster?.providers.values() ?? [])].map(({ name, users }) => [name, users.size])
      expect(people.sort()).toEqual([
        ['instructor', 1],
        ['voice-lab', 6],
      ])

      // No secret in any line, event, output, tag or template.
      const said = JSON.stringify([world.lines, world.cloud.events, outputs, [...whole.templates]])
      expect(said).not.toMatch(/canary|sha256~|\$2[aby]\$\d\d/)
      const passwords = [...world.account.secrets.values()].flatMap((text) =>
        [...text.matchAll(/"(?:password|clientSecret|token)":"([^"]+)"/g)].map(([, secret = '']) => secret),
      )
      expect(passwords).toHaveLength(1 + 6 + 2)
      for (const secret of passwords) expect(said).not.toContain(secret)

      const parked = assemble(LAB, { nowMs: NOW_MS, parked: true })
      await world.deploy(parked, shuffled(4))
      parked.remove()
      expect(cluster?.pools.get('gpu')?.current).toBe(0)
      expect(world.cloud.outputs.get('voice-lab-gpu')).toMatchObject({ State1: 'parked: 0 x p5en.48xlarge' })
      await world.deploy(whole, shuffled(5))
      expect(cluster?.pools.get('gpu')?.current).toBe(1)
      expect(theCluster()).toBe(cluster)

      await world.destroy(whole, slowLast)
      expect(cluster?.everStuck).toBe(false)
      expectRolesOutlivedTheCluster()
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )

  it.each([1, 2, 3])(
    'comes and goes in any order that its references allow (%i)',
    async (seed) => {
      await start(bare, shuffled(seed * 31), shuffled(seed * 17))
      await world.deploy(bare, shuffled(seed))
      await world.destroy(bare, shuffled(seed + 100))
      expectRolesOutlivedTheCluster()
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )

  it(
    'whose cluster fails is rolled back, says why, and is destroyed without a trace',
    async () => {
      await start(bare)
      world.ocm.hooks.cluster = (made) => {
        made.failure = { code: 'OCM3055', message: 'Insufficient elastic IPs' }
      }
      await expect(world.deploy(bare, shuffled(1))).rejects.toThrow('OCM3055: Insufficient elastic IPs')
      expect(world.cloud.stacks).not.toContain('voice-lab-cluster')
      expect(theCluster()).toBeUndefined()
      await world.destroy(bare, slowLast)
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )

  it(
    'survives lost answers and a tired OCM all the way',
    async () => {
      await start(bare)
      const { ocm } = world
      for (const path of [/\/clusters$/, /node_pools$/]) ocm.befall({ method: 'POST', path, what: { kind: 'lost' } })
      ocm.befall({ path: /\/token$/, times: 3, what: { kind: 'status', status: 503 } })
      ocm.befall({ method: 'GET', path: /\/clusters\/2clu\d+$/, times: 9, what: { kind: 'status', status: 429 } })
      ocm.befall({ method: 'DELETE', path: /\/clusters\/2clu\d+$/, what: { kind: 'lost' } })
      ocm.befall({ method: 'DELETE', path: /oidc_configs/, what: { kind: 'dropped' } })
      await world.deploy(bare, shuffled(2))
      await world.destroy(bare, slowLast)
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )
})

describe('a workshop on a cluster that was there', () => {
  it(
    'applies the same waves there, asks nothing of OCM, and takes nothing away when it goes',
    async () => {
      const cluster = { existing: true, domain: APPS_DOMAIN }
      const there = assemble({ ...LAB, cluster }, { nowMs: NOW_MS })
      await start(there)
      world.keep('workshop-kit/cluster', JSON.stringify({ server: openshift.api.url, token: 'a-token' }))
      await world.deploy(there, shuffled(1))
      expect([...there.templates.keys()]).toEqual(['voice-lab-workshop'])
      expect(wavesOf(there).map(({ name }) => name)).toEqual(wavesOf(whole).map(({ name }) => name))
      expect(world.lines.filter((line) => /^wave .* ready after/.test(line))).toHaveLength(wavesOf(there).length)
      expect(world.ocm.seen).toEqual([])
      const objects = openshift.api.store.all().length
      await world.destroy(there, slowLast)
      expect(openshift.api.store.all()).toHaveLength(objects)
      expect(left()).toEqual({ ...NOTHING, secrets: [...NOTHING.secrets, 'workshop-kit/cluster-AbCdEf'] })
      there.remove()
    },
    LONG_MS,
  )
})

describe('a Capacity Block', () => {
  it(
    'that has not begun costs no cluster: its nodes come with the next deployment',
    async () => {
      const reserved: WorkshopInput = { ...LAB, gpu: { reservation: BLOCK }, aws: { zones: ['us-east-2b'] } }
      const early = without(assemble(reserved, { nowMs: NOW_MS }), 'voice-lab-workshop')
      const later = without(assemble(reserved, { nowMs: NOW_MS + 86_400_000 }), 'voice-lab-workshop')
      await start(early)
      const block = { instanceType: 'p5en.48xlarge', zone: 'us-east-2b', count: 1 } as const
      world.account.reservations.set(BLOCK, { ...block, state: 'scheduled' })
      await world.deploy(early, shuffled(1))
      expect(world.cloud.outputs.get('voice-lab-gpu')).toMatchObject({
        State1: 'not-made: 0 x p5en.48xlarge',
        Next1: expect.stringContaining("run 'npx cdk deploy --all' again"),
      })
      expect(theCluster()?.stage).toBe('ready')

      world.account.reservations.set(BLOCK, { ...block, state: 'active' })
      await world.deploy(later, shuffled(2))
      expect(theCluster()?.pools.get('gpu')?.current).toBe(1)
      expect(world.cloud.outputs.get('voice-lab-gpu')).toMatchObject({ State1: 'ready: 1 x p5en.48xlarge', Next1: '-' })
      await world.destroy(later, slowLast)
      expect(left()).toEqual(NOTHING)
      for (const assembly of [early, later]) assembly.remove()
    },
    LONG_MS,
  )
})

describe('the end of a workshop that nobody ended', () => {
  it(
    'is brought about by the kill schedule, as the template writes it; destroy then finds nothing to do',
    async () => {
      await start(bare)
      await world.deploy(bare, shuffled(1))
      const [schedule] = world.account.ofType('AWS::Scheduler::Schedule')
      const { ScheduleExpression, ScheduleExpressionTimezone, Target } = z
        .looseObject({
          ScheduleExpression: z.string(),
          ScheduleExpressionTimezone: z.literal('Etc/UTC'),
          Target: z.looseObject({ Arn: z.string(), Input: z.string() }),
        })
        .parse(schedule?.properties)
      expect(ScheduleExpressionTimezone).toBe('Etc/UTC')
      world.clock.advance(Date.parse(`${/at\((.*)\)/.exec(ScheduleExpression)?.[1]}Z`) - world.clock.nowMs())
      expect(world.clock.nowMs()).toBe(Date.parse(END))
      await kill(JSON.parse(Target.Input), await world.guardWorld(Target.Arn))
      expect(theCluster()?.stage).toBe('uninstalling')
      expect(theCluster()?.pools.get('gpu')?.body.replicas).toBe(0)
      world.clock.advance(20 * 60_000)
      await kill(JSON.parse(Target.Input), await world.guardWorld(Target.Arn))
      await world.destroy(bare, slowLast)
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )

  it(
    'is brought about by the hourly reaper, and not before its time, which may be put off',
    async () => {
      await start(bare)
      await world.deploy(bare, shuffled(1))
      const [hourly] = world.account.ofType('AWS::Events::Rule')
      const rule = z.looseObject({
        ScheduleExpression: z.string(),
        Targets: z.tuple([z.looseObject({ Arn: z.string() })]),
      })
      const { ScheduleExpression, Targets } = rule.parse(hourly?.properties)
      expect(ScheduleExpression).toBe('rate(1 hour)')
      // The class is extended by two hours, while it runs.
      const later = assemble({ ...LAB, schedule: { end: '2026-12-01T20:00:00Z' } }, { nowMs: NOW_MS })
      await world.deploy(without(later, 'voice-lab-workshop'), shuffled(2))
      later.remove()
      const endMs = Date.parse(END) + 2 * 3_600_000
      let taken: readonly string[] = []
      while (taken.length === 0) {
        taken = await reap(await world.guardWorld(Targets[0].Arn))
        expect(taken.length > 0).toBe(world.clock.nowMs() >= endMs)
        world.clock.advance(3_600_000)
      }
      await world.destroy(bare, slowLast)
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )
})

describe('roles that go too early', () => {
  it(
    'are kept by CloudFormation while the cluster uses them; without them the cluster hangs, and bills',
    async () => {
      await start(bare)
      await world.deploy(bare, shuffled(1))
      for (const stack of ['voice-lab-identity', 'voice-lab-network'])
        await expect(world.cloud.destroy(stack)).rejects.toThrow('is in use by voice-lab-cluster')
      // Somebody takes one away by hand: the double that this test relies on has to notice.
      const key = [...world.account.live.keys()].find((id) => id.includes('kubesystemcontrolplaneoperator'))
      const role = [...world.account.live].filter(
        ([id]) => id.includes('controlplaneoperator') && !id.includes('subjects'),
      )
      expect([key === undefined, role.length]).toEqual([false, 1])
      for (const [id] of role) world.account.remove(id)
      await world.cloud.destroy('voice-lab-gpu')
      await expect(world.cloud.destroy('voice-lab-cluster')).rejects.toThrow(/Cannot assume.*control-plane-operator/)
      expect(theCluster()?.everStuck).toBe(true)
      for (const [id, live] of role) world.account.add(id, live)
      await world.destroy(bare, slowLast)
      expect(left()).toEqual(NOTHING)
    },
    LONG_MS,
  )
})
