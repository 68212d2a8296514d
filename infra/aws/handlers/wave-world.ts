// SPDX-License-Identifier: Apache-2.0
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type ClusterAccess, clientOf, type KubernetesClient } from '#cluster/apply'
import { type SecretNames, type SecretSource, secretsManagerSource } from '#cluster/secrets'
import { type Clock, createRedactor, systemClock } from '../ocm/index.ts'
import type { AnyWorld } from './custom-resource.ts'
import { HandlerError } from './handler-error.ts'
import type { LambdaContext } from './lambda-world.ts'

/** Everything outside that the passwords of attendees need. */
export interface PasswordWorld extends AnyWorld {
  /** Text of a secret, hidden from every log and error from then on. */
  readonly readSecret: (arn: string) => Promise<string>
  readonly writeSecret: (arn: string, text: string) => Promise<void>
}

/** Everything outside that a wave needs. */
export interface WaveWorld extends PasswordWorld {
  /** Values for Secrets on the cluster, each hidden from then on. */
  readonly secretSource: (workshop: SecretNames) => SecretSource
  readonly readObject: (bucket: string, key: string) => Promise<string>
  readonly fetch: typeof fetch
  readonly connect: (access: ClusterAccess) => KubernetesClient
  /** Aborted a little before the time of the Lambda is up. */
  readonly signal: AbortSignal
}

/** What lies outside of the process; a test hands over its own. */
export interface WaveOutside {
  readonly secrets: SecretsManagerClient
  readonly s3: Pick<S3Client, 'send'>
  readonly clock: Clock
  readonly connect: (access: ClusterAccess) => KubernetesClient
  readonly write: (line: string) => void
}

const aws = (): WaveOutside => ({
  secrets: new SecretsManagerClient(),
  s3: new S3Client(),
  clock: systemClock,
  connect: clientOf,
  write: console.log,
})

/** Time to say what was being done when Lambda's own time ran out. */
const LAST_WORDS_MS = 15_000

/** Made anew in every invocation: no token and no secret outlives one. */
export function waveWorld(context: LambdaContext, outside: WaveOutside = aws()): WaveWorld {
  const { secrets, s3, clock, connect, write } = outside
  const redactor = createRedactor()
  return {
    redactor,
    clock,
    log: (line) => write(redactor.redacted(line)),
    readSecret: async (arn) => {
      const { SecretString: text } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }))
      if (text === undefined) throw new HandlerError('BAD_SECRET', `The secret ${arn} holds no text.`)
      redactor.hide(text)
      return text
    },
    writeSecret: async (arn, text) => {
      redactor.hide(text)
      await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }))
    },
    secretSource: (workshop) => {
      const source = secretsManagerSource(secrets, workshop)
      return {
        ...source,
        value: async (need) => {
          const value = await source.value(need)
          if (value !== null) redactor.hide(value)
          return value
        },
      }
    },
    readObject: async (bucket, key) => {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      if (body === undefined) throw new HandlerError('GONE', `s3://${bucket}/${key} is empty. Deploy again.`)
      return body.transformToString()
    },
    fetch,
    connect,
    signal: AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - LAST_WORDS_MS)),
  }
}
