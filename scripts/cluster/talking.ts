// SPDX-License-Identifier: Apache-2.0
import {
  ClusterError,
  clientOf,
  currentCluster,
  type KubernetesClient,
  WaveError,
} from '../../infra/cluster/apply/index.ts'
import { SecretMissingError, SecretsManagerError } from '../../infra/cluster/secrets/index.ts'
import { EXIT, type ExitCode, KitError } from '../exit.ts'
import { stopSignal } from '../start/stop-signal.ts'

function codeOf(error: ClusterError): ExitCode {
  if (error.code === 'NO_CLUSTER') return EXIT.usage
  return error.code === 'REJECTED' ? EXIT.no : EXIT.outside
}

/**
 * Talks to the cluster of the current context until it is done or somebody presses Ctrl-C. Throws {@link KitError}.
 * @param stopped what to say after Ctrl-C
 */
export async function talking<T>(
  stopped: string,
  talk: (client: KubernetesClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  void stopSignal().then(() => stop.abort(new KitError(EXIT.outside, stopped)))
  try {
    const client = clientOf(currentCluster())
    // Asked once, without patience: a cluster that is not there is told at once.
    await client.read({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }, { signal: stop.signal })
    return await talk(client, stop.signal)
  } catch (error) {
    if (error instanceof ClusterError) throw new KitError(codeOf(error), error.message)
    if (error instanceof WaveError) throw new KitError(EXIT.outside, error.message)
    if (error instanceof SecretMissingError) throw new KitError(EXIT.usage, error.message)
    if (error instanceof SecretsManagerError) throw new KitError(EXIT.outside, error.message)
    throw error
  }
}
