// SPDX-License-Identifier: Apache-2.0
import type { ModelDemand, Plan } from '#capacity'
import { ChartError } from '../chart-error.ts'
import { resourceOf } from '../gpu/index.ts'
import { type Construct, k8s } from '../kubernetes.ts'
import { profileName } from '../openshift-ai/index.ts'
import { Route } from '../route.ts'
import { addProxyRights, certificateOf, PROXY_PORT } from './auth-proxy.ts'
import { CACHE_GIB, claimSpec } from './cache.ts'
import { HIGGS_PORT, higgsDeployment, higgsLabels } from './higgs-audio.ts'
import { LlmInferenceService } from './llm-inference-service.ts'
import { letCallersIn } from './network.ts'
import { gatewayOf } from './served.ts'
import { ServiceMonitor } from './service-monitor.ts'
import { isDeployment, needsHuggingFace, servingOf } from './weights.ts'

/** ServiceAccount whose Secret holds the token of Hugging Face, for KServe's downloads. */
export const WEIGHTS_ACCOUNT = 'model-weights'

/** Where one model goes, and how often. */
export interface Serving {
  readonly demand: Pick<ModelDemand, 'role' | 'model' | 'slice'>
  readonly namespace: string
  readonly replicas: number
  /**
   * False: an attendee applies it. Then text to speech has no proxy, which takes rights over the whole cluster, and its own
   * namespace alone reaches it.
   */
  readonly guarded: boolean
}

const amountsOf = ({ model, slice }: Serving['demand']) => ({
  resource: resourceOf(slice),
  vcpu: model.vcpu,
  memoryGib: model.hostMemoryGib,
})

function addLlm(scope: Construct, plan: Plan, { demand, namespace, replicas }: Serving): void {
  const { model, slice } = demand
  const { base, ...serving } = servingOf(model)
  new LlmInferenceService(scope, `${namespace}-${model.name}`, {
    name: model.name,
    namespace,
    uri: base ?? model.uri,
    ...(base !== undefined && { adapter: model.uri }),
    replicas,
    ...amountsOf(demand),
    hardwareProfile: profileName(plan.workshop, slice),
    ...serving,
    gateway: gatewayOf(plan, demand),
    ...(needsHuggingFace(model) && { weightsAccount: WEIGHTS_ACCOUNT }),
  })
}

function addHiggs(scope: Construct, { workshop, layout }: Plan, { demand, namespace, replicas, guarded }: Serving) {
  const { model } = demand
  const { name, uri } = model
  if (!needsHuggingFace(model))
    throw new ChartError(
      'WEIGHTS_NOT_SERVED',
      `models.tts.uri is '${uri}', and its server downloads from Hugging Face only. Write hf://owner/repository, or serve it elsewhere and give its URL as models.tts.external.`,
    )
  const id = `${namespace}-${name}`
  const oneNode = layout.nodes.length === 1
  if (guarded) addProxyRights(scope, { name, namespace })
  if (oneNode)
    new k8s.KubePersistentVolumeClaim(scope, `${id}-cache`, {
      metadata: { name: `${name}-cache`, namespace },
      spec: claimSpec(CACHE_GIB),
    })
  const { args, startupMinutes, shmGib } = servingOf(model)
  const labels = higgsLabels(name)
  higgsDeployment(scope, {
    name,
    namespace,
    image: workshop.images.tts,
    repository: uri.replace(/^hf:\/\//, ''),
    replicas,
    ...amountsOf(demand),
    args,
    startupMinutes,
    shmGib,
    cacheClaim: oneNode ? `${name}-cache` : null,
    proxy: guarded ? { image: workshop.images.authProxy, serviceAccount: name } : null,
  })
  const port = (portName: string, number: number, target: string): k8s.ServicePort => ({
    name: portName,
    port: number,
    targetPort: k8s.IntOrString.fromString(target),
  })
  new k8s.KubeService(scope, `${id}-service`, {
    metadata: {
      name,
      namespace,
      labels,
      ...(guarded && {
        annotations: { 'service.beta.openshift.io/serving-cert-secret-name': certificateOf(name) },
      }),
    },
    spec: {
      selector: labels,
      ports: [...(guarded ? [port('https', PROXY_PORT, 'https')] : []), port('http', HIGGS_PORT, 'http')],
    },
  })
  new ServiceMonitor(scope, `${id}-monitor`, { name, namespace, selects: labels, port: 'http' })
  letCallersIn(scope, namespace, labels, { workshop: workshop.name, proxy: guarded })
  if (guarded && workshop.outside)
    new Route(scope, `${id}-route`, {
      name,
      namespace,
      service: name,
      targetPort: 'https',
      termination: 'reencrypt',
      timeout: '10m',
    })
}

/** Serves a model in a namespace. Throws {@link ChartError}. */
export function addModel(scope: Construct, plan: Plan, serving: Serving): void {
  if (isDeployment(serving.demand.role)) addHiggs(scope, plan, serving)
  else addLlm(scope, plan, serving)
}
