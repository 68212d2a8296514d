// SPDX-License-Identifier: Apache-2.0
import type { Manifest } from '../manifest.ts'
import { ADOPTED_ANNOTATION, isOurs } from '../ownership.ts'
import type { KubernetesClient } from './client.ts'
import type { Clock } from './clock.ts'
import { ClusterError, worthAnotherTry } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { type LiveObject, wordsOf } from './live-object.ts'
import { withRealDomain } from './real-domain.ts'
import { withRetries } from './retry.ts'
import { stoodInFor } from './stood-in-for.ts'

/** What became of one object. */
export type Outcome = 'created' | 'changed' | 'unchanged'

/** How far the applying of a list of objects is. */
export interface ApplyProgress {
  readonly done: number
  readonly total: number
  readonly object: Manifest
  readonly outcome: Outcome | 'unchecked'
}

export interface ApplyOptions {
  /** The API server checks everything and keeps nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ApplyProgress) => void
  /**
   * How long an object is tried again: busy or failing servers, webhooks not up yet, kinds whose definition is on its
   * way. @default 180000
   */
  readonly patienceMs?: number
  readonly clock?: Clock
}

/** What became of a list of objects. */
export interface ApplyReport {
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  /** Dry run: what could not be checked, as its kind or namespace comes with an earlier wave. In words. */
  readonly unchecked: readonly string[]
}

/** Webhooks of an operator answer a minute or two after its Deployment is there. */
const PATIENCE_MS = 180_000
const AT_ONCE = 8

/**
 * What others need comes first: namespaces, then definitions, accounts and configuration, then Secrets (the cluster deletes
 * one for the token of an account that is not there), then the rest.
 */
const STAGES: readonly ((kind: string) => boolean)[] = [
  (kind) => kind === 'Namespace',
  (kind) => ['CustomResourceDefinition', 'ServiceAccount', 'ConfigMap', 'OperatorGroup'].includes(kind),
  (kind) => kind === 'Secret',
  () => true,
]

function staged(objects: readonly Manifest[]): Manifest[][] {
  const stageOf = ({ kind }: Manifest): number => STAGES.findIndex((holds) => holds(kind))
  return STAGES.map((_, stage) => objects.filter((object) => stageOf(object) === stage))
}

/** Objects in the order in which they are applied. */
export function inOrder(objects: readonly Manifest[]): readonly Manifest[] {
  return staged(objects).flat()
}

const isNotThereYet = (error: unknown): boolean =>
  error instanceof ClusterError && (error.code === 'NO_SUCH_KIND' || error.code === 'NOT_FOUND')

/** What was there before the kit came is marked, so that deleting the workshop leaves it. */
function marked(object: Manifest, live: LiveObject | null): Manifest {
  if (live === null || isOurs(live)) return object
  const annotations = { ...object.metadata.annotations, [ADOPTED_ANNOTATION]: 'true' }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

function outcomeOf(before: LiveObject | null, after: LiveObject): Outcome {
  if (before === null) return 'created'
  return before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'changed'
}

/**
 * Applies objects by server-side apply, in an order in which each finds what it needs, several at once. What may pass by
 * itself is tried again until `patienceMs` are over.
 * @throws {ClusterError} naming the object that could not be applied
 */
export async function applyObjects(
  client: KubernetesClient,
  objects: readonly Manifest[],
  options: ApplyOptions = {},
): Promise<ApplyReport> {
  const { dryRun = false, signal, onProgress, patienceMs = PATIENCE_MS, clock } = options
  const call = { ...(signal && { signal }), dryRun }
  const retry = { patienceMs, ...(signal && { signal }), ...(clock && { clock }) }
  const report = { created: 0, changed: 0, unchanged: 0 }
  const unchecked: string[] = []
  let done = 0

  const applyOne = async (object: Manifest): Promise<Outcome | 'unchecked'> => {
    const attempt = async (): Promise<Outcome> => {
      if (await stoodInFor(client, object, call)) return 'unchanged'
      const before = await client.read(object, call)
      return outcomeOf(before, await client.apply(marked(object, before), call))
    }
    const passes = (error: unknown): boolean => worthAnotherTry(error) || (!dryRun && isNotThereYet(error))
    try {
      return await withRetries(attempt, { ...retry, passes })
    } catch (error) {
      if (!dryRun || !isNotThereYet(error)) throw error
      unchecked.push(wordsOf(object))
      return 'unchecked'
    }
  }

  const named = await withRetries(() => withRealDomain(client, objects, signal), retry)
  for (const some of staged(named)) {
    await inParallel(some, AT_ONCE, async (object) => {
      const outcome = await applyOne(object)
      if (outcome !== 'unchecked') report[outcome] += 1
      done += 1
      onProgress?.({ done, total: objects.length, object, outcome })
    })
  }
  return { ...report, unchecked }
}
