// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import type { Plan, PlannedGpu, PlannedNode } from '#capacity'

/** How one GPU is cut: profiles and how many of each, the largest first; null stays whole. */
export type GpuCut = Readonly<Record<string, number>> | null

/** Nodes that are all cut alike. */
export interface NodeGroup {
  /** Key in the MIG manager's ConfigMap, and value of the nodes' label; null where GPUs have no MIG. */
  readonly migConfig: string | null
  /** How many nodes. */
  readonly nodes: number
  /** The cut of each GPU, the whole ones first. Which of the alike GPUs is which does not matter. */
  readonly cuts: readonly GpuCut[]
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly GpuTaint[]
}

/** As `spec.taints` of a node. */
export interface GpuTaint {
  readonly key: string
  readonly value: string
  readonly effect: 'NoSchedule'
}

/** Label by which a node gets its slices. */
export const MIG_CONFIG_LABEL = 'nvidia.com/mig.config'

/** Keeps everything that asks for no GPU off nodes at tens of dollars an hour. */
export const GPU_TAINT: GpuTaint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }

/** Lets a pod onto the GPU nodes, whatever value their taint has. */
export const GPU_TOLERATION = { key: GPU_TAINT.key, operator: 'Exists', effect: GPU_TAINT.effect } as const

function cutOf(gpu: PlannedGpu, profiles: Readonly<Partial<Record<string, string>>>): GpuCut {
  if (gpu.use !== 'cut') return null
  const counts = new Map<string, number>()
  for (const { kind } of [...gpu.slices].sort((a, b) => b.slots - a.slots)) {
    const profile = profiles[kind]
    if (profile === undefined) throw new RangeError(`A GPU of the plan is cut into ${kind}, which it does not have.`)
    counts.set(profile, (counts.get(profile) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

const written = (cut: GpuCut): string => (cut === null ? '' : JSON.stringify(cut))

function cutsOf(node: PlannedNode, profiles: Readonly<Partial<Record<string, string>>>): GpuCut[] {
  return node.map((gpu) => cutOf(gpu, profiles)).sort((a, b) => written(a).localeCompare(written(b)))
}

/**
 * The nodes of a plan, those that are cut alike together. The name of a layout comes from what it holds: the MIG manager
 * looks again only when a node's label changes, so another layout has to be another value.
 */
export function nodeGroups({ workshop, instance, layout }: Plan): NodeGroup[] {
  const groups = new Map<string, { cuts: GpuCut[]; nodes: number }>()
  for (const node of layout.nodes) {
    const cuts = cutsOf(node, instance.gpu.profiles)
    const key = cuts.map(written).join()
    const group = groups.get(key) ?? { cuts, nodes: 0 }
    group.nodes += 1
    groups.set(key, group)
  }
  return [...groups].map(([key, { cuts, nodes }]) => {
    const hash = createHash('sha256').update(`${instance.gpu.id} ${key}`).digest('hex').slice(0, 8)
    const migConfig = instance.gpu.geometry === null ? null : `${workshop.name}-${hash}`
    return {
      migConfig,
      nodes,
      cuts,
      labels: migConfig === null ? {} : { [MIG_CONFIG_LABEL]: migConfig },
      taints: [GPU_TAINT],
    }
  })
}
