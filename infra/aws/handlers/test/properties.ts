// SPDX-License-Identifier: Apache-2.0
import type { ClusterInput, IdentityProviderInput, NodePoolInput } from '../properties.ts'

export const OWNER = '123456789012/us-east-2/voice-lab'
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`
export const ADMIN_SECRET = 'arn:aws:secretsmanager:us-east-2:123456789012:secret:workshop-kit/voice-lab/admin-AbCdEf'
export const BLOCK = 'cr-0123456789abcdef0'

export const clusterInput = (oidcConfigId: string): ClusterInput => ({
  owner: OWNER,
  name: 'voice-lab',
  region: 'us-east-2',
  accountId: '123456789012',
  billingAccountId: '123456789012',
  creatorArn: role('voice-lab-cluster-handler'),
  openshift: '4.20',
  subnetIds: ['subnet-private', 'subnet-public'],
  availabilityZones: ['us-east-2a'],
  machineCidr: '10.0.0.0/16',
  workers: 2,
  workerInstanceType: 'm7i.2xlarge',
  installerRoleArn: role('vlab-HCP-ROSA-Installer-Role'),
  supportRoleArn: role('vlab-HCP-ROSA-Support-Role'),
  workerRoleArn: role('vlab-HCP-ROSA-Worker-Role'),
  operatorRolePrefix: 'vlab',
  oidcConfigId,
  expiresAt: '2026-12-01T18:00:00Z',
  tags: { workshop: 'voice-lab', 'workshop:expires-at': '2026-12-01T18:00:00Z' },
})

export const gpuInput = (clusterId: string): NodePoolInput => ({
  owner: OWNER,
  clusterId,
  poolId: 'gpu',
  instanceType: 'p5en.48xlarge',
  replicas: 1,
  subnetId: 'subnet-private',
  reservationId: BLOCK,
  labels: { 'nvidia.com/mig.config': 'workshop-h200' },
  taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
  tags: { workshop: 'voice-lab' },
})

export const adminInput = (clusterId: string): IdentityProviderInput => ({
  owner: OWNER,
  clusterId,
  name: 'instructor',
  usersSecretArn: ADMIN_SECRET,
  group: 'cluster-admins',
})
