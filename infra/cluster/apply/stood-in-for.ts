// SPDX-License-Identifier: Apache-2.0
import type { Manifest } from '../manifest.ts'
import type { CallOptions, KubernetesClient } from './client.ts'

/**
 * Does something that was there before do what this object is for, so that a second one would only do harm? An
 * OperatorGroup is that: where an operator was installed in the console, its group has another name, and two groups in
 * one namespace stop OLM.
 */
export async function stoodInFor(
  client: KubernetesClient,
  { apiVersion, kind, metadata }: Manifest,
  { signal }: CallOptions = {},
): Promise<boolean> {
  const { name, namespace } = metadata
  if (kind !== 'OperatorGroup' || namespace === undefined) return false
  const groups = await client.list({ apiVersion, kind }, { namespace, ...(signal && { signal }) })
  return groups.length > 0 && groups.every((group) => group.metadata.name !== name)
}
