// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

// Entries of the Lambdas: `handlers/lambda/{oidc-config,cluster,node-pool,identity-provider}.ts` export `onEvent` and
// `isComplete`; `handlers/lambda/{kill,reaper,block-expiry}.ts` export `handler`.

/** CloudFormation hands every scalar of a custom resource over as a string. */
const count = (least: number, most: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/, 'a whole number').transform(Number)])
    .pipe(z.int().min(least).max(most))

const text = z.string().min(1)
const arn = z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[^:]*:[^:]*:.+$/, 'an ARN')
const account = z.string().regex(/^\d{12}$/, 'an AWS account of 12 digits')
const instant = z.iso.datetime({ offset: true })

/** OCM takes at most 25 tags on a pool, and AWS keeps the prefix `aws:` for itself. */
const tags = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .refine((key) => !/^aws:/i.test(key), "no tag that begins with 'aws:'"),
    z.string().max(256),
  )
  .refine((map) => Object.keys(map).length <= 25, 'at most 25 tags')

/**
 * Who a cluster belongs to: only what carries this very text is ever adopted, changed or deleted. Stays the same over
 * redeployments, so that a cluster whose creation was lost is found again: `<account>/<region>/<workshop>`.
 */
const owner = z.string().min(8).max(200)

/** `Custom::WorkshopOidcConfig`: a managed OIDC config. {@link oidcConfigData} is what it returns. */
export const oidcConfigProperties = z.strictObject({ owner })

/** `Custom::WorkshopCluster`: a ROSA cluster with hosted control planes. {@link clusterData} is what it returns. */
export const clusterProperties = z
  .strictObject({
    owner,
    /** Name and domain prefix; OCM allows a domain prefix of 15 characters. */
    name: z.string().regex(/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/, 'at most 15 small letters, digits and dashes'),
    region: text,
    accountId: account,
    billingAccountId: account,
    /** IAM principal that OCM writes down as the creator: the role of this handler will do. */
    creatorArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|user|assumed-role|role)\b/, 'the ARN of a user or role'),
    /** `4.20` takes the newest release of it that OCM offers for hosted control planes; `4.20.11` exactly that. */
    openshift: z.string().regex(/^4\.\d+(\.\d+)?$/, "'4.20' or '4.20.11'"),
    channelGroup: text.default('stable'),
    /** Private and public subnets, every zone of {@link availabilityZones}. */
    subnetIds: z.array(text).min(1),
    availabilityZones: z.array(text).min(1),
    machineCidr: text,
    /** Ordinary workers. Hosted control planes want at least two, and as many in one zone as in the other. */
    workers: count(2, 500),
    workerInstanceType: text,
    workerVolumeGib: count(75, 16_384).default(300),
    installerRoleArn: arn,
    supportRoleArn: arn,
    workerRoleArn: arn,
    operatorRolePrefix: z.string().regex(/^[a-z]([a-z0-9-]{0,2}[a-z0-9])?$/, 'at most 4 characters'),
    oidcConfigId: text,
    /** After this the reaper takes the cluster down. With its offset: `2026-12-01T18:00:00Z`. */
    expiresAt: instant,
    tags,
  })
  .refine(({ workers, availabilityZones }) => workers % availabilityZones.length === 0, {
    path: ['workers'],
    message: 'a multiple of the number of availability zones',
  })

/**
 * `Custom::WorkshopNodePool`: the GPU pool. {@link nodePoolData} is what it returns. `replicas: 0` parks it. A change of
 * anything that cannot change on a living pool deletes it and makes it anew: two generations never bill side by side.
 */
export const nodePoolProperties = z.strictObject({
  owner,
  clusterId: text,
  poolId: z.string().regex(/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/, 'at most 15 small letters, digits and dashes'),
  instanceType: text,
  replicas: count(0, 5_000),
  subnetId: text,
  /** Capacity reservation or Capacity Block; it must be active before the pool is made. */
  reservationId: z
    .string()
    .regex(/^cr-[0-9a-f]{8,17}$/, 'a capacity reservation such as cr-0123456789abcdef0')
    .optional(),
  /**
   * What to do while the reservation is not active. `fail` fails this resource. `skip` makes no pool, says in `note` when
   * to deploy again, and leaves the rest of the stack standing; the next Update makes the pool.
   */
  whenInactive: z.enum(['fail', 'skip']).default('fail'),
  /** Changes with every deployment where `whenInactive` is `skip`: CloudFormation calls only for what has changed. */
  attempt: z.string().optional(),
  /** With `nvidia.com/mig.config`, the name of the MIG layout. */
  labels: z.record(z.string(), z.string()).default({}),
  taints: z
    .array(
      z.strictObject({
        key: text,
        value: z.string(),
        effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      }),
    )
    .default([]),
  volumeGib: count(75, 16_384).default(500),
  drainMinutes: count(0, 10_080).default(5),
  tags,
})

