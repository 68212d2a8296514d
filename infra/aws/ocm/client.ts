// SPDX-License-Identifier: Apache-2.0
import { type AccountInquiries, accountOf } from './account.ts'
import { type Clusters, clustersOf } from './clusters.ts'
import { createConnection } from './connection.ts'
import type { OcmOptions } from './http.ts'
import { type IdentityProviders, identityProvidersOf } from './identity-providers.ts'
import { type NodePools, nodePoolsOf } from './node-pools.ts'
import { type OidcConfigs, oidcConfigsOf } from './oidc-configs.ts'

/** OpenShift Cluster Manager: what this kit asks of it, typed. */
export interface OcmClient {
  readonly account: AccountInquiries
  readonly oidcConfigs: OidcConfigs
  readonly clusters: Clusters
  readonly nodePools: NodePools
  readonly identityProviders: IdentityProviders
}

/** A client for one service account. Makes no call by itself; holds no token longer than the process lives. */
export function createOcmClient(options: OcmOptions): OcmClient {
  const connection = createConnection(options)
  return {
    account: accountOf(connection),
    oidcConfigs: oidcConfigsOf(connection),
    clusters: clustersOf(connection),
    nodePools: nodePoolsOf(connection),
    identityProviders: identityProvidersOf(connection),
  }
}
