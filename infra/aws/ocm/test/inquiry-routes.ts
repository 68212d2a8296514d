// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { page, Refusal, type Routes } from './reply.ts'

const VERSIONS = ['4.19.21', '4.20.9', '4.20.11', '4.21.2']

const version = (raw: string) => ({
  kind: 'Version',
  id: `openshift-v${raw}`,
  raw_id: raw,
  channel_group: 'stable',
  enabled: true,
  rosa_enabled: true,
  hosted_control_plane_enabled: true,
  hosted_control_plane_default: raw === '4.20.11',
})

const bytes = (gib: number) => ({ unit: 'B', value: gib * 2 ** 30 })
const MACHINE_TYPES = [
  { id: 'm7i.2xlarge', category: 'general_purpose', cpu: { unit: 'vCPU', value: 8 }, memory: bytes(32) },
  { id: 'p5en.48xlarge', category: 'accelerated_computing', cpu: { unit: 'vCPU', value: 192 }, memory: bytes(2048) },
]

const newOidcConfig = z.strictObject({ managed: z.literal(true) })

/** Accounts, versions, machine types, OIDC configs: what is asked before there is a cluster. */
export const inquiryRoutes: Routes = {
  'GET /api/accounts_mgmt/v1/current_account': () => ({
    status: 200,
    body: {
      kind: 'Account',
      id: '2aAbBcC',
      username: 'service-account-kit',
      organization: { kind: 'Organization', id: '1oRgOrG', name: 'A school' },
    },
  }),
  'GET /api/accounts_mgmt/v1/organizations/:org/quota_cost': () => ({
    status: 200,
    body: {
      kind: 'QuotaCostList',
      page: 1,
      size: 1,
      total: 1,
      items: [
        {
          kind: 'QuotaCost',
          organization_id: '1oRgOrG',
          quota_id: 'cluster|byoc|moa|marketplace',
          allowed: 2020,
          consumed: 1,
          cloud_accounts: [{ cloud_account_id: '123456789012', cloud_provider_id: 'aws', contracts: [] }],
        },
      ],
    },
  }),
  'GET /versions': (_, { url }) => page(VERSIONS.map(version), url),
  'POST /aws_inquiries/machine_types': () => ({
    status: 200,
    body: {
      page: 1,
      size: MACHINE_TYPES.length,
      total: MACHINE_TYPES.length,
      items: MACHINE_TYPES.map((type) => ({ kind: 'MachineType', ...type })),
    },
  }),
  'GET /aws_inquiries/sts_policies': (_, { url }) =>
    page(
      [
        {
          id: 'sts_hcp_installer_permission_policy',
          type: 'AccountRole',
          arn: 'arn:aws:iam::aws:policy/service-role/ROSAInstallerPolicy',
        },
        {
          id: 'sts_support_rh_sre_role',
          type: '',
          details: 'arn:aws:iam::710019948333:role/RH-Technical-Support-12345678',
        },
      ],
      url,
    ),
  'POST /aws_inquiries/oidc_thumbprint': (state, { body }) => {
    const { oidc_config_id: id } = z.object({ oidc_config_id: z.string() }).parse(body)
    if (!state.oidcConfigs.has(id)) throw new Refusal(404, `OIDC config '${id}' not found`)
    return { status: 201, body: { oidc_config_id: id, thumbprint: '917e732d330f9a12404f73d8bea36948b929dffc' } }
  },
  'GET /oidc_configs': (state, { url }) =>
    page(
      [...state.oidcConfigs].map(([id, host]) => ({ id, issuer_url: `https://${host}`, managed: true })),
      url,
    ),
  'POST /oidc_configs': (state, { body }) => {
    newOidcConfig.parse(body)
    const id = state.nextId('2oidc')
    const host = `oidc.op1.openshiftapps.com/${id}`
    state.oidcConfigs.set(id, host)
    return { status: 201, body: { id, issuer_url: `https://${host}`, managed: true, reusable: true } }
  },
  'GET /oidc_configs/:id': (state, _, id = '') => {
    const host = state.oidcConfigs.get(id)
    if (host === undefined) throw new Refusal(404, `OIDC config '${id}' not found`)
    return { status: 200, body: { id, issuer_url: `https://${host}`, managed: true, reusable: true } }
  },
  'DELETE /oidc_configs/:id': (state, _, id = '') => {
    if (!state.oidcConfigs.has(id)) throw new Refusal(404, `OIDC config '${id}' not found`)
    const user = [...state.clusters.values()].find(({ body }) => body.aws.sts.oidc_config.id === id)
    if (user !== undefined) throw new Refusal(400, `OIDC config '${id}' is used by cluster '${user.body.name}'`)
    state.oidcConfigs.delete(id)
    return { status: 204 }
  },
}
