// SPDX-License-Identifier: Apache-2.0
import { MIG_CONFIG_LABEL } from '../../gpu/node-groups.ts'
import type { KubernetesClient } from '../client.ts'
import type { LiveObject } from '../live-object.ts'
import { NODES } from '../readiness/gpu-nodes.ts'

/** How many nodes are to have a layout. */
export interface WantedLayout {
  readonly migConfig: string | null
  readonly nodes: number
}

/** What Node Feature Discovery says of a node with an NVIDIA card: its PCI vendor. */
const HAS_GPU = 'feature.node.kubernetes.io/pci-10de.present=true'

/**
 * Gives GPU nodes the layouts of the plan, as many nodes as it wants of each, by name. Nodes that have one of them keep
 * it. For clusters whose node pools do not bring the label.
 * @returns what was done, in words
 */
export async function labelGpuNodes(
  client: KubernetesClient,
  wanted: readonly WantedLayout[],
  signal?: AbortSignal,
): Promise<string[]> {
  const found = await client.list(NODES, { labelSelector: HAS_GPU, ...(signal && { signal }) })
  const nodes = [...found].sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
  const layoutOf = (node: LiveObject): string | undefined => node.metadata.labels[MIG_CONFIG_LABEL]
  const open = wanted.flatMap(({ migConfig, nodes: count }) => {
    if (migConfig === null) return []
    const have = nodes.filter((node) => layoutOf(node) === migConfig).length
    return Array.from({ length: Math.max(0, count - have) }, () => migConfig)
  })
  const names = new Set(wanted.map(({ migConfig }) => migConfig))
  const free = nodes.filter((node) => !names.has(layoutOf(node) ?? ''))
  const done: string[] = []
  for (const [i, layout] of open.entries()) {
    const node = free[i]
    if (node === undefined) break
    await client.patch(node, { metadata: { labels: { [MIG_CONFIG_LABEL]: layout } } }, signal && { signal })
    done.push(`labelled node ${node.metadata.name} ${MIG_CONFIG_LABEL}=${layout}`)
  }
  return done
}
