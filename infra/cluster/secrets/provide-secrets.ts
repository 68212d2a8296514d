// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DATABASE, DATABASE_SECRET, DATABASE_USER } from '../app/names.ts'
import { type ApplyOptions, applyObjects, type KubernetesClient, type Manifest, withRetries } from '../apply/index.ts'
import type { OutsideObject } from '../outside-objects.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import type { Wave } from '../waves.ts'
import { firstOf, SecretMissingError, type SecretSource } from './secret-source.ts'

/** A Secret that manifests refer to and the kit makes. */
export type KitSecret = Pick<OutsideObject, 'namespace' | 'name' | 'keys' | 'optional'>

export interface ProvideOptions extends Pick<ApplyOptions, 'signal' | 'clock'> {
  readonly workshop: string
  readonly sources: readonly SecretSource[]
  /** Bytes nobody can guess. */
  readonly random?: () => Buffer
}

const Data = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })

/** What is asked for, in words. */
function whatIs(key: string): string {
  if (key === 'HF_TOKEN') return 'a token of Hugging Face, with which the cluster downloads the weights'
  if (key === DATABASE_SECRET.url) return 'URL of your Postgres, postgresql://user:password@host/database'
  const role = { STT_API_KEY: 'speech to text', LLM_API_KEY: 'the language model', TTS_API_KEY: 'text to speech' }
  return `key of the server of ${new Map(Object.entries(role)).get(key) ?? key}`
}

/** Password and URL of the database beside the app. */
function newDatabase(random: () => Buffer): Record<string, string> {
  const password = random().toString('base64url')
  return {
    [DATABASE_SECRET.password]: password,
    [DATABASE_SECRET.url]: `postgresql://${DATABASE_USER}:${password}@${DATABASE}:5432/${DATABASE_USER}`,
  }
}

const isOwnDatabase = ({ name, keys = [] }: KitSecret): boolean =>
  name === DATABASE_SECRET.name && keys.includes(DATABASE_SECRET.password)

/**
 * Makes the Secrets that manifests refer to, through the API and only there. What is on the cluster already stays as it is.
 * Every value is known before anything is made.
 * @returns what was made, as `namespace/name`
 * @throws {SecretMissingError} naming every value that is set nowhere, {@link ClusterError}
 */
export async function provideSecrets(
  client: KubernetesClient,
  secrets: readonly KitSecret[],
  waves: readonly Wave[],
  { workshop, sources, signal, clock, random = () => randomBytes(24) }: ProvideOptions,
): Promise<string[]> {
  const on = { ...(signal && { signal }), ...(clock && { clock }) }
  const values = new Map<string, string | null>()
  const missing: SecretMissingError[] = []
  const asked = async (key: string, optional: boolean): Promise<string | null> => {
    if (!values.has(key))
      values.set(
        key,
        await firstOf(sources, { key, what: whatIs(key), optional }).catch((error: unknown) => {
          if (!(error instanceof SecretMissingError)) throw error
          missing.push(error)
          return null
        }),
      )
    return values.get(key) ?? null
  }

  const made: { secret: KitSecret; data: Record<string, string> }[] = []
  for (const secret of secrets) {
    const { keys = [], optional = false } = secret
    const metadata = { name: secret.name, namespace: secret.namespace }
    const read = () => client.read({ apiVersion: 'v1', kind: 'Secret', metadata }, signal && { signal })
    const live = await withRetries(read, { patienceMs: 60_000, ...on })
    const has = live === null ? {} : Data.parse(live).data
    if (keys.every((key) => key in has)) continue
    if (isOwnDatabase(secret)) {
      made.push({ secret, data: newDatabase(random) })
      continue
    }
    const found: Record<string, string> = {}
    for (const key of keys) {
      const value = await asked(key, optional)
      if (value !== null) found[key] = value
    }
    if (Object.keys(found).length > 0) made.push({ secret, data: found })
  }
  if (missing.length > 0)
    throw new SecretMissingError(
      missing.flatMap(({ keys }) => keys),
      missing.map(({ message }) => message).join('\n'),
    )

  const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: workshop }
  const homes = new Set(made.map(({ secret }) => secret.namespace))
  const namespaces = waves
    .flatMap(({ objects }) => objects)
    .filter(({ kind, metadata }) => kind === 'Namespace' && homes.has(metadata.name))
  const objects = made.map(
    ({ secret: { name, namespace }, data }): Manifest => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels },
      type: 'Opaque',
      data: Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    }),
  )
  await applyObjects(client, [...namespaces, ...objects], on)
  return made.map(({ secret }) => `${secret.namespace}/${secret.name}`)
}
