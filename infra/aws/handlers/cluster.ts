// SPDX-License-Identifier: Apache-2.0
import { type Cluster, createOnce, isOcmError } from '../ocm/index.ts'
import { clusterBody, markOf, newestVersion, unchangeable } from './cluster-body.ts'
import { handlersOf, type ResourceKind, type Waiting } from './custom-resource.ts'
import { HandlerError } from './handler-error.ts'
import { checkOwner, ownCluster } from './own-cluster.ts'
import { type ClusterProperties, clusterData, clusterProperties } from './properties.ts'
import { scaleWorkers, workersMissing } from './workers.ts'
import type { HandlerWorld } from './world.ts'

/** IAM tells its copies of a new role within seconds; Terraform waits 10 s before it creates a cluster. */
const ROLES_SPREAD_MS = 90_000
const ASK_AGAIN_MS = 10_000

function refuseOther(cluster: Cluster, properties: ClusterProperties, before?: ClusterProperties): void {
  const differences = unchangeable(cluster, properties, before)
  if (differences.length === 0) return
  throw new HandlerError(
    'CANNOT_CHANGE',
    `The cluster '${cluster.name}' (${cluster.id}) has ${differences.join('; ')}. A living cluster cannot change that: write it as it was, or run 'npx cdk destroy --all' and deploy again.`,
  )
}

/** A cluster of our name that we may take over: its creation was answered to nobody. */
async function ours(properties: ClusterProperties, { ocm, log }: HandlerWorld): Promise<Cluster | null> {
  const cluster = await ocm.clusters.findByName(properties.name)
  if (cluster === null) return null
  checkOwner(cluster, properties.owner)
  if (cluster.state === 'uninstalling')
    throw new HandlerError(
      'LEAVING',
      `The cluster '${cluster.name}' (${cluster.id}) of an earlier deployment is being uninstalled. Deploy again when it is gone, in about 15 minutes.`,
    )
  refuseOther(cluster, properties)
  log(`cluster ${cluster.id}: '${cluster.name}' is there already and ours; taken over.`)
  return cluster
}

/** A create that OCM refuses over roles is repeated while they may still be spreading. */
async function whenRolesSpread<Made>(create: () => Promise<Made>, { clock, log }: HandlerWorld): Promise<Made> {
  const untilMs = clock.nowMs() + ROLES_SPREAD_MS
  for (;;) {
    try {
      return await create()
    } catch (error) {
      const overRoles =
        isOcmError(error, 'REFUSED') && /\b(assume|roles?|trust|OIDC provider)\b/i.test(error.reason ?? '')
      if (!overRoles || clock.nowMs() >= untilMs) throw error
      log(`${error.message} New roles take some seconds to be known everywhere; trying again.`)
      await clock.sleep(ASK_AGAIN_MS)
    }
  }
}

async function setMark(cluster: Cluster, properties: ClusterProperties, { ocm, log }: HandlerWorld): Promise<void> {
  const mark = markOf(properties)
  if (Object.entries(mark).every(([key, value]) => cluster.properties[key] === value)) return
  await ocm.clusters.setProperties(cluster.id, { ...cluster.properties, ...mark })
  log(`cluster ${cluster.id}: ends ${properties.expiresAt}.`)
}

/** Why a cluster that is not ready is not. Throws `FAILED`, `LEAVING`. */
function progress({ id, state, status }: Cluster): Waiting {
  if (state === 'error')
    throw new HandlerError(
      'FAILED',
      `The cluster ${id} failed: ${status?.provision_error_code ?? 'no code'}: ${status?.provision_error_message ?? 'no message'}. More is at console.redhat.com/openshift/details/${id}.`,
    )
  if (state === 'uninstalling') throw new HandlerError('LEAVING', `Somebody is uninstalling the cluster ${id}.`)
  if (state === 'waiting' && status?.oidc_ready === false)
    return {
      waitingFor:
        'roles: OCM cannot use the OIDC provider or the roles of the operators yet. If this stays, look whether all eight are there and trust that provider.',
    }
  return { waitingFor: `'ready', is '${state}'${status?.description ? ` (${status.description})` : ''}` }
}

/** A cluster past its end would bill for an hour, and the reaper would take it down while people wait for it. */
function refusePast({ name, expiresAt }: ClusterProperties, { clock }: HandlerWorld): void {
  if (Date.parse(expiresAt) > clock.nowMs()) return
  throw new HandlerError('PAST', `The workshop '${name}' was to end ${expiresAt}. Set schedule.end to a time to come.`)
}

const kind: ResourceKind<ClusterProperties> = {
  noun: 'cluster',
  properties: clusterProperties,
  attributes: clusterData,

  create: async (properties, world) => {
    const { ocm, clock, log } = world
    refusePast(properties, world)
    const body = clusterBody(properties, await newestVersion(ocm, properties))
    const find = () => ours(properties, world)
    const create = () => whenRolesSpread(() => ocm.clusters.create(body), world)
    const { id } = await createOnce({ find, create, clock, log })
    return id
  },

  update: async (id, properties, world, before) => {
    const cluster = await ownCluster(id, properties.owner, world)
    refuseOther(cluster, properties, before)
    await setMark(cluster, properties, world)
    return id
  },

  ready: async (id, properties, world) => {
    const cluster = await ownCluster(id, properties.owner, world)
    const { state, status, api, console: page, version } = cluster
    if (state !== 'ready' && state !== 'updating') return progress(cluster)
    if (status?.dns_ready === false) return { waitingFor: 'its name in the DNS' }
    if (status?.oidc_ready === false) return { waitingFor: 'the roles of its operators' }
    if (api?.url === undefined || page?.url === undefined) return { waitingFor: 'the addresses of its API and console' }
    await scaleWorkers(id, properties, world)
    const missing = await workersMissing(id, world)
    if (missing !== null) return { waitingFor: missing }
    // A cluster that was taken over may carry an older end.
    await setMark(cluster, properties, world)
    return {
      id,
      apiUrl: api.url,
      consoleUrl: page.url,
      appsDomain: new URL(page.url).hostname.replace(/^[^.]+\./, ''),
      version: version?.id ?? 'unknown',
    }
  },

  remove: async (id, owner, world) => {
    const cluster = await world.ocm.clusters.find(id)
    if (cluster === null) return null
    checkOwner(cluster, owner)
    if (cluster.state !== 'uninstalling') await world.ocm.clusters.remove(id)
    const why = cluster.status?.description
    return {
      waitingFor: `its uninstallation${why ? ` (${why})` : ''}. It bills until it is gone: roles and OIDC provider have to stay until then.`,
    }
  },
}

/** `Custom::WorkshopCluster`. */
export const cluster = handlersOf(kind)
