// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Plan } from '#capacity'
import type { Manifest } from './manifest.ts'
import { outsideObjects } from './outside-objects.ts'
import { synthesize } from './synthesize.ts'
import { brokenPaths } from './test/paths.ts'
import { referencesIn } from './test/references.ts'
import { OUTPUTS, planned } from './test/workshops.ts'
import { WAVES, type Wave } from './waves.ts'

/** Roles that every OpenShift has. */
const CLUSTER_ROLES = [
  'admin',
  'edit',
  'view',
  'basic-user',
  'self-provisioner',
  'system:auth-delegator',
  'system:image-puller',
  'system:image-builder',
  'system:openshift:scc:restricted-v2',
  'system:openshift:scc:nonroot-v2',
]

/** Namespaces that are there without the kit, or are made by what it installs. */
const NAMESPACES: Readonly<Record<string, number>> = {
  'openshift-ingress': 0,
  'openshift-config': 0,
  'openshift-console': 0,
  'redhat-ods-applications': 20,
  'redhat-ai-gateway-infra': 20,
  'models-as-a-service': 20,
}

/** What OpenShift puts into every namespace. */
const EVERYWHERE = [
  'ServiceAccount default',
  'ServiceAccount builder',
  'ConfigMap openshift-service-ca.crt',
  'ConfigMap kube-root-ca.crt',
]

