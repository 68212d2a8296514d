// SPDX-License-Identifier: Apache-2.0
import { MIG_CONFIG_LABEL } from '../../gpu/node-groups.ts'
import type { KubernetesClient } from '../client.ts'
import type { LiveObject } from '../live-object.ts'
import { failed, READY, type Verdict, waiting } from './verdict.ts'

/** What the MIG manager made of it: pending, rebooting, success or failed. */
export const MIG_STATE_LABEL = 'nvidia.com/mig.config.state'

export const NODES = { apiVersion: 'v1', kind: 'Node' }

/** The nodes that are to be cut, by their label. */
export async function nodesToCut(client: KubernetesClient, signal?: AbortSignal): Promise<readonly LiveObject[]> {
  return client.list(NODES, { labelSelector: MIG_CONFIG_LABEL, ...(signal && { signal }) })
}

/** The MIG manager has cut a node's GPUs as its label says. */
export function cutVerdict(node: LiveObject): Verdict {
  const { labels } = node.metadata
  const layout = labels[MIG_CONFIG_LABEL] ?? ''
  const state = labels[MIG_STATE_LABEL]
  if (state === 'success') return READY
  if (state === 'failed')
    return failed(
      node,
      `the MIG manager could not make the layout '${layout}'. See why: oc logs -n nvidia-gpu-operator -l app=nvidia-mig-manager. GPU workloads on the node must be stopped first`,
    )
  return waiting(node, `its GPUs are being cut as '${layout}' (${state ?? 'not begun'})`)
}
