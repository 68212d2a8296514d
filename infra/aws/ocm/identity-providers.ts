// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { CLUSTERS } from './clusters.ts'
import type { OcmConnection } from './connection.ts'
import { isOcmError, orNull } from './ocm-error.ts'
import { everyItem } from './pages.ts'

const identityProviderSchema = z.object({ id: z.string(), name: z.string(), type: z.string().optional() })
export type IdentityProvider = z.output<typeof identityProviderSchema>

const passwordUserSchema = z.object({ id: z.string(), username: z.string() })

/** Somebody who logs in with a password; OCM gets its bcrypt hash only. */
export interface PasswordUser {
  readonly username: string
  readonly hashedPassword: string
}

/** Identity providers of a cluster that keep passwords. Every call throws {@link OcmError}. */
export interface IdentityProviders {
  findByName(cluster: string, name: string, signal?: AbortSignal): Promise<IdentityProvider | null>
  /** With its first user: OCM takes no empty list. `OUTCOME_UNKNOWN` when the answer was lost. */
  create(cluster: string, name: string, first: PasswordUser, signal?: AbortSignal): Promise<IdentityProvider>
  /** Already gone is fine. */
  remove(cluster: string, id: string, signal?: AbortSignal): Promise<void>
  users(cluster: string, id: string, signal?: AbortSignal): Promise<{ id: string; username: string }[]>
  /** All of them in one call. `OUTCOME_UNKNOWN` when the answer was lost. */
  importUsers(cluster: string, id: string, users: readonly PasswordUser[], signal?: AbortSignal): Promise<void>
  removeUser(cluster: string, id: string, user: string, signal?: AbortSignal): Promise<void>
  /** Puts a user into a group; already in it is fine. */
  joinGroup(cluster: string, group: string, username: string, signal?: AbortSignal): Promise<void>
}

const nothing = z.undefined()
const asBody = ({ username, hashedPassword }: PasswordUser) => ({ username, hashed_password: hashedPassword })

export function identityProvidersOf(connection: OcmConnection): IdentityProviders {
  const within = (cluster: string) => `${CLUSTERS}/${encodeURIComponent(cluster)}/identity_providers`
  const at = (cluster: string, id: string) => `${within(cluster)}/${encodeURIComponent(id)}`
  const userAt = (cluster: string, id: string, user: string) =>
    `${at(cluster, id)}/htpasswd_users/${encodeURIComponent(user)}`
  const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
  return {
    findByName: async (cluster, name, signal) => {
      const all = await everyItem(connection, within(cluster), identityProviderSchema, { signal })
      return all.find((provider) => provider.name === name) ?? null
    },
    create: (cluster, name, first, signal) =>
      connection.ask({
        method: 'POST',
        path: within(cluster),
        body: { type: 'HTPasswdIdentityProvider', name, htpasswd: { users: { items: [asBody(first)] } } },
        answer: identityProviderSchema,
        ...withSignal(signal),
      }),
    remove: async (cluster, id, signal) => {
      await orNull(connection.ask({ method: 'DELETE', path: at(cluster, id), answer: nothing, ...withSignal(signal) }))
    },
    users: (cluster, id, signal) =>
      everyItem(connection, `${at(cluster, id)}/htpasswd_users`, passwordUserSchema, { signal }),
    importUsers: async (cluster, id, users, signal) => {
      await connection.ask({
        method: 'POST',
        path: `${at(cluster, id)}/htpasswd_users/import`,
        body: { items: users.map(asBody) },
        answer: nothing,
        ...withSignal(signal),
      })
    },
    removeUser: async (cluster, id, user, signal) => {
      await orNull(
        connection.ask({ method: 'DELETE', path: userAt(cluster, id, user), answer: nothing, ...withSignal(signal) }),
      )
    },
    joinGroup: async (cluster, group, username, signal) => {
      try {
        await connection.ask({
          method: 'POST',
          path: `${CLUSTERS}/${encodeURIComponent(cluster)}/groups/${group}/users`,
          body: { id: username },
          answer: nothing,
          // Joining twice is answered with a conflict and changes nothing.
          repeatable: true,
          ...withSignal(signal),
        })
      } catch (error) {
        if (!isOcmError(error, 'CONFLICT')) throw error
      }
    },
  }
}
