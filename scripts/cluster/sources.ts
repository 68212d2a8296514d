// SPDX-License-Identifier: Apache-2.0
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { environmentSource, type SecretSource, secretsManagerSource } from '../../infra/cluster/secrets/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import { promptSource } from './prompt-source.ts'

/** Secrets Manager where the workshop lives; null for a cluster that is somebody's own. */
export function secretsManagerOf({ cluster, region }: Workshop): SecretsManagerClient | null {
  return cluster.existing ? null : new SecretsManagerClient({ region })
}

/** Where values are looked for: the environment, Secrets Manager of a workshop in AWS, and then whoever sits here. */
export function secretSources(workshop: Workshop): readonly SecretSource[] {
  const client = secretsManagerOf(workshop)
  return [
    environmentSource(process.env),
    ...(client === null ? [] : [secretsManagerSource(client, workshop)]),
    promptSource,
  ]
}
