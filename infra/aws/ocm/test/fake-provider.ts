// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** A login works this long after it was made: "several minutes" in Red Hat's documentation. */
export const LOGIN_TAKES_MS = 3 * 60_000

const passwordUser = z.strictObject({
  username: z.string().min(1),
  hashed_password: z.string().regex(/^\$2[aby]\$\d\d\$.{53}$/, 'a bcrypt hash'),
})

export const newProviderSchema = z.strictObject({
  type: z.literal('HTPasswdIdentityProvider'),
  name: z.string(),
  htpasswd: z.strictObject({ users: z.strictObject({ items: z.array(passwordUser).min(1) }) }),
})
export const importSchema = z.strictObject({ items: z.array(passwordUser).min(1) })

export interface FakeUser {
  readonly id: string
  readonly username: string
  readonly hash: string
  readonly sinceMs: number
}

/** One identity provider within the double. */
export interface FakeProvider {
  readonly id: string
  readonly name: string
  readonly users: Map<string, FakeUser>
}

export const providerAnswer = ({ id, name }: FakeProvider): Record<string, unknown> => ({
  kind: 'IdentityProvider',
  id,
  name,
  type: 'HTPasswdIdentityProvider',
})

export const userAnswer = ({ id, username }: FakeUser): Record<string, unknown> => ({ id, username })
