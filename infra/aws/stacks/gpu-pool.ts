// SPDX-License-Identifier: Apache-2.0
import { CfnOutput, Duration, type Stage, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { nodeGroups } from '#cluster'
import type { NodePoolInput } from '../handlers/properties.ts'
import type { ClusterStack } from './cluster.ts'
import type { Deployment } from './deployment.ts'
import { HandlerProvider } from './handler-provider.ts'
import type { NetworkStack } from './network.ts'
import { ocmEnvironment, ocmSecret } from './secrets.ts'
import { WorkshopPart } from './workshop-part.ts'

/** Name of a pool of GPU nodes: `gpu`, `gpu-2`, … */
export const gpuPoolId = (index: number): string => (index === 0 ? 'gpu' : `gpu-${index + 1}`)

/**
 * The GPU nodes: one pool for those that are cut alike. A stack of its own, so that a reservation that has not begun, or
 * a zone without capacity, takes nothing else down with it.
 */
export class GpuPoolStack extends WorkshopPart {
  constructor(stage: Stage, deployment: Deployment, network: NetworkStack, cluster: ClusterStack) {
    super(stage, 'gpu', deployment, 'the GPU nodes')
    this.addStackDependency(cluster)
    const { workshop, plan, parked, attempt, tags } = deployment
    const secret = ocmSecret(this, workshop)
    const provider = new HandlerProvider(this, 'NodePools', {
      entry: 'node-pool',
      description: 'GPU node pool',
      environment: ocmEnvironment(secret),
      every: Duration.seconds(30),
    })
    secret.grantRead(provider.role)
    provider.role.addToPolicy(new PolicyStatement({ actions: ['ec2:DescribeCapacityReservations'], resources: ['*'] }))
    Validations.of(provider.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ec2:DescribeCapacityReservations knows no resource: it reads a list.',
    })
    const { reservation } = workshop.gpu
    nodeGroups(plan).forEach(({ nodes, labels, taints }, index) => {
      const pool = provider.resource(`Pool${index + 1}`, 'WorkshopNodePool', {
        owner: this.owner,
        clusterId: cluster.clusterId,
        poolId: gpuPoolId(index),
        instanceType: plan.instance.id,
        replicas: parked ? 0 : nodes,
        subnetId: network.gpuSubnet.subnetId,
        ...(reservation === undefined ? {} : { reservationId: reservation, whenInactive: 'skip', attempt }),
        labels: { ...labels },
        taints: taints.map((taint) => ({ ...taint })),
        tags: { ...tags },
      } satisfies NodePoolInput)
      const state = pool.getAttString('state')
      new CfnOutput(this, `State${index + 1}`, {
        value: `${state}: ${pool.getAttString('replicas')} x ${plan.instance.id}`,
        description: `GPU nodes of the pool ${gpuPoolId(index)}`,
      })
      new CfnOutput(this, `Next${index + 1}`, { value: pool.getAttString('note'), description: 'What to do next' })
    })
  }
}
