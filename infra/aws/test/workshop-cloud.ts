// SPDX-License-Identifier: Apache-2.0
import { DescribeCapacityReservationsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { z } from 'zod'
import { type ClusterAccess, clientOf, clusterAt } from '#cluster/apply'
import { attendeePasswords } from '../handlers/attendee-passwords.ts'
import { cluster } from '../handlers/cluster.ts'
import type { AnyWorld, ResourceHandlers } from '../handlers/custom-resource.ts'
import { identityProvider } from '../handlers/identity-provider.ts'
import { type LambdaContext, lambdaWorld } from '../handlers/lambda-world.ts'
import { nodePool } from '../handlers/node-pool.ts'
import { oidcConfig } from '../handlers/oidc-config.ts'
import { wave } from '../handlers/wave.ts'
import { type WaveWorld, waveWorld } from '../handlers/wave-world.ts'
import type { HandlerWorld } from '../handlers/world.ts'
import { type FakeOcm, startFakeOcm } from '../ocm/test/fake-ocm.ts'
import { createTestClock, type TestClock } from '../ocm/test/test-clock.ts'
import type { Assembly } from './assembly.ts'
import { AwsAccount } from './cloudformation/aws-account.ts'
import { CloudFormation } from './cloudformation/cloudformation.ts'
import { type Choice, ordered, reversed } from './cloudformation/order.ts'
import type { HandlerPair, Invocation } from './cloudformation/provider-framework.ts'

/** The Kubernetes API behind the double's clusters. */
export interface ClusterDouble {
  readonly url: string
  /** Time passes there. */
  step(): void
}

const REGION = 'us-east-2'
const ACCOUNT = '123456789012'
const CREDENTIALS = { accessKeyId: 'none', secretAccessKey: 'none' }

const denied = (what: string) => Object.assign(new Error(what), { name: 'AccessDeniedException' })

/** An AWS account with CloudFormation in it, Red Hat's side of it, and one cluster. */
export class WorkshopCloud {
  readonly clock: TestClock
  readonly account = new AwsAccount(ACCOUNT, REGION, ['us-east-2a', 'us-east-2b'])
  /** Everything that any handler logged. */
  readonly lines: string[] = []
  readonly cloud: CloudFormation
  /** The way on to the cluster is by the token that its login gave. */
  readonly tokens = new Set<string>()
  readonly #clients = new Map<string, { secrets: SecretsManagerClient; ec2: EC2Client; s3: S3Client }>()
  /** Nothing that nobody looks at needs to move on. */
  #looked = false
  #assembly: Assembly | undefined

  private constructor(
    readonly ocm: FakeOcm,
    clock: TestClock,
    account: AwsAccount,
    private readonly kubernetes: ClusterDouble,
    order: { readonly creating: Choice; readonly deleting: Choice },
  ) {
    this.clock = clock
    this.account = account
    const ocmWorld = (invocation: Invocation) => this.#ocmWorld(invocation)
    const onCluster = async (invocation: Invocation) => this.#waveWorld(invocation)
    const pair = <World extends AnyWorld>(
      handlers: ResourceHandlers<World>,
      worldOf: (invocation: Invocation) => Promise<World>,
    ): HandlerPair => ({
      onEvent: async (event, invocation) => handlers.onEvent(event, await worldOf(invocation)),
      isComplete: async (event, invocation) => handlers.isComplete(event, await worldOf(invocation)),
    })
    this.cloud = new CloudFormation({
      account,
      clock,
      ...order,
      everyAsk: () => {
        if (this.#looked) kubernetes.step()
        this.#looked = false
      },
      handlers: {
        'Custom::WorkshopOidcConfig': pair(oidcConfig, ocmWorld),
        'Custom::WorkshopCluster': pair(cluster, ocmWorld),
        'Custom::WorkshopNodePool': pair(nodePool, ocmWorld),
        'Custom::WorkshopIdentityProvider': pair(identityProvider, ocmWorld),
        'Custom::WorkshopAttendees': pair(attendeePasswords, onCluster),
        'Custom::WorkshopWave': pair(wave, onCluster),
      },
    })
  }

  static async start(
    kubernetes: ClusterDouble,
    order: { readonly creating: Choice; readonly deleting: Choice },
  ): Promise<WorkshopCloud> {
    const clock = createTestClock()
    const account = new AwsAccount(ACCOUNT, REGION, ['us-east-2a', 'us-east-2b'])
    const ocm = await startFakeOcm({ clock, aws: account.view })
    const cloud = new WorkshopCloud(ocm, clock, account, kubernetes, order)
    cloud.keep('workshop-kit/ocm', JSON.stringify(ocm.account))
    cloud.keep('workshop-kit/hugging-face', '{"token":"hf_canary-token"}')
    return cloud
  }

  /** A secret that the instructor keeps. */
  keep(name: string, text: string): void {
    this.account.secrets.set(`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-AbCdEf`, text)
  }

  /** `npx cdk deploy --all`. */
  async deploy(assembly: Assembly, choice: Choice): Promise<void> {
    this.#assembly = assembly
    for (const stack of ordered(assembly.needs, choice)) await this.cloud.deploy(stack, assembly.templates.get(stack))
  }

  /** `npx cdk destroy --all`. */
  async destroy(assembly: Assembly, choice: Choice): Promise<void> {
    for (const stack of ordered(reversed(assembly.needs), choice)) await this.cloud.destroy(stack)
  }

  /** AWS as a role sees it: what its policies do not allow is denied. Making clients takes longer than using them. */
  #awsOf(roleArn: string) {
    const known = this.#clients.get(roleArn)
    if (known !== undefined) return known
    const made = { secrets: this.#secrets(roleArn), ec2: this.#ec2(roleArn), s3: this.#s3(roleArn) }
    this.#clients.set(roleArn, made)
    return made
  }

  #secrets(roleArn: string): SecretsManagerClient {
    const client = new SecretsManagerClient({ region: REGION, credentials: CREDENTIALS })
    const arnOf = (id: string | undefined, action: string): string => {
      const asked = id?.startsWith('arn:') ? id : `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}`
      const arn = this.account.secretArn(asked)
      if (!this.account.allows(roleArn, action, arn ?? `${asked}-AbCdEf`))
        throw denied(`${roleArn} may not ${action} on ${asked}`)
      if (arn !== undefined) return arn
      throw Object.assign(new Error(`There is no secret ${asked}.`), { name: 'ResourceNotFoundException' })
    }
    const mock = mockClient(client)
    mock.on(GetSecretValueCommand).callsFake(({ SecretId }: { SecretId?: string }) => ({
      SecretString: this.account.secrets.get(arnOf(SecretId, 'secretsmanager:GetSecretValue')),
    }))
    mock.on(PutSecretValueCommand).callsFake((input: { SecretId?: string; SecretString?: string }) => {
      this.account.secrets.set(arnOf(input.SecretId, 'secretsmanager:PutSecretValue'), input.SecretString ?? '')
      return {}
    })
    return client
  }

  #ec2(roleArn: string): EC2Client {
    const client = new EC2Client({ region: REGION, credentials: CREDENTIALS })
    mockClient(client)
      .on(DescribeCapacityReservationsCommand)
      .callsFake(({ CapacityReservationIds: [id = ''] = [] }: { CapacityReservationIds?: string[] }) => {
        if (!this.account.allows(roleArn, 'ec2:DescribeCapacityReservations', '*'))
          throw denied(`${roleArn} may not look at reservations`)
        const found = this.account.reservations.get(id)
        const {
          state: State,
          instanceType: InstanceType,
          zone: AvailabilityZone,
          count: TotalInstanceCount,
        } = found ?? {}
        return {
          CapacityReservations: found && [{ State, InstanceType, AvailabilityZone, TotalInstanceCount }],
        }
      })
    return client
  }

  #s3(roleArn: string): S3Client {
    const client = new S3Client({ region: REGION, credentials: CREDENTIALS })
    mockClient(client)
      .on(GetObjectCommand)
      .callsFake(({ Bucket, Key = '' }: { Bucket?: string; Key?: string }) => {
        if (!this.account.allows(roleArn, 's3:GetObject', `arn:aws:s3:::${Bucket}/${Key}`))
          throw denied(`${roleArn} may not read ${Key}`)
        return { Body: { transformToString: async () => this.#assembly?.file(Key) } }
      })
    return client
  }

  /** What the real entry of a Lambda would make, but for where AWS and OCM are. */
  #ocmWorld({ roleArn, environment }: Invocation): Promise<HandlerWorld> {
    return lambdaWorld(contextOf('handler'), {
      environment,
      ...this.#awsOf(roleArn),
      clock: this.clock,
      ocm: { apiUrl: this.ocm.url, tokenUrl: this.ocm.tokenUrl },
      write: (line) => this.lines.push(line),
    })
  }

  /** The world of a function that something else than CloudFormation calls: by its own role and environment. */
  guardWorld(functionArn: string): Promise<HandlerWorld> {
    const { Role, Environment } = z
      .looseObject({ Role: z.string(), Environment: z.object({ Variables: z.record(z.string(), z.string()) }) })
      .parse(this.account.byArn(functionArn)?.properties)
    return this.#ocmWorld({ roleArn: Role, environment: Environment.Variables })
  }

  /** The same for waves. */
  #waveWorld({ roleArn }: Invocation): WaveWorld {
    return waveWorld(contextOf('handler'), {
      ...this.#awsOf(roleArn),
      clock: this.clock,
      connect: (access) => this.#connect(access),
      write: (line) => this.lines.push(line),
    })
  }

  /** The API of the cluster: that of the double, for whoever brings the token of its login. */
  #connect(access: ClusterAccess) {
    const { server, config } = access
    this.#looked = true
    // A cluster that was there is reached by the token that is kept for it.
    if (server === this.kubernetes.url) return clientOf(access)
    if (!server.startsWith(`${this.ocm.url}/openshift/`)) throw new RangeError(`${server} is no cluster of here.`)
    const token = config.getCurrentUser()?.token ?? ''
    this.tokens.add(token)
    return clientOf(clusterAt(this.kubernetes.url, 'a-token'))
  }
}

const contextOf = (name: string): LambdaContext => ({
  invokedFunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
  getRemainingTimeInMillis: () => 300_000,
})
