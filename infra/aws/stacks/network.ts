// SPDX-License-Identifier: Apache-2.0
import { RemovalPolicy, type Stage, Tags, Validations } from 'aws-cdk-lib'
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type ISubnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Deployment } from './deployment.ts'
import { WorkshopPart } from './workshop-part.ts'

/** Addresses of the nodes. */
export const MACHINE_CIDR = '10.0.0.0/16'

/**
 * The network, after what `rosa create network` makes: in each zone a public subnet with a NAT gateway and a private one,
 * tagged for load balancers; images of Red Hat and of AWS come from S3 past the NAT.
 */
export class NetworkStack extends WorkshopPart {
  readonly subnets: readonly ISubnet[]
  /** Private subnet in the zone of the GPU nodes. */
  readonly gpuSubnet: ISubnet

  constructor(stage: Stage, deployment: Deployment) {
    super(stage, 'network', deployment, 'network of the nodes')
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(MACHINE_CIDR),
      availabilityZones: [...deployment.zones],
      natGateways: deployment.zones.length,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 20, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 18 },
      ],
      gatewayEndpoints: { s3: { service: GatewayVpcEndpointAwsService.S3 } },
    })
    for (const subnet of vpc.publicSubnets) Tags.of(subnet).add('kubernetes.io/role/elb', '1')
    for (const subnet of vpc.privateSubnets) Tags.of(subnet).add('kubernetes.io/role/internal-elb', '1')
    for (const subnet of [...vpc.publicSubnets, ...vpc.privateSubnets])
      Validations.of(subnet).acknowledge({
        id: 'CloudFormation-Validate::W3010',
        reason: 'A reservation lies in one zone of one account, so its name is written in the workshop file.',
      })
    vpc.addFlowLog('flows', {
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLog', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY }),
      ),
    })
    const [gpuSubnet] = vpc.privateSubnets
    if (gpuSubnet === undefined) throw new RangeError('A network has at least one zone.')
    this.gpuSubnet = gpuSubnet
    this.subnets = [...vpc.privateSubnets, ...vpc.publicSubnets]
  }
}
