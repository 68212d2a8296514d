// SPDX-License-Identifier: Apache-2.0
import { CfnOutput, type Stage } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { appNamespace, GUIDE, hasSharedApp, VOICE_APP } from '#cluster'
import type { ClusterStack } from './cluster.ts'
import { costWords } from './cost-words.ts'
import type { Deployment } from './deployment.ts'
import type { GpuPoolStack } from './gpu-pool.ts'
import { People } from './people.ts'
import { type ClusterWay, Waves } from './waves.ts'
import { WorkshopPart } from './workshop-part.ts'

/** What the kit made for the workshop to run on; null on a cluster that was there. */
export interface OwnCluster {
  readonly cluster: ClusterStack
  readonly gpu: GpuPoolStack
}

/** The workshop on its cluster: people, models, the app. None of it keeps the cluster from being deleted. */
export class WorkshopStack extends WorkshopPart {
  constructor(stage: Stage, deployment: Deployment, own: OwnCluster | null) {
    super(stage, 'workshop', deployment, 'people, models and the app')
    const { workshop, plan } = deployment
    new Waves(this, own === null ? this.#existing() : this.#own(own))
    const domain = own?.cluster.appsDomain ?? workshop.cluster.domain
    if (domain !== undefined && hasSharedApp(plan)) {
      const url = (route: string) => `https://${route}-${appNamespace(workshop)}.${domain}`
      new CfnOutput(this, 'App', { value: url(VOICE_APP), description: 'The pizza shop' })
      new CfnOutput(this, 'Guide', { value: url(GUIDE), description: 'The guide of the attendees' })
    }
    new CfnOutput(this, 'Cost', { value: costWords(plan), description: 'What it costs, estimated' })
  }

  #own({ cluster, gpu }: OwnCluster): ClusterWay {
    this.addStackDependency(gpu)
    const people = new People(this, this.deployment, cluster)
    return { secret: people.admin, apiUrl: cluster.apiUrl, after: [people.adminLogin] }
  }

  #existing(): ClusterWay {
    const { aws } = this.deployment.workshop
    return { secret: Secret.fromSecretNameV2(this, 'Cluster', aws.secrets.cluster), after: [] }
  }
}
