// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRedactor } from '../ocm/index.ts'
import { createTestClock } from '../ocm/test/test-clock.ts'
import { attendeePasswords } from './attendee-passwords.ts'
import { identityProviderSecret } from './properties.ts'
import { eventOf } from './test/handler-world.ts'
import type { PasswordWorld } from './wave-world.ts'

const Users = z.object({ users: z.array(z.object({ username: z.string(), password: z.string() })) })

let secret: string
let written: number
let lines: string[]
beforeEach(() => {
  // What AWS fills a new secret with.
  secret = 'Xk29sFfa0'
  written = 0
  lines = []
})
const world = (): PasswordWorld => ({
  clock: createTestClock(),
  redactor: createRedactor(),
  log: (line) => void lines.push(line),
  readSecret: async () => secret,
  writeSecret: async (_, text) => {
    secret = text
    written += 1
  },
})
async function drive(type: 'Create' | 'Update' | 'Delete', users: readonly string[]): Promise<string | undefined> {
  const properties = { owner: '123456789012/us-east-2/lab', secretArn: 'all', users: users.join() }
  const event = eventOf(type, properties, type === 'Create' ? undefined : 'attendees')
  const begun = await attendeePasswords.onEvent(event, world())
  return (await attendeePasswords.isComplete({ ...event, ...begun }, world())).Data?.version
}
const passwords = () =>
  new Map(Users.parse(JSON.parse(secret)).users.map(({ username, password }) => [username, password]))

describe('the passwords of the attendees', () => {
  it('are one for each, all different, and what the identity provider reads', async () => {
    await drive('Create', ['attendee-01', 'attendee-02', 'attendee-03'])
    expect([...passwords().keys()]).toEqual(['attendee-01', 'attendee-02', 'attendee-03'])
    expect(new Set(passwords().values()).size).toBe(3)
    for (const password of passwords().values()) expect(password.length).toBeGreaterThanOrEqual(14)
    expect(identityProviderSecret.parse(JSON.parse(secret)).users).toHaveLength(3)
  })

  it('stay when others come or go: cards are printed', async () => {
    const first = await drive('Create', ['attendee-01', 'attendee-02'])
    const before = passwords()
    const second = await drive('Update', ['attendee-02', 'attendee-03'])
    expect(second).not.toBe(first)
    expect(passwords().get('attendee-02')).toBe(before.get('attendee-02'))
    expect([...passwords().keys()]).toEqual(['attendee-02', 'attendee-03'])
  })

  it('are not written again when nothing has changed, so that a lost answer does no harm', async () => {
    await drive('Create', ['attendee-01'])
    await drive('Create', ['attendee-01'])
    expect(written).toBe(1)
  })

  it('are in no log, and their deletion touches nothing', async () => {
    await drive('Create', ['attendee-01'])
    const before = secret
    await drive('Delete', ['attendee-01'])
    expect(secret).toBe(before)
    for (const password of passwords().values()) expect(lines.join()).not.toContain(password)
  })
})
