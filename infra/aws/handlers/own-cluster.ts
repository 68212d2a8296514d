// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../ocm/index.ts'
import { HandlerError } from './handler-error.ts'
import type { HandlerWorld } from './world.ts'

/** OCM property that says whose a cluster is. */
export const OWNER_PROPERTY = 'workshop_kit_owner'
/** OCM property that says when it ends. */
export const EXPIRES_PROPERTY = 'workshop_kit_expires_at'

export const ownerOf = ({ properties }: Cluster): string | undefined => properties[OWNER_PROPERTY]

/** Throws `FOREIGN` for a cluster that does not carry our mark. */
export function checkOwner(cluster: Cluster, owner: string): void {
  const theirs = ownerOf(cluster)
  if (theirs === owner) return
  const whose = theirs === undefined ? 'was not made by this kit' : `belongs to '${theirs}', not to '${owner}'`
  throw new HandlerError(
    'FOREIGN',
    `The cluster '${cluster.name}' (${cluster.id}) ${whose}, and is left alone. Choose another name in the workshop file, or delete that cluster by hand.`,
  )
}

/** A cluster that is there and ours. Throws `GONE`, `FOREIGN`. */
export async function ownCluster(id: string, owner: string, { ocm }: HandlerWorld): Promise<Cluster> {
  const cluster = await ocm.clusters.find(id)
  if (cluster === null)
    throw new HandlerError('GONE', `The cluster ${id} is gone. Run 'npx cdk destroy --all', then deploy again.`)
  checkOwner(cluster, owner)
  return cluster
}

/** Whether something within a cluster has to be deleted by itself: not where the cluster is gone or on its way. */
export async function outlives(id: string, owner: string, { ocm }: HandlerWorld): Promise<boolean> {
  const cluster = await ocm.clusters.find(id)
  if (cluster === null || cluster.state === 'uninstalling') return false
  checkOwner(cluster, owner)
  return true
}

/** `<cluster>/<thing>`: ids of what lies within a cluster. */
export function idWithin(physicalId: string): { readonly cluster: string; readonly id: string } | null {
  const [cluster, id, ...more] = physicalId.split('/')
  return cluster && id && more.length === 0 ? { cluster, id } : null
}
