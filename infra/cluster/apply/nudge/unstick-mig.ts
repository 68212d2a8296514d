// SPDX-License-Identifier: Apache-2.0
import { MIG_CONFIG_LABEL } from '../../gpu/node-groups.ts'
import type { KubernetesClient } from '../client.ts'
import type { LiveObject } from '../live-object.ts'
import { type Layouts, MIG_STATE_LABEL, nodesWithLayout, UNCUT } from '../readiness/gpu-nodes.ts'
import { REMEDY_ANNOTATION, type RemedyNote, remedyOf } from '../readiness/mig-remedy.ts'

export interface UnstickOptions {
  readonly signal?: AbortSignal
  readonly now?: () => Date
  /** How long `pending` is let be. Shutting the GPU clients of a node down takes minutes. @default 900000 */
  readonly pendingLimitMs?: number
}

/** The MIG manager has to see the other label before the first comes back. */
const FLIP_MS = 60_000
const MOST_TIMES = 3

/**
 * The MIG manager can wedge when a GPU client does not shut down in time: the state stays `pending` for ever and the node
 * offers nothing (NVIDIA/gpu-operator#2833). The remedy is another label, and then the first one again. Each call does the
 * next step; what it needs to know stands on the node.
 * @returns what was done, in words
 */
export async function unstickMig(
  client: KubernetesClient,
  layouts: Layouts,
  { signal, now = () => new Date(), pendingLimitMs = 900_000 }: UnstickOptions = {},
): Promise<string[]> {
  const at = now()
  const done: string[] = []
  const change = async (node: LiveObject, note: RemedyNote | null, layout?: string): Promise<void> => {
    const annotations = { [REMEDY_ANNOTATION]: note === null ? null : JSON.stringify(note) }
    const labels = layout === undefined ? {} : { [MIG_CONFIG_LABEL]: layout }
    await client.patch(node, { metadata: { annotations, labels } }, signal && { signal })
  }
  for (const node of await nodesWithLayout(client, signal)) {
    const layout = node.metadata.labels[MIG_CONFIG_LABEL] ?? ''
    const note = remedyOf(node)
    const forMs = note === null ? 0 : at.getTime() - Date.parse(note.since)
    const { name } = node.metadata
    if (note?.flipped !== undefined) {
      if (layout === UNCUT && forMs < FLIP_MS) continue
      await change(node, { since: at.toISOString(), times: note.times }, note.flipped)
      done.push(`node ${name}: label ${MIG_CONFIG_LABEL} back to ${note.flipped}`)
    } else if (!layouts.has(layout) || layout === UNCUT || node.metadata.labels[MIG_STATE_LABEL] !== 'pending') {
      if (note !== null && node.metadata.labels[MIG_STATE_LABEL] === 'success') await change(node, null)
    } else if (note === null) {
      await change(node, { since: at.toISOString(), times: 0 })
    } else if (forMs >= pendingLimitMs && note.times < MOST_TIMES) {
      await change(node, { since: at.toISOString(), flipped: layout, times: note.times + 1 }, UNCUT)
      done.push(
        `node ${name}: the MIG manager has been pending for ${Math.round(forMs / 60_000)} minutes; label ${MIG_CONFIG_LABEL} set to ${UNCUT} for a minute`,
      )
    }
  }
  return done
}
