// SPDX-License-Identifier: Apache-2.0
import { CfnOutput, Duration, type Stage } from 'aws-cdk-lib'
import type { ClusterInput } from '../handlers/properties.ts'
import { type Deployment, needsEnd } from './deployment.ts'
import { HandlerProvider } from './handler-provider.ts'
import type { IdentityStack } from './identity.ts'
import { MACHINE_CIDR, type NetworkStack } from './network.ts'
import { ocmEnvironment, ocmSecret } from './secrets.ts'
import { WorkshopPart } from './workshop-part.ts'

/** The ROSA cluster with its ordinary workers. It depends on network and roles, so that both outlive it. */
export class ClusterStack extends WorkshopPart {
  readonly clusterId: string
  readonly apiUrl: string
  readonly appsDomain: string

  constructor(stage: Stage, deployment: Deployment, network: NetworkStack, identity: IdentityStack) {
    super(stage, 'cluster', deployment, 'the OpenShift cluster')
    this.addStackDependency(network)
    this.addStackDependency(identity)
    const { workshop, rolePrefix, tags } = deployment
    const secret = ocmSecret(this, workshop)
    const provider = new HandlerProvider(this, 'Clusters', {
      entry: 'cluster',
      description: 'ROSA cluster',
      environment: ocmEnvironment(secret),
      every: Duration.seconds(30),
    })
    secret.grantRead(provider.role)
    const { installer, support, worker } = identity.accountRoles
    const cluster = provider.resource('Cluster', 'WorkshopCluster', {
      owner: this.owner,
      name: workshop.name,
      region: workshop.region,
      accountId: this.account,
      billingAccountId: workshop.aws.billingAccount ?? this.account,
      creatorArn: provider.role.roleArn,
      openshift: workshop.cluster.openshift,
      subnetIds: network.subnets.map(({ subnetId }) => subnetId),
      availabilityZones: [...deployment.zones],
      machineCidr: MACHINE_CIDR,
      workers: workshop.aws.workers.count,
      workerInstanceType: workshop.aws.workers.instance,
      installerRoleArn: installer.roleArn,
      supportRoleArn: support.roleArn,
      workerRoleArn: worker.roleArn,
      operatorRolePrefix: rolePrefix,
      oidcConfigId: identity.oidcConfigId,
      expiresAt: needsEnd(deployment),
      tags: { ...tags },
    } satisfies ClusterInput)
    this.clusterId = cluster.getAttString('id')
    this.apiUrl = cluster.getAttString('apiUrl')
    this.appsDomain = cluster.getAttString('appsDomain')
    new CfnOutput(this, 'Console', { value: cluster.getAttString('consoleUrl'), description: 'Console of OpenShift' })
    new CfnOutput(this, 'Version', { value: cluster.getAttString('version'), description: 'Version of OpenShift' })
  }
}
