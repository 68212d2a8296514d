// SPDX-License-Identifier: Apache-2.0
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

/** What every client of AWS here is made with: answers soon, or says that there is none. */
export interface AwsSettings {
  readonly region: string
  readonly maxAttempts: number
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number }
}

/**
 * Settings for a region. Keeps the SDK from looking for the metadata of an EC2 instance, which takes long where there is
 * none, and from warning of the end of Node 20.
 */
export function awsSettings(region: string): AwsSettings {
  process.env.AWS_EC2_METADATA_DISABLED ??= 'true'
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  return { region, maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000 } }
}

/** Who one is to AWS, or why that is not known. */
export type AwsIdentity =
  | { readonly kind: 'known'; readonly account: string; readonly arn: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly why: string }

/** There are no credentials at all, as opposed to ones that do not work. */
export const hasNoCredentials = (error: unknown): boolean =>
  error instanceof Error && error.name === 'CredentialsProviderError' && !/expired|sso|refresh/i.test(error.message)

/** Asks AWS who one is. */
export async function awsIdentity(settings: AwsSettings): Promise<AwsIdentity> {
  try {
    const { Account: account, Arn: arn } = await new STSClient(settings).send(new GetCallerIdentityCommand())
    if (account === undefined || arn === undefined) return { kind: 'refused', why: 'AWS names no account' }
    return { kind: 'known', account, arn }
  } catch (error) {
    if (hasNoCredentials(error)) return { kind: 'none' }
    return { kind: 'refused', why: error instanceof Error ? error.message || error.name : String(error) }
  }
}
