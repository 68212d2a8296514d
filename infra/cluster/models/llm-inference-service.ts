// SPDX-License-Identifier: Apache-2.0
import { GPU_TOLERATION } from '../gpu/index.ts'
import { ApiObject, type Construct } from '../kubernetes.ts'
import { HF_TOKEN_SECRET, INGRESS_NAMESPACE, OPENSHIFT_AI_NAMESPACE } from '../names.ts'
import { cpu, gib } from '../quantity.ts'

/** What this kit sets of an `LLMInferenceService`. */
export interface LlmInferenceServiceProps {
  readonly name: string
  readonly namespace: string
  readonly uri: string
  /** Adapter over the weights at `uri`; requests ask for it by the name of the service. */
  readonly adapter?: string
  readonly replicas: number
  /** What each replica gets one of: `nvidia.com/mig-1g.18gb`. */
  readonly resource: string
  /** In OpenShift AI's own namespace. */
  readonly hardwareProfile: string
  readonly vcpu: number
  readonly memoryGib: number
  /** Arguments of vLLM. */
  readonly args: readonly string[]
  readonly startupMinutes: number
  readonly shmGib: number
  readonly gateway: string
  /** ServiceAccount through which private weights are downloaded; none needed if left out. */
  readonly weightsAccount?: string
}

/** Labels of the pods that KServe makes for it. */
export const podLabelsOf = (name: string) => ({
  'app.kubernetes.io/component': 'llminferenceservice-workload',
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'llminferenceservice',
  'kserve.io/component': 'workload',
})

/** Port of vLLM in those pods. */
export const VLLM_PORT = 8000

const PROBE_SECONDS = 10
const probe = (failureThreshold: number, timeoutSeconds: number) => ({
  httpGet: { path: '/health', port: VLLM_PORT, scheme: 'HTTPS' },
  periodSeconds: PROBE_SECONDS,
  timeoutSeconds,
  failureThreshold,
})

/**
 * A model on vLLM behind the gateway. The container `main` is laid over KServe's own, which brings the image, the command
 * and TLS. Callers need a token of a ServiceAccount that may `get` this object.
 */
export class LlmInferenceService extends ApiObject {
  constructor(scope: Construct, id: string, props: LlmInferenceServiceProps) {
    const { name, namespace, uri, adapter, replicas, resource, gateway, weightsAccount } = props
    const amounts = { cpu: cpu(props.vcpu), memory: gib(props.memoryGib), [resource]: '1' }
    const token = { name: HF_TOKEN_SECRET.key, valueFrom: { secretKeyRef: HF_TOKEN_SECRET } }
    super(scope, id, {
      apiVersion: 'serving.kserve.io/v1alpha2',
      kind: 'LLMInferenceService',
      metadata: {
        name,
        namespace,
        labels: { 'opendatahub.io/dashboard': 'true', 'opendatahub.io/genai-asset': 'true' },
        annotations: {
          'openshift.io/display-name': name,
          'opendatahub.io/model-type': 'generative',
          'opendatahub.io/hardware-profile-name': props.hardwareProfile,
          'opendatahub.io/hardware-profile-namespace': OPENSHIFT_AI_NAMESPACE,
        },
      },
      spec: {
        model:
          adapter === undefined
            ? { name, uri }
            : { name: `${name}-base`, uri, lora: { adapters: [{ name, uri: adapter }] } },
        replicas,
        router: { gateway: { refs: [{ name: gateway, namespace: INGRESS_NAMESPACE }] }, route: {} },
        template: {
          ...(weightsAccount !== undefined && { serviceAccountName: weightsAccount }),
          tolerations: [GPU_TOLERATION],
          containers: [
            {
              name: 'main',
              env: [
                { name: 'VLLM_ADDITIONAL_ARGS', value: props.args.join(' ') },
                ...(weightsAccount === undefined ? [] : [token]),
              ],
              resources: { requests: amounts, limits: amounts },
              securityContext: {
                runAsNonRoot: true,
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                seccompProfile: { type: 'RuntimeDefault' },
              },
              startupProbe: probe(Math.ceil((props.startupMinutes * 60) / PROBE_SECONDS), 10),
              readinessProbe: probe(3, 5),
              livenessProbe: probe(6, 10),
            },
          ],
          volumes: [{ name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: gib(props.shmGib) } }],
        },
      },
    })
  }
}
