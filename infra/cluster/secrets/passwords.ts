// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { applyObjects, type KubernetesClient, type Wave } from '../apply/index.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import { readSecret } from './secrets-manager.ts'

const Users = z.object({ users: z.array(z.object({ username: z.string(), password: z.string() })) })
const Data = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })

/** Passwords by login. */
export type Passwords = ReadonlyMap<string, string>

const mapOf = (text: string): Passwords =>
  new Map(Users.parse(JSON.parse(text)).users.map(({ username, password }) => [username, password]))

/** Secret in which the stack of a cluster in AWS keeps the passwords of everybody. */
export const attendeesSecretName = (workshop: string): string => `workshop-kit/${workshop}/attendees`

/** The passwords that a deployment to AWS made; null when it made none. Throws {@link SecretsManagerError}. */
export async function passwordsInAws(client: SecretsManagerClient, workshop: string): Promise<Passwords | null> {
  const text = await readSecret(client, attendeesSecretName(workshop))
  return text === null ? null : mapOf(text)
}

/** Letters and digits that nobody takes for one another when reading a card. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to type: four groups of four, 80 bits. */
export function newPassword(random: (below: number) => number = randomInt): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[random(ALPHABET.length)] ?? '').join('')
  return Array.from({ length: 4 }, group).join('-')
}

/** Where passwords are kept on a cluster that has no AWS behind it: a Secret beside the app, out of attendees' reach. */
const secretOf = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'attendee-passwords', namespace },
})

/**
 * The passwords of these people, kept on the cluster. Whoever has none gets one; the others keep theirs.
 * Throws {@link ClusterError}.
 */
export async function passwordsOnCluster(
  client: KubernetesClient,
  {
    workshop,
    namespace,
    waves,
  }: { readonly workshop: string; readonly namespace: string; readonly waves: readonly Wave[] },
  users: readonly string[],
  signal?: AbortSignal,
): Promise<Passwords> {
  const on = signal && { signal }
  const secret = secretOf(namespace)
  const live = await client.read(secret, on)
  const text = live === null ? undefined : Data.parse(live).data['users.json']
  const known: Passwords = text === undefined ? new Map() : mapOf(Buffer.from(text, 'base64').toString())
  if (users.every((user) => known.has(user))) return known
  const all = new Map([
    ...known,
    ...users.filter((user) => !known.has(user)).map((user) => [user, newPassword()] as const),
  ])
  const list = [...all].map(([username, password]) => ({ username, password }))
  const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: workshop }
  const data = { 'users.json': Buffer.from(JSON.stringify({ users: list })).toString('base64') }
  const home = waves
    .flatMap(({ objects }) => objects)
    .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace)
  await applyObjects(
    client,
    [...home, { ...secret, metadata: { ...secret.metadata, labels }, type: 'Opaque', data }],
    on,
  )
  return all
}
