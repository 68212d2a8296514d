// SPDX-License-Identifier: Apache-2.0
import { parse } from 'yaml'
import { z } from 'zod'
import { MIG_CONFIG_LABEL } from '../../gpu/node-groups.ts'
import type { Wave } from '../../waves.ts'
import type { KubernetesClient } from '../client.ts'
import type { LiveObject } from '../live-object.ts'
import { remedyOf } from './mig-remedy.ts'
import { failed, READY, type Verdict, waiting } from './verdict.ts'

/** What the MIG manager made of a node's layout: pending, rebooting, success or failed. */
export const MIG_STATE_LABEL = 'nvidia.com/mig.config.state'
export const NODES = { apiVersion: 'v1', kind: 'Node' }

/** The layout that cuts nothing. */
export const UNCUT = 'all-disabled'

const MigParted = z.looseObject({
  'mig-configs': z.record(
    z.string(),
    z.array(
      z.looseObject({
        devices: z.union([z.literal('all'), z.array(z.number())]),
        'mig-devices': z.record(z.string(), z.number()).default({}),
      }),
    ),
  ),
})
const Data = z.looseObject({ data: z.record(z.string(), z.string()) })
const Allocatable = z.looseObject({
  status: z.looseObject({ allocatable: z.record(z.string(), z.string()).default({}) }).prefault({}),
})

/** Slices a node offers under each layout, by profile. */
export type Layouts = ReadonlyMap<string, ReadonlyMap<string, number>>

/** The layouts a wave brings for the MIG manager; null when it cuts no GPUs. */
export function layoutsOf(wave: Wave): Layouts | null {
  if (!wave.objects.some(({ kind }) => kind === 'ClusterPolicy')) return null
  const files = wave.objects.flatMap((object) => {
    const file = object.kind === 'ConfigMap' ? Data.safeParse(object).data?.data['config.yaml'] : undefined
    return file === undefined ? [] : [file]
  })
  const configs = files.flatMap((file) => {
    const parsed = MigParted.safeParse(parse(file))
    return parsed.success ? Object.entries(parsed.data['mig-configs']) : []
  })
  if (configs.length === 0) return null
  return new Map(
    configs.map(([layout, entries]) => {
      const slices = new Map<string, number>()
      for (const { devices, 'mig-devices': cut } of entries) {
        if (devices === 'all') continue
        for (const [profile, count] of Object.entries(cut))
          slices.set(profile, (slices.get(profile) ?? 0) + count * devices.length)
      }
      return [layout, slices]
    }),
  )
}

/** The nodes that have a layout, by their label. */
export async function nodesWithLayout(client: KubernetesClient, signal?: AbortSignal): Promise<readonly LiveObject[]> {
  return client.list(NODES, { labelSelector: MIG_CONFIG_LABEL, ...(signal && { signal }) })
}

function cutVerdict(node: LiveObject, layouts: Layouts): Verdict {
  const { labels } = node.metadata
  const layout = labels[MIG_CONFIG_LABEL] ?? ''
  const state = labels[MIG_STATE_LABEL]
  if (state === 'failed')
    return failed(
      node,
      `the MIG manager could not make the layout '${layout}'. See why: oc logs -n nvidia-gpu-operator -l app=nvidia-mig-manager. GPU workloads on the node must be stopped first`,
    )
  if (state !== 'success') return waiting(node, `its GPUs are being cut as '${layout}' (${state ?? 'not begun'})`)
  // A label may still tell of the layout before; the resources do not lie.
  const { allocatable } = Allocatable.parse(node).status
  for (const [profile, count] of layouts.get(layout) ?? []) {
    const resource = `nvidia.com/mig-${profile}`
    const offers = Number(allocatable[resource] ?? 0)
    if (offers !== count) return waiting(node, `offers ${offers} of ${count} ${resource}`)
  }
  return READY
}

/** The MIG manager has cut every node's GPUs as their labels say. */
export function cutVerdicts(nodes: readonly LiveObject[], layouts: Layouts): Verdict[] {
  const wanted = [...layouts.keys()].filter((layout) => layout !== UNCUT)
  const verdicts = nodes.flatMap((node): Verdict[] => {
    const back = remedyOf(node)?.flipped
    if (back !== undefined) return [waiting(node, `its MIG manager is being freed; then back to '${back}'`)]
    return wanted.includes(node.metadata.labels[MIG_CONFIG_LABEL] ?? '') ? [cutVerdict(node, layouts)] : []
  })
  if (verdicts.length > 0) return verdicts
  const named = wanted.map((layout) => `${MIG_CONFIG_LABEL}=${layout}`)
  return [{ state: 'waiting', why: `no node has the label ${named.join(' or ')}` }]
}
