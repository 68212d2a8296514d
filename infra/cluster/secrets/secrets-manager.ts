// SPDX-License-Identifier: Apache-2.0
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import { HF_TOKEN_SECRET } from '../names.ts'
import type { SecretNeed, SecretSource } from './secret-source.ts'

/** AWS Secrets Manager could not be read. */
export class SecretsManagerError extends Error {
  override readonly name = 'SecretsManagerError' as const
  readonly code = 'SECRETS_MANAGER' as const
}

const Values = z.record(z.string(), z.string())

/** What of a workshop says where its secrets are kept. */
export interface SecretNames {
  readonly name: string
  readonly aws: { readonly secrets: { readonly huggingFace: string } }
}

/** Secret with whatever else the app needs, by key: `{"DATABASE_URL": "postgresql://…", "LLM_API_KEY": "…"}`. */
export const keysSecretName = ({ name }: Pick<SecretNames, 'name'>): string => `workshop-kit/${name}/keys`

/** A secret's value; null when there is none of this name. Throws {@link SecretsManagerError}. */
export async function readSecret(client: SecretsManagerClient, name: string): Promise<string | null> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
    return SecretString ?? null
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error))
    if (why.name === 'ResourceNotFoundException') return null
    throw new SecretsManagerError(
      `AWS Secrets Manager did not give '${name}' (${why.name}). Are you logged in to AWS, in the region of the workshop, and allowed secretsmanager:GetSecretValue?`,
    )
  }
}

/** AWS Secrets Manager: the token of Hugging Face under the name that the workshop gives, everything else by its key. */
export function secretsManagerSource(client: SecretsManagerClient, workshop: SecretNames): SecretSource {
  const placeOf = ({ key }: SecretNeed) =>
    key === HF_TOKEN_SECRET.key
      ? { name: workshop.aws.secrets.huggingFace, field: 'token' }
      : { name: keysSecretName(workshop), field: key }
  return {
    hint: (need) => {
      const { name, field } = placeOf(need)
      return `keep {"${field}": "…"} in AWS Secrets Manager as '${name}'`
    },
    value: async (need) => {
      const { name, field } = placeOf(need)
      const text = await readSecret(client, name)
      if (text === null) return null
      try {
        return Values.parse(JSON.parse(text))[field] || null
      } catch {
        throw new SecretsManagerError(
          `The secret '${name}' in AWS Secrets Manager is no JSON such as {"${field}": "…"}.`,
        )
      }
    },
  }
}
