// SPDX-License-Identifier: Apache-2.0
import { hash } from 'bcryptjs'
import { createOnce, type PasswordUser } from '../ocm/index.ts'
import { handlersOf, type ResourceKind } from './custom-resource.ts'
import { HandlerError } from './handler-error.ts'
import { logIn } from './openshift-login.ts'
import { idWithin, outlives, ownCluster } from './own-cluster.ts'
import {
  type IdentityProviderProperties,
  identityProviderData,
  identityProviderProperties,
  identityProviderSecret,
} from './properties.ts'
import type { HandlerWorld } from './world.ts'

interface Person {
  readonly username: string
  readonly password: string
}

/** Cost of bcrypt, as Red Hat's own tools hash (`ocm-common` `password_utils.go`). */
const BCRYPT_COST = 10

/**
 * So many are hashed and imported in one call: with a third of a processor, a hash of about 60 ms and five minutes to
 * live, a Lambda has time to spare. A class fits into one import; a congress takes several.
 */
const MOST_AT_ONCE = 500

const hashed = async ({ username, password }: Person): Promise<PasswordUser> => ({
  username,
  hashedPassword: await hash(password, BCRYPT_COST),
})

async function peopleOf(properties: IdentityProviderProperties, world: HandlerWorld): Promise<[Person, ...Person[]]> {
  const { usersSecretArn: arn } = properties
  const text = await world.readSecret(arn)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const parsed = identityProviderSecret.safeParse(value)
  if (parsed.success) {
    for (const { password } of parsed.data.users) world.redactor.hide(password)
    const [first, ...more] = parsed.data.users
    if (first !== undefined) return [first, ...more]
  }
  throw new HandlerError(
    'BAD_SECRET',
    `The secret ${arn} holds neither a username with its password nor a list 'users'.`,
  )
}

/**
 * Makes the provider with its first user. One of that name that is there already is of a deployment whose answer was
 * lost, with passwords that nobody knows: it is made anew.
 */
async function begin(properties: IdentityProviderProperties, world: HandlerWorld): Promise<string> {
  const { ocm, clock, log } = world
  const { clusterId, name, owner } = properties
  await ownCluster(clusterId, owner, world)
  const [first] = await peopleOf(properties, world)
  const find = () => ocm.identityProviders.findByName(clusterId, name)
  const old = await find()
  if (old !== null) await ocm.identityProviders.remove(clusterId, old.id)
  const user = await hashed(first)
  const create = () => ocm.identityProviders.create(clusterId, name, user)
  const { id } = await createOnce({ find, create, clock, log })
  return `${clusterId}/${id}`
}

/** Brings the list of people to what the secret says. Returns what is left to do; null when it is done. */
async function populate(
  { cluster, id }: { readonly cluster: string; readonly id: string },
  people: readonly Person[],
  { ocm }: HandlerWorld,
): Promise<string | null> {
  const there = await ocm.identityProviders.users(cluster, id)
  const known = new Set(there.map(({ username }) => username))
  const wanted = new Set(people.map(({ username }) => username))
  const missing = people.filter(({ username }) => !known.has(username))
  if (missing.length > 0) {
    const some = await Promise.all(missing.slice(0, MOST_AT_ONCE).map(hashed))
    await ocm.identityProviders.importUsers(cluster, id, some)
    return `${people.length} people; ${some.length} were added just now`
  }
  for (const user of there) if (!wanted.has(user.username)) await ocm.identityProviders.removeUser(cluster, id, user.id)
  return null
}

const kind: ResourceKind<IdentityProviderProperties> = {
  noun: 'identity provider',
  properties: identityProviderProperties,
  attributes: identityProviderData,
  create: begin,
  update: async (physicalId, properties, world) => {
    const within = idWithin(physicalId)
    const there = await world.ocm.identityProviders.findByName(properties.clusterId, properties.name)
    const same = within?.cluster === properties.clusterId && within.id === there?.id
    return same ? physicalId : begin(properties, world)
  },

  ready: async (physicalId, properties, world) => {
    const within = idWithin(physicalId)
    if (within === null) throw new HandlerError('BAD_EVENT', `'${physicalId}' is no identity provider of a cluster.`)
    const { api } = await ownCluster(within.cluster, properties.owner, world)
    const people = await peopleOf(properties, world)
    const left = await populate(within, people, world)
    if (left !== null) return { waitingFor: left }
    const { group } = properties
    if (group !== undefined)
      for (const { username } of people) await world.ocm.identityProviders.joinGroup(within.cluster, group, username)
    if (api?.url === undefined) return { waitingFor: 'the address of the API' }
    const login = await logIn(api.url, people[0], world.fetch)
    if (login.kind === 'not-yet') return { waitingFor: `the first login: ${login.why}` }
    return { id: within.id, users: String(people.length) }
  },

  remove: async (physicalId, owner, world) => {
    const within = idWithin(physicalId)
    if (within === null || !(await outlives(within.cluster, owner, world))) return null
    await world.ocm.identityProviders.remove(within.cluster, within.id)
    return null
  },
}

/** `Custom::WorkshopIdentityProvider`. */
export const identityProvider = handlersOf(kind)
