// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { clusterOf } from './cluster-routes.ts'
import type { FakeCluster } from './fake-cluster.ts'
import type { FakeState } from './fake-ocm.ts'
import { type FakeProvider, importSchema, newProviderSchema, providerAnswer, userAnswer } from './fake-provider.ts'
import { page, Refusal, type Routes } from './reply.ts'

function providerOf(cluster: FakeCluster, id: string): FakeProvider {
  const provider = cluster.providers.get(id)
  if (provider === undefined) throw new Refusal(404, `Identity provider '${id}' not found`)
  return provider
}

function valid<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Refusal(400, parsed.error.message)
  return parsed.data
}

function add(
  state: FakeState,
  provider: FakeProvider,
  users: readonly { readonly username: string; readonly hashed_password: string }[],
): void {
  const taken = users.find(({ username }) => [...provider.users.values()].some((user) => user.username === username))
  if (taken !== undefined) throw new Refusal(400, `User '${taken.username}' already exists`)
  for (const { username, hashed_password: hash } of users) {
    const id = state.nextId('2usr')
    provider.users.set(id, { id, username, hash, sinceMs: state.clock.nowMs() })
  }
}

const PROVIDERS = '/clusters/:id/identity_providers'
const USERS = `${PROVIDERS}/:provider/htpasswd_users`

export const providerRoutes: Routes = {
  [`GET ${PROVIDERS}`]: (state, { url }, id = '') =>
    page([...clusterOf(state, id).providers.values()].map(providerAnswer), url),
  [`POST ${PROVIDERS}`]: (state, { body }, id = '') => {
    const cluster = clusterOf(state, id)
    if (cluster.stage !== 'ready') throw new Refusal(400, `Cluster '${id}' is not ready`)
    const { name, htpasswd } = valid(newProviderSchema, body)
    if ([...cluster.providers.values()].some((provider) => provider.name === name))
      throw new Refusal(400, `Identity provider '${name}' already exists`)
    const provider: FakeProvider = { id: state.nextId('2idp'), name, users: new Map() }
    add(state, provider, htpasswd.users.items)
    cluster.providers.set(provider.id, provider)
    return { status: 201, body: providerAnswer(provider) }
  },
  [`DELETE ${PROVIDERS}/:provider`]: (state, _, id = '', name = '') => {
    const cluster = clusterOf(state, id)
    if (cluster.stage !== 'ready') throw new Refusal(400, `Cluster '${id}' is not ready`)
    cluster.providers.delete(providerOf(cluster, name).id)
    return { status: 204 }
  },
  [`GET ${USERS}`]: (state, { url }, id = '', provider = '') =>
    page([...providerOf(clusterOf(state, id), provider).users.values()].map(userAnswer), url),
  [`POST ${USERS}/import`]: (state, { body }, id = '', name = '') => {
    const provider = providerOf(clusterOf(state, id), name)
    add(state, provider, valid(importSchema, body).items)
    const items = [...provider.users.values()].map(userAnswer)
    return { status: 200, body: { page: 1, size: items.length, total: items.length, items } }
  },
  [`DELETE ${USERS}/:user`]: (state, _, id = '', name = '', user = '') => {
    if (!providerOf(clusterOf(state, id), name).users.delete(user)) throw new Refusal(404, `User '${user}' not found`)
    return { status: 204 }
  },
  'POST /clusters/:id/groups/:group/users': (state, { body }, id = '', group = '') => {
    const cluster = clusterOf(state, id)
    const { id: username } = valid(z.strictObject({ id: z.string() }), body)
    const members = cluster.groups.get(group) ?? new Set()
    if (members.has(username)) throw new Refusal(409, `User '${username}' is already in '${group}'`)
    cluster.groups.set(group, members.add(username))
    return { status: 201, body: { kind: 'User', id: username } }
  },
}
