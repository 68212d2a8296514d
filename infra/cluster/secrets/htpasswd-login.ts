// SPDX-License-Identifier: Apache-2.0
import { compare, hash } from 'bcryptjs'
import { z } from 'zod'
import { ClusterError, type KubernetesClient, withRetries } from '../apply/index.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import type { Passwords } from './passwords.ts'

const OAuth = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().optional() }),
  spec: z
    .looseObject({ identityProviders: z.array(z.looseObject({ name: z.string() })).default([]) })
    .default({ identityProviders: [] }),
})
const Data = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })
const OAUTH = { apiVersion: 'config.openshift.io/v1', kind: 'OAuth', metadata: { name: 'cluster' } }

/** Rounds as `htpasswd -B` takes them by default are 5; 10 is what `oc` and OCM use. */
const ROUNDS = 10

/** A file as htpasswd writes it. A line whose password is still the same stays as it is, so that nothing restarts. */
async function htpasswd(passwords: Passwords, before: string): Promise<string> {
  const known = new Map(
    before.split('\n').flatMap((line) => {
      const at = line.indexOf(':')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    }),
  )
  const lines: string[] = []
  for (const [user, password] of passwords) {
    const old = known.get(user)
    const keeps = old !== undefined && (await compare(password, old))
    lines.push(`${user}:${keeps ? old : await hash(password, ROUNDS)}`)
  }
  return `${lines.join('\n')}\n`
}

/**
 * Lets these people log in to a cluster that somebody already has: hashes in a Secret, and one more entry among the
 * cluster's identity providers. The others stay.
 * @returns what was changed, in words
 * @throws {ClusterError}, REJECTED where the cluster's logins are not its own (ROSA: then OCM makes them)
 */
export async function ensureHtpasswdLogin(
  client: KubernetesClient,
  workshop: string,
  passwords: Passwords,
  signal?: AbortSignal,
): Promise<string[]> {
  const on = signal && { signal }
  const done: string[] = []
  const name = `${workshop}-htpasswd`
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'openshift-config' } }
  const live = await client.read(secret, on)
  const before = Buffer.from((live === null ? undefined : Data.parse(live).data.htpasswd) ?? '', 'base64').toString()
  const file = await htpasswd(passwords, before)
  if (file !== before) {
    const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: workshop }
    const data = { htpasswd: Buffer.from(file).toString('base64') }
    await client.apply({ ...secret, metadata: { ...secret.metadata, labels }, type: 'Opaque', data }, on)
    done.push(`Secret openshift-config/${name}: ${passwords.size} logins`)
  }
  const provider = { name: workshop, mappingMethod: 'claim', type: 'HTPasswd', htpasswd: { fileData: { name } } }
  const addProvider = async (): Promise<void> => {
    const found = await client.read(OAUTH, on)
    if (found === null)
      throw new ClusterError(
        'REJECTED',
        "The cluster has no OAuth 'cluster'. Does it log people in elsewhere? Then set identity.kind to 'existing' in workshop.yaml.",
      )
    const { spec, metadata } = OAuth.parse(found)
    if (spec.identityProviders.some((other) => other.name === workshop)) return
    // The list is one field: whoever changed it meanwhile must not lose what they wrote.
    const identityProviders = [...spec.identityProviders, provider]
    await client.patch(
      OAUTH,
      { metadata: { resourceVersion: metadata.resourceVersion }, spec: { identityProviders } },
      on,
    )
    done.push(`OAuth cluster: people of '${workshop}' may log in (in a minute or two)`)
  }
  await withRetries(addProvider, { patienceMs: 60_000, ...on })
  return done
}

/** Takes the entry of a workshop from the identity providers again. True: there was one. Throws {@link ClusterError}. */
export async function removeHtpasswdLogin(
  client: KubernetesClient,
  workshop: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const on = signal && { signal }
  const removeProvider = async (): Promise<boolean> => {
    const found = await client.read(OAUTH, on)
    if (found === null) return false
    const { spec, metadata } = OAuth.parse(found)
    const identityProviders = spec.identityProviders.filter(({ name }) => name !== workshop)
    if (identityProviders.length === spec.identityProviders.length) return false
    await client.patch(
      OAUTH,
      { metadata: { resourceVersion: metadata.resourceVersion }, spec: { identityProviders } },
      on,
    )
    return true
  }
  return withRetries(removeProvider, { patienceMs: 60_000, ...on })
}
