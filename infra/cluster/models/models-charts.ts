// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { type Construct, k8s } from '../kubernetes.ts'
import { attendeesOf, GATEWAY_CLIENT_LABEL, HF_TOKEN_SECRET, modelsNamespace } from '../names.ts'
import { addMaasAccess } from '../openshift-ai/index.ts'
import { WaveChart } from '../wave-chart.ts'
import { addModel, WEIGHTS_ACCOUNT } from './add-model.ts'
import { addCallerRole, addOwnCaller } from './model-caller.ts'
import { denyByDefault, letGatewaysIn } from './network.ts'
import { gatewayOf, ownModels, sharedModels } from './served.ts'
import { isDeployment, needsHuggingFace } from './weights.ts'

/** What models in one namespace share: the way in from the gateways, and an account for downloads. */
function addSurroundings(scope: Construct, plan: Plan, namespace: string, demands: Plan['models']): void {
  const gateways = demands.flatMap((demand) => (isDeployment(demand.role) ? [] : [gatewayOf(plan, demand)]))
  if (gateways.length > 0) letGatewaysIn(scope, namespace, [...new Set(gateways)].sort())
  if (demands.some(({ role, model }) => !isDeployment(role) && needsHuggingFace(model)))
    new k8s.KubeServiceAccount(scope, `${namespace}-${WEIGHTS_ACCOUNT}`, {
      metadata: { name: WEIGHTS_ACCOUNT, namespace },
      secrets: [{ name: HF_TOKEN_SECRET.name }],
    })
}

/** The models that everybody shares. Nothing at all where all are served elsewhere or per attendee. */
export class ModelsChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    const { workshop } = plan
    super(scope, 'models', 'models', workshop.name)
    const namespace = modelsNamespace(workshop)
    const demands = sharedModels(plan)
    if (demands.length === 0) return
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: { ...GATEWAY_CLIENT_LABEL, 'opendatahub.io/dashboard': 'true' },
        annotations: { 'openshift.io/display-name': `Models of ${workshop.name}` },
      },
    })
    denyByDefault(this, namespace)
    addSurroundings(this, plan, namespace, demands)
    addCallerRole(this, namespace, demands)
    for (const demand of demands) addModel(this, plan, { demand, namespace, replicas: demand.replicas, guarded: true })
    const { agent } = workshop.models
    if (workshop.maas && demands.some(({ role }) => role === 'agent')) addMaasAccess(this, workshop, agent.name)
  }
}

/** The models that each attendee has of their own, in their namespace. */
export class OwnModelsChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    super(scope, 'own-models', 'attendees', plan.workshop.name)
    const demands = ownModels(plan)
    if (demands.length === 0) return
    for (const { namespace } of attendeesOf(plan.workshop)) {
      addSurroundings(this, plan, namespace, demands)
      addOwnCaller(this, plan, namespace)
      for (const demand of demands) addModel(this, plan, { demand, namespace, replicas: 1, guarded: true })
    }
  }
}