const key = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`
const keyOf = ({ kind, metadata }: Manifest): string => key(kind, metadata.namespace ?? '', metadata.name)
const numberOf = (name: string): number => WAVES.find((wave) => wave.name === name)?.number ?? Number.NaN

interface Output {
  readonly objects: readonly Manifest[]
  readonly waveOf: ReadonlyMap<Manifest, number>
  /** The first wave in which something exists. */
  readonly exists: ReadonlyMap<string, number>
  /** Keys of Secrets that no manifest holds. */
  readonly keys: ReadonlyMap<string, readonly string[]>
}

function outputOf(plan: Plan, waves: readonly Wave[]): Output {
  const waveOf = new Map<Manifest, number>()
  const exists = new Map<string, number>()
  const keys = new Map<string, readonly string[]>()
  for (const { name, objects } of waves)
    for (const object of objects) {
      waveOf.set(object, numberOf(name))
      exists.set(keyOf(object), numberOf(name))
    }
  for (const { kind, namespace, name, wave, keys: some } of outsideObjects(plan)) {
    if (some !== undefined) keys.set(key(kind, namespace, name), some)
    const known = exists.get(key(kind, namespace, name))
    if (known === undefined) exists.set(key(kind, namespace, name), numberOf(wave))
  }
  for (const role of CLUSTER_ROLES) exists.set(key('ClusterRole', '', role), 0)
  for (const [name, wave] of Object.entries(NAMESPACES)) exists.set(key('Namespace', '', name), wave)
  return { objects: waves.flatMap(({ objects }) => objects), waveOf, exists, keys }
}

/** References whose end is missing, or comes in a later wave, in words. */
function dangling({ objects, waveOf, exists, keys }: Output): string[] {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]))
  const ends = [
    ...referencesIn(objects),
    ...objects.flatMap((from) =>
      from.metadata.namespace === undefined
        ? []
        : [{ from, kind: 'Namespace', namespace: '', name: from.metadata.namespace, key: undefined }],
    ),
  ]
  return ends.flatMap(({ from, kind, namespace, name, key: field }) => {
    if (EVERYWHERE.includes(`${kind} ${name}`)) return []
    const at = exists.get(key(kind, namespace, name))
    if (at === undefined) return [`${keyOf(from)} names ${key(kind, namespace, name)}, which nobody makes`]
    if (at > (waveOf.get(from) ?? 0)) return [`${keyOf(from)} names ${key(kind, namespace, name)}, which comes later`]
    const target = byKey.get(key(kind, namespace, name))
    const data = target?.kind === 'ConfigMap' ? target.data : undefined
    const outside = keys.get(key(kind, namespace, name))
    const inside = typeof data === 'object' && data !== null ? Object.keys(data) : undefined
    const known = outside ?? inside
    const holds = field === undefined || known === undefined || known.includes(field)
    return holds ? [] : [`${keyOf(from)} reads '${field}' of ${key(kind, namespace, name)}, which has no such key`]
  })
}

const outsideServices = (plan: Plan): ReadonlySet<string> =>
  new Set(
    outsideObjects(plan).flatMap(({ kind, namespace, name }) =>
      kind === 'Service' ? [key(kind, namespace, name)] : [],
    ),
  )

describe('a whole output holds together', () => {
  it.each(OUTPUTS)('%s: everything that is named exists, in the same or an earlier wave', (_, plan) => {
    expect(dangling(outputOf(plan, synthesize(plan)))).toEqual([])
  })

  it.each(OUTPUTS)('%s: selectors, ports and the paths that policies open lead somewhere', (_, plan) => {
    const objects = synthesize(plan).flatMap((wave) => wave.objects)
    expect(brokenPaths(objects, outsideServices(plan))).toEqual([])
  })

  it.each(OUTPUTS)('%s: every object is there once, with its wave on it', (_, plan) => {
    const waves = synthesize(plan)
    const keys = waves.flatMap(({ objects }) =>
      objects.map(({ apiVersion, ...object }) => `${apiVersion} ${keyOf({ apiVersion, ...object })}`),
    )
    const seen = new Set<string>()
    expect(keys.filter((one) => seen.size === seen.add(one).size)).toEqual([])
    for (const { name, objects } of waves)
      for (const { metadata } of objects) expect(metadata.annotations?.['workshop.kit/wave']).toBe(name)
  })

  it.each(OUTPUTS)('%s: the list of what others make names nothing that is not needed', (_, plan) => {
    const waves = synthesize(plan)
    const objects = waves.flatMap((wave) => wave.objects)
    const named = new Set(referencesIn(objects).map(({ kind, namespace, name }) => key(kind, namespace, name)))
    const text = JSON.stringify(objects)
    const idle = outsideObjects(plan).filter(
      ({ kind, namespace, name, madeBy }) =>
        // Teams download with the token in namespaces where nothing of theirs stands yet; models as a service looks for its database by itself.
        madeBy !== 'kit' &&
        madeBy !== 'instructor' &&
        !named.has(key(kind, namespace, name)) &&
        !text.includes(`"${name}"`),
    )
    expect(idle).toEqual([])
  })
})

describe('the check itself', () => {
  const plan = planned()
  const change = (edit: (object: Manifest) => Manifest | null): readonly Wave[] =>
    synthesize(plan).map(({ name, objects }) => ({
      name,
      objects: objects.flatMap((object) => {
        const edited = edit(object)
        return edited === null ? [] : [edited]
      }),
    }))
  const without = (kind: string, name: string) =>
    change((object) => (object.kind === kind && object.metadata.name === name ? null : object))

  it.each([
    ['ServiceAccount', 'higgs-audio'],
    ['HardwareProfile', 'voice-lab-whole-gpu'],
    ['Gateway', 'openshift-ai-inference'],
    ['GatewayClass', 'openshift-ai-inference'],
    ['PersistentVolumeClaim', 'higgs-audio-cache'],
    ['ConfigMap', 'voice-lab-mig-parted'],
    ['ConfigMap', 'higgs-audio-proxy'],
    ['Namespace', 'voice-lab-models'],
  ])('misses a %s that is taken away', (kind, name) => {
    expect(dangling(outputOf(plan, without(kind, name)))[0]).toMatch(
      new RegExp(`names ${kind} \\S*/${name}, which nobody makes`),
    )
  })

  it('misses a Service, a pod and a namespace that are taken away', () => {
    const broken = (kind: string, name: string) =>
      brokenPaths(
        without(kind, name).flatMap(({ objects }) => objects),
        outsideServices(plan),
      ).join('\n')
    expect(broken('Service', 'higgs-audio')).toContain('there is no Service higgs-audio')
    expect(broken('Deployment', 'higgs-audio')).toContain('Service voice-lab-models/higgs-audio selects no pod')
    expect(broken('Namespace', 'voice-lab-models')).toContain('takes no route from namespace voice-lab-models')
  })

  it('sees that something comes too late', () => {
    const waves = synthesize(plan)
    const late = waves.map(({ name, objects }) => ({
      name,
      objects:
        name === 'app'
          ? [...objects, ...waves.flatMap((wave) => wave.objects.filter(({ kind }) => kind === 'HardwareProfile'))]
          : objects.filter(({ kind }) => kind !== 'HardwareProfile'),
    }))
    expect(dangling(outputOf(plan, late)).join('\n')).toContain('which comes later')
  })
})
