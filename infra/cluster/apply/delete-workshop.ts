// SPDX-License-Identifier: Apache-2.0
import { isOurs, MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from '../ownership.ts'
import { WAVE_ANNOTATION, type Wave, type WaveName } from '../waves.ts'
import type { KindRef, KubernetesClient } from './client.ts'
import { type Clock, SYSTEM_CLOCK } from './clock.ts'
import { ClusterError, WaveError, worthAnotherTry } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { type LiveObject, type ObjectRef, wordsOf } from './live-object.ts'
import { Subscription } from './readiness/operator.ts'
import { withRetries } from './retry.ts'

/** What happens while a workshop is deleted. */
export type DeletionEvent =
  | { readonly kind: 'deleting'; readonly wave: WaveName; readonly objects: readonly string[] }
  | { readonly kind: 'kept'; readonly wave: WaveName; readonly object: string }
  | { readonly kind: 'waiting'; readonly wave: WaveName; readonly left: readonly string[]; readonly forMs: number }

export interface DeletionOptions {
  readonly workshop: string
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: (event: DeletionEvent) => void
  readonly clock?: Clock
  /** How long the objects of one wave may take to be gone. @default 900000 */
  readonly limitMs?: number
}

/** Definitions belong to their operators, and other people's objects may depend on them; nodes are machines. */
const NEVER = new Set(['CustomResourceDefinition', 'Node'])
const AT_ONCE = 8
const LOOK_MS = 3_000

type Found = { readonly object: LiveObject; readonly ours: boolean }

/** What the cluster has no kind for cannot be on it. */
async function orWhereUnknown<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  return asked.catch((error: unknown) => {
    if (error instanceof ClusterError && error.code === 'NO_SUCH_KIND') return otherwise
    throw error
  })
}

/** Everything of a workshop that is on the cluster, also what an earlier plan left there. */
async function everything(
  client: KubernetesClient,
  waves: readonly Wave[],
  { workshop, signal }: DeletionOptions,
): Promise<Found[]> {
  // What was made through the API, and what the kit remembers.
  const kinds = new Map<string, KindRef>(
    ['Secret', 'ConfigMap'].map((kind) => [`v1/${kind}`, { apiVersion: 'v1', kind }]),
  )
  for (const { apiVersion, kind } of waves.flatMap(({ objects }) => objects))
    if (!NEVER.has(kind)) kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind })
  const found: Found[] = []
  const labelSelector = `${MANAGED_BY_LABEL}=${MANAGED_BY},${PART_OF_LABEL}=${workshop}`
  await inParallel([...kinds.values()], AT_ONCE, async (kind) => {
    const list = () => client.list(kind, { labelSelector, ...(signal && { signal }) })
    const objects = await orWhereUnknown(list(), [])
    found.push(...objects.map((object) => ({ object, ours: isOurs(object, workshop) })))
  })
  return found
}

/** The version an operator was installed in stays when its Subscription goes. */
function installedBy(object: LiveObject): ObjectRef[] {
  if (object.kind !== 'Subscription') return []
  const name = Subscription.safeParse(object).data?.status.installedCSV
  if (name === undefined) return []
  const { apiVersion, metadata } = object
  return [{ apiVersion, kind: 'ClusterServiceVersion', metadata: { name, namespace: metadata.namespace } }]
}

async function untilGone(
  client: KubernetesClient,
  wave: WaveName,
  refs: readonly ObjectRef[],
  { signal, clock = SYSTEM_CLOCK, limitMs = 900_000, onEvent }: DeletionOptions,
): Promise<void> {
  const on = signal && { signal }
  const begun = clock.now()
  for (let left = refs; ; ) {
    const held = new Map<ObjectRef, string>()
    await inParallel(left, AT_ONCE, async (ref) => {
      const read = () => orWhereUnknown(client.read(ref, on), null)
      const live = await withRetries(read, { clock, patienceMs: 60_000, ...on })
      if (live === null) return
      const { finalizers = [] } = live.metadata
      held.set(ref, `${wordsOf(ref)}${finalizers.length === 0 ? '' : ` (held by ${finalizers.join(', ')})`}`)
    })
    if (held.size === 0) return
    left = [...held.keys()]
    const words = [...held.values()].sort()
    const forMs = clock.now() - begun
    if (forMs >= limitMs)
      throw new WaveError(
        'TIMED_OUT',
        wave,
        `Of the wave '${wave}', ${words.length} objects are still there after ${Math.round(limitMs / 60_000)} minutes:\n${words
          .slice(0, 10)
          .map((word) => `  ${word}`)
          .join('\n')}\nWhat holds them is named behind them. Run the same command again when that has ended.`,
      )
    onEvent?.({ kind: 'waiting', wave, left: words, forMs })
    await clock.sleep(Math.min(LOOK_MS, Math.max(1, limitMs - forMs)), signal)
  }
}

/**
 * Deletes what the kit made for a workshop, the last wave first, and waits until it is gone: an operator goes only after
 * everything it has to clean up. What was on the cluster before, definitions of kinds and nodes are left.
 * @returns how many objects were deleted, or would be
 * @throws {WaveError} TIMED_OUT, {@link ClusterError}, and what the signal was aborted with
 */
export async function deleteWorkshop(
  client: KubernetesClient,
  waves: readonly Wave[],
  options: DeletionOptions,
): Promise<number> {
  const { dryRun = false, signal, onEvent, clock = SYSTEM_CLOCK } = options
  const retry = { clock, patienceMs: 60_000, passes: worthAnotherTry, ...(signal && { signal }) }
  const call = { dryRun, ...(signal && { signal }) }
  const found = await withRetries(() => everything(client, waves, options), retry)
  let count = 0
  for (const wave of [...waves].reverse()) {
    // What was made through the API carries no wave; it goes with the attendees.
    const waveOf = ({ metadata }: LiveObject): string => metadata.annotations[WAVE_ANNOTATION] ?? 'attendees'
    const here = found.filter(({ object }) => waveOf(object) === wave.name)
    for (const { object, ours } of here)
      if (!ours) onEvent?.({ kind: 'kept', wave: wave.name, object: wordsOf(object) })
    const mine = here.flatMap(({ object, ours }) => (ours ? [object] : []))
    // Namespaces go last: what is in them may have to be cleaned up by something else in them.
    for (const batch of [
      mine.filter(({ kind }) => kind !== 'Namespace'),
      mine.filter(({ kind }) => kind === 'Namespace'),
    ]) {
      const refs: ObjectRef[] = batch.flatMap((object) => [object, ...installedBy(object)])
      if (refs.length === 0) continue
      onEvent?.({ kind: 'deleting', wave: wave.name, objects: refs.map(wordsOf) })
      await inParallel(refs, AT_ONCE, async (ref) => {
        await withRetries(() => orWhereUnknown(client.delete(ref, call), false), retry)
      })
      count += refs.length
      if (!dryRun) await untilGone(client, wave.name, refs, options)
    }
  }
  return count
}
