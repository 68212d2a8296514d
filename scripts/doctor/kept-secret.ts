// SPDX-License-Identifier: Apache-2.0
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { z } from 'zod'
import type { AwsSettings } from '../aws/session.ts'
import { bad, type Finding, messageOf, ok } from './finding.ts'

/** A secret that the instructor keeps in AWS Secrets Manager. */
export interface KeptSecret<Content> {
  readonly finding: Finding
  /** Null where the finding says why. */
  readonly content: Content | null
}

/** What is asked for. */
export interface WantedSecret<Content> {
  /** What it is, for the reader. */
  readonly what: string
  /** Its name in AWS. */
  readonly name: string
  readonly schema: z.ZodType<Content>
  /** `{"token": "hf_…"}` */
  readonly shape: string
}

/** How to keep a secret, as a command. It is read from a file, as the words of a command stay in the shell's history. */
export const keepCommand = ({ name, shape }: Pick<WantedSecret<unknown>, 'name' | 'shape'>, { region }: AwsSettings) =>
  `aws secretsmanager create-secret --name ${name} --region ${region} --secret-string file://secret.json (the file holds ${shape}; delete it afterwards)`

/** Is the secret there, and does it hold what it should? Its content is in no finding. */
export async function keptSecret<Content>(
  wanted: WantedSecret<Content>,
  settings: AwsSettings,
): Promise<KeptSecret<Content>> {
  const { what, name, schema, shape } = wanted
  const broken = (detail: string) => ({
    finding: bad(what, detail, `Keep it: ${keepCommand(wanted, settings)}`),
    content: null,
  })
  let text: string | undefined
  try {
    text = (await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: name }))).SecretString
  } catch (error) {
    const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException'
    return broken(isMissing ? `there is no secret ${name}` : `the secret ${name} cannot be read: ${messageOf(error)}`)
  }
  try {
    return { finding: ok(what, `in the secret ${name}`), content: schema.parse(JSON.parse(text ?? '')) }
  } catch {
    // Not the parser's words: they may quote the secret.
    return broken(`the secret ${name} is not ${shape}`)
  }
}