/**
 * `Custom::WorkshopIdentityProvider`: people who log in with a password. {@link identityProviderData} is what it returns.
 * Ready once the first of them can log in.
 */
export const identityProviderProperties = z.strictObject({
  owner,
  clusterId: text,
  /** Name on the login page. */
  name: z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'small letters, digits and dashes'),
  /** Secret with {@link identityProviderSecret}. */
  usersSecretArn: arn,
  /** Group that all of them join. */
  group: z.enum(['cluster-admins', 'dedicated-admins']).optional(),
  /** Changes when the secret's content has changed. */
  usersVersion: z.string().optional(),
})

/** Secret of an identity provider: one person, or a list in `users`. */
export const identityProviderSecret = z.union([
  z.object({ username: text, password: z.string().min(14) }).transform((user) => ({ users: [user] })),
  z.object({ users: z.array(z.object({ username: text, password: z.string().min(8) })).min(1) }),
])

/** Secret of the OCM service account; its ARN stands in the environment as `OCM_SECRET_ARN`. */
export const ocmSecret = z.object({ clientId: text, clientSecret: text })

/** Input of the kill schedule: the workshop by name and owner, so that the schedule can stand before the cluster does. */
export const killEvent = z.object({ owner, clusterName: text })

const attributes = <Shape extends Record<string, z.ZodType<string>>>(shape: Shape) => z.strictObject(shape)

/** `Fn::GetAtt` of an OIDC config. The physical id is the id. */
export const oidcConfigData = attributes({
  /** Id in OCM. */
  id: text,
  /** `https://…`, as IAM's OIDC provider wants it. */
  issuerUrl: z.url(),
  /** Without the scheme, as the trust policies want it. */
  issuerHost: text,
  thumbprint: text,
  /** Principal that Red Hat's support role trusts. */
  supportPrincipal: text,
})

/** `Fn::GetAtt` of a cluster. The physical id is the id. */
export const clusterData = attributes({
  id: text,
  apiUrl: z.url(),
  consoleUrl: z.url(),
  /** `apps.rosa.….openshiftapps.com`: below it are the routes of the app and of the guide. */
  appsDomain: text,
  /** Full version in OCM's words: `openshift-v4.20.11`. */
  version: text,
})

/** `Fn::GetAtt` of a node pool. The physical id is `<cluster>/<pool>`, or `not-made` while the reservation is not active. */
export const nodePoolData = attributes({
  /** `ready`, `parked`, or `not-made`. */
  state: z.enum(['ready', 'parked', 'not-made']),
  replicas: text,
  /** What to do next, in words; `-` where there is nothing. */
  note: text,
})

/** `Fn::GetAtt` of an identity provider. The physical id is `<cluster>/<id>`. */
export const identityProviderData = attributes({ id: text, users: text })

export type OidcConfigProperties = z.output<typeof oidcConfigProperties>
export type ClusterProperties = z.output<typeof clusterProperties>
export type NodePoolProperties = z.output<typeof nodePoolProperties>
export type IdentityProviderProperties = z.output<typeof identityProviderProperties>

/** What a stack writes: numbers as numbers, defaults left out. */
export type OidcConfigInput = z.input<typeof oidcConfigProperties>
export type ClusterInput = z.input<typeof clusterProperties>
export type NodePoolInput = z.input<typeof nodePoolProperties>
export type IdentityProviderInput = z.input<typeof identityProviderProperties>
export type KillEvent = z.output<typeof killEvent>

/** Tag and OCM property that say when a thing ends: read by the reaper. */
export const EXPIRES_TAG = 'workshop:expires-at'

/**
 * How long each may take, in minutes. CloudFormation gives up on a custom resource after 60; the handlers give up before
 * that, so that the failure can say what was missing. `cdk`: `totalTimeout` and `serviceTimeout` of the provider.
 */
export const LIMIT_MINUTES = { handler: 55, cdk: 58 } as const

/** Environment of every handler. */
export const HANDLER_ENVIRONMENT = { ocmSecretArn: 'OCM_SECRET_ARN' } as const
