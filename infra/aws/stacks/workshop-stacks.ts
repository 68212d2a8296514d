// SPDX-License-Identifier: Apache-2.0
import type { Stage } from 'aws-cdk-lib'
import { ClusterStack } from './cluster.ts'
import type { Deployment } from './deployment.ts'
import { GpuPoolStack } from './gpu-pool.ts'
import { IdentityStack } from './identity.ts'
import { NetworkStack } from './network.ts'
import { SafetyStack } from './safety.ts'
import { WorkshopStack } from './workshop.ts'

/** The stacks of one workshop, in the order they are deployed; they go in the opposite one. */
export type WorkshopStacks =
  | { readonly kind: 'existing'; readonly workshop: WorkshopStack }
  | {
      readonly kind: 'own'
      readonly safety: SafetyStack
      readonly network: NetworkStack
      readonly identity: IdentityStack
      readonly cluster: ClusterStack
      readonly gpu: GpuPoolStack
      readonly workshop: WorkshopStack
    }

/**
 * Puts a workshop into a stage, all of it and nothing else: an app is a stage, and only the stacks of the app itself are
 * what `cdk deploy --all` means.
 */
export function workshopStacks(stage: Stage, deployment: Deployment): WorkshopStacks {
  if (deployment.workshop.cluster.existing)
    return { kind: 'existing', workshop: new WorkshopStack(stage, deployment, null) }
  const safety = new SafetyStack(stage, deployment)
  const network = new NetworkStack(stage, deployment)
  network.addStackDependency(safety)
  const identity = new IdentityStack(stage, deployment)
  identity.addStackDependency(safety)
  const cluster = new ClusterStack(stage, deployment, network, identity)
  const gpu = new GpuPoolStack(stage, deployment, network, cluster)
  const workshop = new WorkshopStack(stage, deployment, { cluster, gpu })
  return { kind: 'own', safety, network, identity, cluster, gpu, workshop }
}
