// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { OcmConnection } from './connection.ts'
import { OcmError, orNull } from './ocm-error.ts'
import { everyItem } from './pages.ts'

const PATH = '/api/clusters_mgmt/v1/oidc_configs'
const INQUIRIES = '/api/clusters_mgmt/v1/aws_inquiries'

const oidcConfigSchema = z.object({ id: z.string(), issuer_url: z.url(), managed: z.boolean().default(false) })
export type OidcConfig = z.output<typeof oidcConfigSchema>

/** OIDC configs that Red Hat hosts, and what IAM has to know of them. Every call throws {@link OcmError}. */
export interface OidcConfigs {
  find(id: string, signal?: AbortSignal): Promise<OidcConfig | null>
  list(signal?: AbortSignal): Promise<OidcConfig[]>
  /** `OUTCOME_UNKNOWN` when the answer was lost. */
  create(signal?: AbortSignal): Promise<OidcConfig>
  /** Already gone is fine. */
  remove(id: string, signal?: AbortSignal): Promise<void>
  /** Of the issuer's certificate, for IAM's OIDC provider. */
  thumbprint(id: string, signal?: AbortSignal): Promise<string>
  /** The AWS principal that may assume the support role, as OCM publishes it. */
  supportPrincipal(signal?: AbortSignal): Promise<string>
}

const SUPPORT_PRINCIPAL = 'sts_support_rh_sre_role'

export function oidcConfigsOf(connection: OcmConnection): OidcConfigs {
  const at = (id: string) => `${PATH}/${encodeURIComponent(id)}`
  const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
  return {
    find: (id, signal) =>
      orNull(connection.ask({ method: 'GET', path: at(id), answer: oidcConfigSchema, ...withSignal(signal) })),
    list: (signal) => everyItem(connection, PATH, oidcConfigSchema, { signal }),
    create: (signal) =>
      connection.ask({
        method: 'POST',
        path: PATH,
        body: { managed: true },
        answer: oidcConfigSchema,
        ...withSignal(signal),
      }),
    remove: async (id, signal) => {
      await orNull(connection.ask({ method: 'DELETE', path: at(id), answer: z.undefined(), ...withSignal(signal) }))
    },
    thumbprint: async (id, signal) => {
      const { thumbprint } = await connection.ask({
        method: 'POST',
        path: `${INQUIRIES}/oidc_thumbprint`,
        body: { oidc_config_id: id },
        answer: z.object({ thumbprint: z.string().regex(/^[0-9a-f]{40}$/i, 'a SHA-1 thumbprint') }),
        repeatable: true,
        ...withSignal(signal),
      })
      return thumbprint
    },
    supportPrincipal: async (signal) => {
      const policy = z.object({ id: z.string(), details: z.string().optional() })
      const policies = await everyItem(connection, `${INQUIRIES}/sts_policies`, policy, { signal })
      const principal = policies.find(({ id }) => id === SUPPORT_PRINCIPAL)?.details
      if (principal !== undefined && /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/\S+$/.test(principal)) return principal
      throw new OcmError(
        'UNEXPECTED',
        `OCM's policies hold no principal '${SUPPORT_PRINCIPAL}'. Set the principal of Red Hat's support by hand.`,
      )
    },
  }
}
