// SPDX-License-Identifier: Apache-2.0
import type { KubernetesClient } from '../../infra/cluster/apply/index.ts'
import {
  CrdsError,
  crdSchema,
  isPlain,
  type KindSchema,
  kindsOf,
  overlaysOf,
  readCrds,
  type Validation,
  validateObjects,
} from '../../infra/cluster/crds/index.ts'
import type { Manifest } from '../../infra/cluster/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { bad, dim, good, progress } from '../terminal.ts'
import { readPlan, wavesOf } from './planned.ts'
import { talking } from './talking.ts'

/** What `./kit validate` takes. */
export interface ValidateOptions {
  readonly workshop?: string
  readonly crds?: string
  readonly json?: boolean
}

interface Definitions {
  readonly kinds: readonly KindSchema[]
  /** Where they are from, in words. */
  readonly from: string
}

async function fromDirectory(directory: string, workshop: Workshop, wanted: ReadonlySet<string>): Promise<Definitions> {
  const overlays = overlaysOf(workshop)
  const kinds = await readCrds(directory, overlays, wanted).catch((error: unknown) => {
    throw error instanceof CrdsError ? new KitError(EXIT.usage, `--crds: ${error.message}`) : error
  })
  return { kinds, from: `${directory} (with its folders ${overlays.join(' and ')}, where there are such)` }
}

/** Definitions that a cluster has. */
async function definitionsOf(client: KubernetesClient, signal?: AbortSignal): Promise<KindSchema[]> {
  const kind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }
  const live = await client.list(kind, signal && { signal })
  return live.flatMap((object) => {
    const crd = crdSchema.safeParse(object)
    return crd.success ? kindsOf(crd.data) : []
  })
}

const fromCluster = (): Promise<Definitions> =>
  talking('Stopped.', async (client, signal) => ({
    kinds: await definitionsOf(client, signal),
    from: `the cluster of context ${client.context}`,
  }))

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** A validation as people read it. */
function validationText(result: Validation, objects: number, from: string): string {
  const { findings, checked, rules, notCovered, notEvaluated } = result
  const reasons = new Map<string, string[]>()
  for (const [rule, why] of notEvaluated) reasons.set(why, [...(reasons.get(why) ?? []), rule])
  const left = (plain: boolean): string =>
    [...notCovered].flatMap(([kind, count]) => (isPlain(kind) === plain ? [`${kind} (${count})`] : [])).join(', ')
  return [
    ...findings.map(({ object, path, message }) => `${bad('✗')} ${object}: ${path || 'it'} ${message}`),
    `${findings.length === 0 && checked > 0 ? good('✓') : bad('✗')} ${times(findings.length, 'fault')}: ${checked} of ${times(objects, 'object')} checked against ${from}, with ${times(rules, 'CEL rule')}`,
    ...(left(false) === '' ? [] : [`not checked, as there is no definition: ${left(false)}`]),
    ...(left(true) === '' ? [] : [dim(`not checked, as Kubernetes' own kinds have none: ${left(true)}`)]),
    ...[...reasons].map(([why, some]) => dim(`${times(some.length, 'CEL rule')} not evaluated: ${why}`)),
  ].join('\n')
}

const asJson = (result: Validation, objects: number, from: string) => ({
  definitions: from,
  objects,
  checked: result.checked,
  rules: result.rules,
  findings: result.findings,
  notCovered: Object.fromEntries(result.notCovered),
  notEvaluated: Object.fromEntries(result.notEvaluated),
})

/**
 * `./kit validate`: every object of a workshop against the definitions in a directory, or those of the cluster of the
 * current context. Throws {@link KitError}; exit code 1 when a server would refuse something, or drop it.
 */
export async function validateCommand({ workshop, crds, json = false }: ValidateOptions): Promise<void> {
  const plan = await readPlan(workshop)
  const objects: Manifest[] = wavesOf(plan).flatMap((wave) => wave.objects)
  const stop = json ? () => {} : progress(() => 'Reading definitions')
  const wanted = new Set(objects.map(({ kind }) => kind))
  const { kinds, from } = await (crds === undefined
    ? fromCluster()
    : fromDirectory(crds, plan.workshop, wanted)
  ).finally(stop)
  const result = validateObjects(objects, kinds)
  const text = json
    ? JSON.stringify(asJson(result, objects.length, from), null, 2)
    : validationText(result, objects.length, from)
  process.stdout.write(`${text}\n`)
  if (result.checked === 0)
    throw new KitError(EXIT.no, `Nothing was checked: ${from} defines none of the kinds that a workshop needs.`)
  if (result.findings.length > 0) throw new KitError(EXIT.no, 'The cluster would refuse or drop some of this.')
}
