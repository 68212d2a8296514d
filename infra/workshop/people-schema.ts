// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

const userSchema = z
  .string()
  .regex(/^[^\s/:%,~][^\s/:%,]{0,99}$/, 'a login without spaces and / : % ,')
  .refine((user) => user !== '.' && user !== '..', 'a login')

/** Who the attendees are, as the cluster knows them. */
export const identitySchema = z
  .strictObject({
    kind: z
      .enum(['htpasswd', 'existing'])
      .default('htpasswd')
      .describe('htpasswd: the kit makes logins and passwords; existing: people log in as they always do'),
    users: z
      .array(userSchema)
      .min(1)
      .max(10_000)
      .optional()
      .describe('Their logins, one per attendee; attendee-01, attendee-02, … if left out'),
  })
  .refine(({ kind, users }) => kind === 'htpasswd' || users !== undefined, {
    path: ['users'],
    message: 'the logins of the attendees, one per attendee: the kit cannot know them',
  })
  .refine(({ users = [] }) => new Set(users).size === users.length, {
    path: ['users'],
    message: 'every login once',
  })
  .describe('How attendees log in to the cluster')
