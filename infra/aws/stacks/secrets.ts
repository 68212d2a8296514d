// SPDX-License-Identifier: Apache-2.0
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { Workshop } from '#workshop'
import { HANDLER_ENVIRONMENT } from '../handlers/properties.ts'

/** A secret by what is needed of it. */
export type ReadableSecret = Pick<ISecret, 'secretArn' | 'grantRead'>

/** The service account of Red Hat, which the instructor keeps in Secrets Manager. */
export function ocmSecret(scope: Construct, { aws }: Workshop): ISecret {
  return Secret.fromSecretNameV2(scope, 'Ocm', aws.secrets.ocm)
}

/** Environment of a handler that talks to OCM. */
export function ocmEnvironment(secret: ReadableSecret): Record<string, string> {
  return { [HANDLER_ENVIRONMENT.ocmSecretArn]: secret.secretArn }
}
