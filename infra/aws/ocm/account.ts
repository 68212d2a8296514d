// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { OcmConnection } from './connection.ts'
import { everyItem, quoted } from './pages.ts'

/** The Red Hat account behind the service account. */
const accountSchema = z.object({
  id: z.string(),
  username: z.string().optional(),
  organization: z.object({ id: z.string(), name: z.string().optional() }).optional(),
})
export type Account = z.output<typeof accountSchema>

/** What rosa asks for when it looks for billing accounts (`pkg/ocm/billing.go`). */
const BILLING_QUOTA = "quota_id='cluster|byoc|moa|marketplace'"

const quotaCostSchema = z.object({
  quota_id: z.string().optional(),
  cloud_accounts: z
    .array(z.object({ cloud_account_id: z.string(), cloud_provider_id: z.string().optional() }))
    .nullish(),
})

const versionSchema = z.object({
  id: z.string(),
  raw_id: z.string(),
  channel_group: z.string().optional(),
  hosted_control_plane_enabled: z.boolean().default(false),
  hosted_control_plane_default: z.boolean().default(false),
})
export type OpenShiftVersion = z.output<typeof versionSchema>

const amount = z.object({ value: z.number().default(0), unit: z.string().optional() })
const machineTypeSchema = z.object({
  id: z.string(),
  category: z.string().optional(),
  cpu: amount.optional(),
  /** In bytes as `unit` says. */
  memory: amount.optional(),
})
export type MachineType = z.output<typeof machineTypeSchema>

/** What can be asked before there is a cluster. Every call throws {@link OcmError}. */
export interface AccountInquiries {
  /** Works only once the service account is activated: `FORBIDDEN` or `LOGIN_REFUSED` before. */
  current(signal?: AbortSignal): Promise<Account>
  /** AWS accounts that can be billed; none until ROSA is enabled at console.aws.amazon.com/rosa and linked. */
  billingAccounts(organization: string, signal?: AbortSignal): Promise<string[]>
  /** OpenShift versions with hosted control planes, newest first. */
  versions(channelGroup: string, signal?: AbortSignal): Promise<OpenShiftVersion[]>
  /** Instance types that ROSA offers this installer role in these zones. */
  machineTypes(
    where: { readonly region: string; readonly zones: readonly string[]; readonly installerRoleArn: string },
    signal?: AbortSignal,
  ): Promise<MachineType[]>
}

/** Newest first. */
const byRelease = (a: OpenShiftVersion, b: OpenShiftVersion): number =>
  b.raw_id.localeCompare(a.raw_id, 'en', { numeric: true })

export function accountOf(connection: OcmConnection): AccountInquiries {
  const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
  return {
    current: (signal) =>
      connection.ask({
        method: 'GET',
        path: '/api/accounts_mgmt/v1/current_account',
        answer: accountSchema,
        ...withSignal(signal),
      }),
    billingAccounts: async (organization, signal) => {
      const { items } = await connection.ask({
        method: 'GET',
        path: `/api/accounts_mgmt/v1/organizations/${encodeURIComponent(organization)}/quota_cost`,
        query: { fetchCloudAccounts: 'true', search: BILLING_QUOTA },
        answer: z.object({ items: z.array(quotaCostSchema).nullish() }),
        ...withSignal(signal),
      })
      const accounts = (items ?? []).flatMap(({ cloud_accounts }) => cloud_accounts ?? [])
      return [
        ...new Set(
          accounts
            .filter(({ cloud_provider_id = 'aws' }) => cloud_provider_id === 'aws')
            .map(({ cloud_account_id }) => cloud_account_id),
        ),
      ]
    },
    versions: async (channelGroup, signal) => {
      const search = `enabled = 'true' AND rosa_enabled = 'true' AND channel_group = ${quoted(channelGroup)}`
      const all = await everyItem(connection, '/api/clusters_mgmt/v1/versions', versionSchema, { search, signal })
      return all.filter((version) => version.hosted_control_plane_enabled).sort(byRelease)
    },
    machineTypes: async ({ region, zones, installerRoleArn }, signal) => {
      const { items } = await connection.ask({
        method: 'POST',
        path: '/api/clusters_mgmt/v1/aws_inquiries/machine_types',
        query: { size: '1000' },
        body: { aws: { sts: { role_arn: installerRoleArn } }, region: { id: region }, availability_zones: zones },
        answer: z.object({ items: z.array(machineTypeSchema).nullish() }),
        repeatable: true,
        ...withSignal(signal),
      })
      return items ?? []
    },
  }
}
