// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { ClusterError } from './errors.ts'

const NEXT =
  "Log in with 'oc login' (ROSA: the console's “Copy login command”), or set KUBECONFIG to a kubeconfig file."

/** Which cluster to talk to, and as whom. */
export interface ClusterAccess {
  readonly config: KubeConfig
  /** Name of the context. */
  readonly context: string
  /** URL of its API server. */
  readonly server: string
}

function access(config: KubeConfig, from: string): ClusterAccess {
  const context = config.getCurrentContext()
  const server = config.getCurrentCluster()?.server
  if (server === undefined)
    throw new ClusterError(
      'NO_CLUSTER',
      context
        ? `The current context '${context}' of ${from} names no cluster. ${NEXT}`
        : `There is no current context in ${from}. ${NEXT}`,
    )
  return { config, context, server }
}

/**
 * The current context of the kubeconfig, where `oc` and `kubectl` look for it; in a pod, its ServiceAccount.
 * @throws {ClusterError} NO_CLUSTER
 */
export function currentCluster(env: Readonly<Record<string, string | undefined>> = process.env): ClusterAccess {
  const files = (env.KUBECONFIG || join(env.HOME || homedir(), '.kube', 'config')).split(delimiter).filter(Boolean)
  const [first, ...more] = files.filter((file) => existsSync(file))
  const config = new KubeConfig()
  if (first === undefined) {
    if (env.KUBERNETES_SERVICE_HOST) {
      config.loadFromCluster()
      return access(config, "the pod's ServiceAccount")
    }
    throw new ClusterError('NO_CLUSTER', `There is no kubeconfig at ${files.join(' or ')}. ${NEXT}`)
  }
  try {
    config.loadFromFile(first)
    for (const file of more) {
      const other = new KubeConfig()
      other.loadFromFile(file)
      config.mergeConfig(other)
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ClusterError('NO_CLUSTER', `The kubeconfig ${files.join(' and ')} cannot be read: ${why}. ${NEXT}`)
  }
  return access(config, files.join(' and '))
}

/**
 * A cluster by URL and token.
 * @param caData certificate of its authority, base64 PEM; left out: those that Node trusts
 */
export function clusterAt(server: string, token: string, caData?: string): ClusterAccess {
  const config = new KubeConfig()
  const cluster = { name: 'cluster', server, skipTLSVerify: server.startsWith('http:'), ...(caData && { caData }) }
  config.loadFromClusterAndUser(cluster, { name: 'user', token })
  return access(config, server)
}
