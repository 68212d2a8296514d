// SPDX-License-Identifier: Apache-2.0
import type { Workshop } from '#workshop'

/**
 * Stands for the domain of the cluster's routes where `cluster.domain` does not give it: a cluster that is not there yet
 * has none. Whoever applies the manifests puts the real one in its place. No name under `.invalid` ever resolves.
 */
export const APPS_DOMAIN = 'apps-domain.invalid'

/** Host that the router gives to a route without one. */
export function hostOf({ cluster }: Workshop, route: string, namespace: string): string {
  return `${route}-${namespace}.${cluster.domain ?? APPS_DOMAIN}`
}
