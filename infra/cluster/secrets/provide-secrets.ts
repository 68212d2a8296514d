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

const base64 = (value: string): string => Buffer.from(value).toString('base64')

/** Values as they are asked for, each once, and those that nobody has. */
class Values {
  readonly #known = new Map<string, string | null>()
  readonly #missing: SecretMissingError[] = []

  constructor(private readonly sources: readonly SecretSource[]) {}

  async get(key: string, optional: boolean): Promise<string | null> {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const value = await firstOf(this.sources, { key, what: whatIs(key), optional }).catch((error: unknown) => {
      if (!(error instanceof SecretMissingError)) throw error
      this.#missing.push(error)
      return null
    })
    this.#known.set(key, value)
    return value
  }

  /** Throws {@link SecretMissingError} naming all that was missing. */
  mustBeComplete(): void {
    if (this.#missing.length === 0) return
    const keys = this.#missing.flatMap((error) => error.keys)
    throw new SecretMissingError(keys, this.#missing.map(({ message }) => message).join('\n'))
  }
}

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
  const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [PART_OF_LABEL]: workshop }
  const values = new Values(sources)

  /** The Secret as it should be; null when it is so, or nothing is known that could be put into it. */
  const wanted = async (secret: KitSecret): Promise<Manifest | null> => {
    const { keys = [], optional = false, name, namespace } = secret
    const manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type: 'Opaque' }
    const live = await withRetries(() => client.read(manifest, signal && { signal }), { patienceMs: 60_000, ...on })
    const has = live === null ? {} : Data.parse(live).data
    if (keys.every((key) => key in has)) return null
    const found: Record<string, string> = isOwnDatabase(secret) ? newDatabase(random) : {}
    for (const key of keys) {
      const value = key in has || key in found ? null : await values.get(key, optional)
      if (value !== null) found[key] = value
    }
    const fresh = Object.fromEntries(Object.entries(found).map(([key, value]) => [key, base64(value)]))
    return Object.keys(fresh).length === 0 ? null : { ...manifest, data: { ...has, ...fresh } }
  }

  const made: Manifest[] = []
  for (const secret of secrets) {
    const manifest = await wanted(secret)
    if (manifest !== null) made.push(manifest)
  }
  values.mustBeComplete()
  const homes = new Set(made.map(({ metadata }) => metadata.namespace))
  const namespaces = waves
    .flatMap(({ objects }) => objects)
    .filter(({ kind, metadata }) => kind === 'Namespace' && homes.has(metadata.name))
  await applyObjects(client, [...namespaces, ...made], on)
  return made.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
}
