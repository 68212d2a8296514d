// SPDX-License-Identifier: Apache-2.0
import { isOcmError } from '../ocm/index.ts'
import { handlersOf, type ResourceKind } from './custom-resource.ts'
import { HandlerError } from './handler-error.ts'
import { type OidcConfigProperties, oidcConfigData, oidcConfigProperties } from './properties.ts'
import type { HandlerWorld } from './world.ts'

const ATTEMPTS = 3

/**
 * A config carries no mark of ours: one whose making was lost cannot be told from a neighbour's, and a neighbour's must not
 * be taken. Another one is made; a config that nobody uses costs nothing, and the log names it.
 */
async function make({ ocm, log }: HandlerWorld): Promise<string> {
  const before = new Set((await ocm.oidcConfigs.list()).map(({ id }) => id))
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await ocm.oidcConfigs.create()).id
    } catch (error) {
      if (!isOcmError(error, 'OUTCOME_UNKNOWN') || attempt === ATTEMPTS) throw error
      const since = (await ocm.oidcConfigs.list()).map(({ id }) => id).filter((id) => !before.has(id))
      const left =
        since.length === 0 ? 'None is new since.' : `New since, perhaps ours and unused: ${since.join(', ')}.`
      log(`${error.message} ${left} Another OIDC config is made; 'rosa delete oidc-config' takes away what is unused.`)
    }
  }
}

const kind: ResourceKind<OidcConfigProperties> = {
  noun: 'OIDC config',
  properties: oidcConfigProperties,
  attributes: oidcConfigData,
  create: (_, world) => make(world),
  update: async (id) => id,
  ready: async (id, _, { ocm }) => {
    const config = await ocm.oidcConfigs.find(id)
    if (config === null) throw new HandlerError('GONE', `The OIDC config ${id} is gone.`)
    return {
      id,
      issuerUrl: config.issuer_url,
      issuerHost: config.issuer_url.replace(/^https?:\/\//, ''),
      thumbprint: await ocm.oidcConfigs.thumbprint(id),
      supportPrincipal: await ocm.oidcConfigs.supportPrincipal(),
    }
  },
  remove: async (id, _, { ocm }) => {
    if ((await ocm.oidcConfigs.find(id)) === null) return null
    try {
      await ocm.oidcConfigs.remove(id)
    } catch (error) {
      // OCM refuses while a cluster uses it, and a while longer.
      if (!isOcmError(error, 'REFUSED', 'CONFLICT')) throw error
      return { waitingFor: `OCM to let it go. ${error.message}` }
    }
    return { waitingFor: 'its deletion' }
  },
}

/** `Custom::WorkshopOidcConfig`. */
export const oidcConfig = handlersOf(kind)
