// SPDX-License-Identifier: Apache-2.0
import type { Manifest } from '../../manifest.ts'
import type { Wave } from '../../waves.ts'
import type { KubernetesClient } from '../client.ts'
import { inParallel } from '../in-parallel.ts'
import { cutVerdicts, layoutsOf, nodesWithLayout } from './gpu-nodes.ts'
import { RULES } from './rules.ts'
import { type Verdict, waiting } from './verdict.ts'

/** How far a wave is. */
export interface Readiness {
  readonly ready: boolean
  /** What is on its way, and how far, in words. */
  readonly waiting: readonly string[]
  /** What will not come right by itself, in words. */
  readonly failed: readonly string[]
}

export interface ReadinessOptions {
  /** False: there is no GPU node now, and nothing that needs one is waited for. @default true */
  readonly gpu?: boolean
  readonly signal?: AbortSignal
}

const AT_ONCE = 8

/** Does an object come to nothing without a GPU? Models, what asks for one, and the policy that manages them. */
function needsGpu({ kind, ...object }: Manifest): boolean {
  if (['ClusterPolicy', 'LLMInferenceService', 'InferenceService'].includes(kind)) return true
  return JSON.stringify(object).includes('"nvidia.com/')
}

/** Objects of a wave whose readiness is looked at. */
export function watchedOf(wave: Wave, gpu = true): readonly Manifest[] {
  return wave.objects.filter((object) => RULES.has(`${object.apiVersion}/${object.kind}`) && (gpu || !needsGpu(object)))
}

/** Looks once at everything of a wave; waits for nothing and changes nothing. Throws {@link ClusterError}. */
export async function readinessOf(
  client: KubernetesClient,
  wave: Wave,
  { gpu = true, signal }: ReadinessOptions = {},
): Promise<Readiness> {
  const call = signal && { signal }
  const verdicts: Verdict[] = []
  await inParallel(watchedOf(wave, gpu), AT_ONCE, async (object) => {
    const live = await client.read(object, call)
    const rule = RULES.get(`${object.apiVersion}/${object.kind}`)
    if (live === null) verdicts.push(waiting(object, 'is not there'))
    else if (rule !== undefined) verdicts.push(await rule(live, client, signal))
  })
  const layouts = gpu ? layoutsOf(wave) : null
  if (layouts !== null) verdicts.push(...cutVerdicts(await nodesWithLayout(client, signal), layouts))
  const why = (state: 'waiting' | 'failed'): string[] =>
    verdicts.flatMap((verdict) => (verdict.state === state ? [verdict.why] : [])).sort()
  const [waits, fails] = [why('waiting'), why('failed')]
  return { ready: waits.length === 0 && fails.length === 0, waiting: waits, failed: fails }
}
