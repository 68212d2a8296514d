// SPDX-License-Identifier: Apache-2.0
import type { Cluster, NewCluster, OcmClient } from '../ocm/index.ts'
import { HandlerError } from './handler-error.ts'
import { EXPIRES_PROPERTY, OWNER_PROPERTY } from './own-cluster.ts'
import type { ClusterProperties } from './properties.ts'

/** The newest release that fits: `4.20` fits every `4.20.z`. Returns OCM's id, `openshift-v4.20.11`. */
export async function newestVersion(ocm: OcmClient, { openshift, channelGroup }: ClusterProperties): Promise<string> {
  const offered = await ocm.account.versions(channelGroup)
  const newest = offered.find(({ raw_id }) => fits(raw_id, openshift))
  if (newest !== undefined) return newest.id
  const some = offered.slice(0, 6).map(({ raw_id }) => raw_id)
  throw new HandlerError(
    'NO_SUCH_VERSION',
    `OCM offers no OpenShift ${openshift} with hosted control planes in the channel group '${channelGroup}'. The newest are ${some.join(', ') || 'none'}: set cluster.openshift to one of them.`,
  )
}

const fits = (release: string, wanted: string): boolean => release === wanted || release.startsWith(`${wanted}.`)

/** Ours, with what the reaper reads. */
export const markOf = ({ owner, expiresAt }: ClusterProperties): Record<string, string> => ({
  [OWNER_PROPERTY]: owner,
  [EXPIRES_PROPERTY]: expiresAt,
})

/**
 * Body of a new cluster: the union of what rosa's `createClusterSpec` and Terraform's `createHcpClusterObject` send.
 * `ingresses` travels as a link list.
 */
export function clusterBody(properties: ClusterProperties, version: string): NewCluster {
  return {
    name: properties.name,
    domain_prefix: properties.name,
    // Hosted control planes always span zones; the workers lie where their subnets are.
    multi_az: true,
    product: { id: 'rosa' },
    cloud_provider: { id: 'aws' },
    region: { id: properties.region },
    hypershift: { enabled: true },
    ccs: { enabled: true },
    etcd_encryption: false,
    version: { id: version, channel_group: properties.channelGroup },
    properties: { rosa_creator_arn: properties.creatorArn, ...markOf(properties) },
    nodes: {
      compute: properties.workers,
      compute_machine_type: { id: properties.workerInstanceType },
      availability_zones: properties.availabilityZones,
      compute_root_volume: { aws: { size: properties.workerVolumeGib } },
    },
    network: {
      machine_cidr: properties.machineCidr,
      service_cidr: '172.30.0.0/16',
      pod_cidr: '10.128.0.0/14',
      host_prefix: 23,
    },
    api: { listening: 'external' },
    ingresses: { items: [{ default: true, listening: 'external' }] },
    aws: {
      account_id: properties.accountId,
      billing_account_id: properties.billingAccountId,
      subnet_ids: properties.subnetIds,
      private_link: false,
      ec2_metadata_http_tokens: 'required',
      tags: properties.tags,
      sts: {
        role_arn: properties.installerRoleArn,
        support_role_arn: properties.supportRoleArn,
        instance_iam_roles: { worker_role_arn: properties.workerRoleArn },
        operator_role_prefix: properties.operatorRolePrefix,
        oidc_config: { id: properties.oidcConfigId },
        auto_mode: false,
      },
    },
    delete_protection: { enabled: false },
  }
}

type Compared = readonly [what: string, is: string | undefined, wanted: string, before: string | undefined]

/**
 * What a living cluster cannot become, as `subnets a, b instead of c, d`. Only what was asked for differently `before` is
 * judged, and only where OCM shows it.
 */
export function unchangeable(cluster: Cluster, properties: ClusterProperties, before?: ClusterProperties): string[] {
  const { aws, network, region, version } = cluster
  const list = (items: readonly string[] | undefined) => items && [...items].sort().join(', ')
  const subnets = list(properties.subnetIds) ?? ''
  const compared: readonly Compared[] = [
    ['name', cluster.name, properties.name, before?.name],
    ['region', region?.id, properties.region, before?.region],
    ['account', aws?.account_id, properties.accountId, before?.accountId],
    ['subnets', list(aws?.subnet_ids), subnets, list(before?.subnetIds)],
    ['addresses', network?.machine_cidr, properties.machineCidr, before?.machineCidr],
    ['installer role', aws?.sts?.role_arn, properties.installerRoleArn, before?.installerRoleArn],
    ['role prefix', aws?.sts?.operator_role_prefix, properties.operatorRolePrefix, before?.operatorRolePrefix],
    ['OIDC config', aws?.sts?.oidc_config?.id, properties.oidcConfigId, before?.oidcConfigId],
  ]
  const differences = compared
    .filter(([, is, wanted, asked]) => is !== undefined && is !== wanted && asked !== wanted)
    .map(([what, is, wanted]) => `${what} ${is} instead of ${wanted}`)
  const release = version?.raw_id
  if (release !== undefined && !fits(release, properties.openshift) && before?.openshift !== properties.openshift)
    differences.push(`OpenShift ${release} instead of ${properties.openshift}`)
  return differences
}
