// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import type { Workshop } from '#workshop'
import type { Construct } from '../kubernetes.ts'
import { GATEWAY } from '../names.ts'
import { OPERATOR_HOMES } from '../operators/index.ts'
import { WaveChart } from '../wave-chart.ts'
import { DataScienceCluster, DscInitialization } from './data-science-cluster.ts'
import { GatewayClass } from './gateway.ts'
import { HardwareProfile, profilesOf } from './hardware-profile.ts'
import { addInferenceGateway } from './inference-gateway.ts'
import { Authorino, annotateAuthorinoService, Kuadrant } from './kuadrant.ts'
import { Kueue } from './kueue.ts'
import { LeaderWorkerSetOperator } from './leader-worker-set.ts'
import { addMaasGateway } from './maas.ts'

/** What makes the Ingress Operator install its mesh: early, as that takes minutes, and before any gateway names it. */
export class GatewayClassChart extends WaveChart {
  constructor(scope: Construct, { name }: Workshop) {
    super(scope, 'gateway-class', 'operators', name)
    new GatewayClass(this, 'class', { name: GATEWAY })
  }
}

/** What the operators beside OpenShift AI's own are asked to run, and the gateways. */
export class OperandsChart extends WaveChart {
  constructor(scope: Construct, workshop: Workshop) {
    const { name, maas, outside } = workshop
    super(scope, 'operands', 'operands', name)
    new LeaderWorkerSetOperator(this, 'leader-worker-set')
    new Kueue(this, 'kueue')
    new Kuadrant(this, 'kuadrant', { namespace: OPERATOR_HOMES.connectivityLink.namespace })
    addInferenceGateway(this, { outside })
    if (maas) addMaasGateway(this, workshop)
  }
}

/** OpenShift AI itself, and the slices it offers. */
export class PlatformChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    const { workshop } = plan
    super(scope, 'platform', 'platform', workshop.name)
    const { namespace } = OPERATOR_HOMES.connectivityLink
    annotateAuthorinoService(this, { namespace })
    new Authorino(this, 'authorino', { namespace })
    new DscInitialization(this, 'initialization', { monitoring: workshop.observability })
    new DataScienceCluster(this, 'cluster', {
      openshiftAi: workshop.cluster.openshiftAi,
      maas: workshop.maas,
      guardrails: workshop.guardrails,
    })
    for (const profile of profilesOf(plan)) new HardwareProfile(this, profile.name, profile)
  }
}
