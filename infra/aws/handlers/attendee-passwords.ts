// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { newPassword } from '#cluster/secrets'
import { handlersOf, type ResourceKind } from './custom-resource.ts'
import { type AttendeesProperties, attendeesData, attendeesProperties } from './wave-properties.ts'
import type { PasswordWorld } from './wave-world.ts'

const people = z.object({ users: z.array(z.object({ username: z.string(), password: z.string() })) })

/** Passwords that were made before; none in what AWS filled a new secret with. */
function known(text: string): ReadonlyMap<string, string> {
  try {
    return new Map(people.parse(JSON.parse(text)).users.map(({ username, password }) => [username, password]))
  } catch {
    return new Map()
  }
}

/** Makes what is missing and keeps the rest: cards that are printed stay true. */
async function provide({ secretArn, users }: AttendeesProperties, world: PasswordWorld): Promise<void> {
  const before = known(await world.readSecret(secretArn))
  const now = users.map((username) => ({ username, password: before.get(username) ?? newPassword() }))
  if (before.size === now.length && now.every(({ username }) => before.has(username))) return
  await world.writeSecret(secretArn, JSON.stringify({ users: now }))
  world.log(
    `attendees: ${now.length} people, ${now.filter(({ username }) => !before.has(username)).length} of them new.`,
  )
}

const kind: ResourceKind<AttendeesProperties, PasswordWorld> = {
  noun: 'passwords',
  properties: attendeesProperties,
  attributes: attendeesData,
  create: async (properties, world) => {
    await provide(properties, world)
    return 'attendees'
  },
  update: async (id, properties, world) => {
    await provide(properties, world)
    return id
  },
  ready: async (_, { users }) => ({
    version: createHash('sha256').update(users.join()).digest('hex').slice(0, 12),
  }),
  // The secret goes with its stack.
  remove: async () => null,
}

/** `Custom::WorkshopAttendees`. */
export const attendeePasswords = handlersOf(kind)
