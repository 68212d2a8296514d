// SPDX-License-Identifier: Apache-2.0
import type { FakeCluster } from '../../ocm/test/fake-cluster.ts'
import { cluster } from '../cluster.ts'
import { oidcConfig } from '../oidc-config.ts'
import { drive, type TestWorld } from './handler-world.ts'
import { clusterInput, OWNER } from './properties.ts'

/** A ready cluster of ours. */
export async function aCluster(world: TestWorld, more: object = {}): Promise<FakeCluster> {
  const { id: oidc } = await drive(oidcConfig, world, 'Create', { owner: OWNER })
  const { id } = await drive(cluster, world, 'Create', { ...clusterInput(oidc), ...more }, undefined, {
    askEveryMs: 300_000,
  })
  const made = world.fake.clusters.get(id)
  if (made === undefined) throw new Error('no cluster was made')
  return made
}
