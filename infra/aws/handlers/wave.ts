// SPDX-License-Identifier: Apache-2.0
import { applyObjects, ClusterError, type KubernetesClient, nudge, readinessOf } from '#cluster/apply'
import { type KitSecret, provideSecrets } from '#cluster/secrets'
import { clusterWay } from './cluster-way.ts'
import { handlersOf, type ResourceKind, type Waiting } from './custom-resource.ts'
import { type WaveFile, type WaveProperties, waveData, waveFile, waveProperties } from './wave-properties.ts'
import type { WaveWorld } from './wave-world.ts'

/** One object is tried again so long within an invocation; the next invocation goes on. */
const PATIENCE_MS = 90_000
/** CloudFormation takes 4 kB of attributes. */
const MOST_NOTE = 1_000

/** A cluster that will say no for ever, as opposed to one whose operators, rights or API are still on their way. */
const isFinal = (error: unknown): boolean =>
  !(error instanceof ClusterError) || error.code === 'REJECTED' || error.code === 'NO_CLUSTER'

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function fileOf({ bucket, key }: WaveProperties, world: WaveWorld): Promise<WaveFile> {
  return waveFile.parse(JSON.parse(await world.readObject(bucket, key)))
}

/** What to do on the cluster once one is in; whatever may pass by itself is waited for. */
async function onCluster<Result>(
  properties: WaveProperties,
  world: WaveWorld,
  act: (client: KubernetesClient, file: WaveFile) => Promise<Result>,
): Promise<Result | Waiting> {
  const way = await clusterWay(properties, world)
  if ('waitingFor' in way) return way
  const file = await fileOf(properties, world)
  try {
    return await act(world.connect(way), file)
  } catch (error) {
    if (world.signal.aborted) return { waitingFor: `the cluster, which takes long: ${wordsOf(error)}` }
    if (isFinal(error)) throw error
    return { waitingFor: wordsOf(error) }
  }
}

const secretsOf = ({ secrets }: WaveFile): KitSecret[] =>
  secrets.map(({ optional, ...secret }) => ({ ...secret, ...(optional === undefined ? {} : { optional }) }))

/** Applies all of a wave; null once all of it is on the cluster. */
async function apply(properties: WaveProperties, world: WaveWorld): Promise<Waiting | null> {
  const { signal, log } = world
  return onCluster(properties, world, async (client, file) => {
    const { workshop, huggingFaceSecret: huggingFace } = properties
    const sources = [world.secretSource({ name: workshop, aws: { secrets: { huggingFace } } })]
    const clock = { now: () => world.clock.nowMs(), sleep: world.clock.sleep }
    const made = await provideSecrets(client, secretsOf(file), [file], { workshop, sources, signal, clock })
    for (const name of made) log(`wave ${file.name}: made the Secret ${name}.`)
    const { created, changed, unchanged } = await applyObjects(client, file.objects, {
      signal,
      patienceMs: PATIENCE_MS,
    })
    log(`wave ${file.name}: ${created} created, ${changed} changed, ${unchanged} as they were.`)
    return null
  })
}

async function hasGpu(
  client: KubernetesClient,
  { gpuInstance }: WaveProperties,
  signal: AbortSignal,
): Promise<boolean> {
  const labelSelector = `node.kubernetes.io/instance-type=${gpuInstance}`
  return (await client.list({ apiVersion: 'v1', kind: 'Node' }, { labelSelector, signal })).length > 0
}

const begun = async (properties: WaveProperties, world: WaveWorld): Promise<string> => {
  const waiting = await apply(properties, world)
  if (waiting === null) return `${properties.wave}/applied`
  world.log(`wave ${properties.wave}: waits for ${waiting.waitingFor}`)
  return `${properties.wave}/begun`
}

const lateWith = (waitingFor: string) => ({ state: 'late', note: waitingFor.slice(0, MOST_NOTE) })

const kind: ResourceKind<WaveProperties, WaveWorld> = {
  noun: 'wave',
  properties: waveProperties,
  attributes: waveData,
  create: begun,
  update: (_, properties, world) => begun(properties, world),
  ready: async (id, properties, world) => {
    if (id.endsWith('/begun')) {
      const waiting = await apply(properties, world)
      if (waiting !== null) return waiting
    }
    return onCluster(properties, world, async (client, file) => {
      const { signal, log } = world
      const gpu = await hasGpu(client, properties, signal)
      const layouts = file.layouts ?? undefined
      for (const words of await nudge(client, file, { gpu, signal, ...(layouts !== undefined && { layouts }) }))
        log(words)
      const { ready, waiting, failed } = await readinessOf(client, file, { gpu, signal })
      const note = gpu || file.name !== 'models' ? '-' : 'there is no GPU node: what needs one is not waited for'
      if (ready) return { state: 'ready', note }
      // What has failed may be the state of before: it is given the same time.
      const waitingFor = [...failed, ...waiting].join('; ')
      return properties.whenLate === 'report-now' ? lateWith(waitingFor) : { waitingFor }
    })
  },
  late: ({ whenLate }, { waitingFor }) => (whenLate === 'fail' ? null : lateWith(waitingFor)),
  // Deleting the cluster deletes all of it; taking it off a living cluster is ./kit delete.
  remove: async () => null,
}

/** `Custom::WorkshopWave`. */
export const wave = handlersOf(kind)
