// SPDX-License-Identifier: Apache-2.0
import { App, Duration, Stack } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { planWorkshop } from '#capacity'
import { type WorkshopInput, workshopFrom } from '#workshop'
import { LIMIT_MINUTES } from '../handlers/properties.ts'
import { rolePrefixOf } from '../role-prefix.ts'
import { deploymentOf } from './deployment.ts'
import { HandlerProvider } from './handler-provider.ts'
import { OPERATOR_ROLES, operatorRoleName } from './rosa-roles.ts'
import { NOW_MS } from './test/synthesized.ts'

const PLAIN: WorkshopInput = { name: 'lab', attendees: 4, schedule: { end: '2026-12-01T18:00:00+01:00' } }
const deployed = (input: WorkshopInput) => {
  const plan = planWorkshop(workshopFrom(input))
  if (plan.kind === 'cannot-run') throw new TypeError('cannot run')
  return deploymentOf(plan, { nowMs: NOW_MS })
}

describe('the prefix of the roles', () => {
  const prefix = (name: string, rolePrefix?: string) =>
    rolePrefixOf(workshopFrom({ name, attendees: 1, ...(rolePrefix === undefined ? {} : { aws: { rolePrefix } }) }))

  it('is at most four characters, so that no operator’s role loses its end', () => {
    for (const name of ['a', 'lab', 'wk01', 'a-b', 'voice-lab', 'voice-lab-2', 'abcdefghijklmno']) {
      expect(prefix(name)).toMatch(/^[a-z][a-z0-9]{0,3}$/)
      for (const role of OPERATOR_ROLES)
        expect(operatorRoleName(prefix(name), role)).toBe(`${prefix(name)}-${role.namespace}-${role.name}`)
    }
  })

  it('differs between names that begin alike, stays the same, and gives way to the file', () => {
    const names = Array.from({ length: 40 }, (_, i) => `voice-lab-${i}`)
    expect(new Set(names.map((name) => prefix(name))).size).toBe(40)
    expect(prefix('voice-lab')).toBe('v1uj')
    expect(prefix('voice-lab', 'vl')).toBe('vl')
    expect(prefix('lab')).toBe('lab')
  })
})

describe('a workshop that cannot be deployed says what to add', () => {
  it('without an end', () => {
    expect(() => deployed({ name: 'lab', attendees: 4 })).toThrow(/no schedule.end.*\n\nschedule:\n {2}end:/)
    expect(deployed({ name: 'lab', attendees: 4, cluster: { existing: true } }).expiresAt).toBeNull()
  })
  it('with a reservation and no zone', () => {
    expect(() => deployed({ ...PLAIN, gpu: { reservation: 'cr-0123456789abcdef0' } })).toThrow(/aws.zones/)
  })
  it('with workers that do not go into the zones evenly', () => {
    const aws = { zones: ['us-east-2a', 'us-east-2b', 'us-east-2c'] }
    expect(() => deployed({ ...PLAIN, aws })).toThrow(/aws.workers.count is 2.*Right would be 3/)
  })
  it('with more people than one secret holds, unless they have passwords already', () => {
    const external = { external: 'https://models.example.com/v1' }
    const many: WorkshopInput = {
      ...PLAIN,
      attendees: 2_000,
      models: { stt: external, tts: external },
      attendeesServe: 'none',
    }
    expect(() => deployed(many)).toThrow(/2000 attendees.*identity.kind: existing/)
    const users = Array.from({ length: 2_000 }, (_, i) => `pupil-${i}`)
    expect(() => deployed({ ...many, identity: { kind: 'existing', users } })).not.toThrow()
    expect(() => deployed({ ...many, attendees: 900 })).not.toThrow()
  })
  it('with a plan that does not work out', () => {
    expect(() => deployed({ ...PLAIN, budget: { usd: 1 } })).toThrow(/budget.usd is 1.*\.\/kit plan/)
  })
})

it('the end is told in UTC, as schedules and tags want it', () => {
  expect(deployed(PLAIN).expiresAt).toBe('2026-12-01T17:00:00Z')
})

describe('no custom resource may take longer than CloudFormation waits', () => {
  it('which CDK itself does not check', () => {
    const provider = (limitMinutes?: number) =>
      new HandlerProvider(new Stack(new App(), 'lab'), 'Slow', {
        entry: 'wave',
        description: 'slow',
        environment: {},
        every: Duration.seconds(30),
        ...(limitMinutes === undefined ? {} : { limitMinutes }),
      })
    expect(() => provider(61)).toThrow('may take 61 minutes, and CloudFormation waits 60 at most')
    expect(() => provider()).not.toThrow()
    expect(LIMIT_MINUTES.handler).toBeLessThan(LIMIT_MINUTES.cdk)
    expect(LIMIT_MINUTES.cdk).toBeLessThanOrEqual(60)
  })
})
