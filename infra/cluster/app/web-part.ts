// SPDX-License-Identifier: Apache-2.0
import { type Construct, k8s } from '../kubernetes.ts'
import { NON_ROOT } from '../models/non-root.ts'
import { Route } from '../route.ts'

/** A part of the app that answers HTTP. */
export interface WebPartProps {
  readonly name: string
  readonly namespace: string
  readonly component: string
  readonly image: string
  /** Path that answers 200 once the process serves. */
  readonly health: string
  readonly replicas: { readonly least: number; readonly most: number }
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts }
  /** How long a connection of its Route may be silent. */
  readonly timeout: string
  readonly env?: readonly k8s.EnvVar[]
  readonly envFrom?: readonly k8s.EnvFromSource[]
  /** Beside `/tmp`, the one place it may write to. */
  readonly volumes?: readonly k8s.Volume[]
  readonly mounts?: readonly k8s.VolumeMount[]
}
interface Amounts {
  readonly cpu: string
  readonly memory: string
}

/** Port of every part. */
export const HTTP_PORT = 8080
/** What a pod has to say goodbye: connections are told to come back before they are closed. */
const GRACE_SECONDS = 45

export const labelsOf = (name: string, component: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': component,
})

const quantities = ({ cpu, memory }: Amounts) => ({
  cpu: k8s.Quantity.fromString(cpu),
  memory: k8s.Quantity.fromString(memory),
})

const probe = (path: string, periodSeconds: number, failureThreshold: number): k8s.Probe => ({
  httpGet: { path, port: k8s.IntOrString.fromString('http') },
  periodSeconds,
  timeoutSeconds: 5,
  failureThreshold,
})

function podOf(props: WebPartProps, labels: Record<string, string>): k8s.PodSpec {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    // Better two on one node than one that waits.
    topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
    })),
    containers: [
      {
        name: props.name,
        image: props.image,
        imagePullPolicy: 'Always',
        ports: [{ name: 'http', containerPort: HTTP_PORT }],
        env: [...(props.env ?? [])],
        envFrom: [...(props.envFrom ?? [])],
        resources: { requests: quantities(props.resources.requests), limits: quantities(props.resources.limits) },
        securityContext: { ...NON_ROOT, readOnlyRootFilesystem: true },
        startupProbe: probe(props.health, 2, 60),
        readinessProbe: probe(props.health, 5, 3),
        livenessProbe: probe(props.health, 10, 6),
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...(props.mounts ?? [])],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }, ...(props.volumes ?? [])],
  }
}

/** Deployment, Service, Route, and what keeps enough of it running. */
export function addWebPart(scope: Construct, props: WebPartProps): void {
  const { name, namespace, component, replicas } = props
  const labels = labelsOf(name, component)
  const metadata = { name, namespace, labels }
  const scales = replicas.most > replicas.least
  new k8s.KubeDeployment(scope, `${name}-deployment`, {
    metadata,
    spec: {
      // Where it scales, the number is the autoscaler's.
      ...(!scales && { replicas: replicas.least }),
      selector: { matchLabels: labels },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromNumber(1) },
      },
      template: { metadata: { labels }, spec: podOf(props, labels) },
    },
  })
  new k8s.KubeService(scope, `${name}-service`, {
    metadata,
    spec: {
      selector: labels,
      ports: [{ name: 'http', port: HTTP_PORT, targetPort: k8s.IntOrString.fromString('http') }],
    },
  })
  new Route(scope, `${name}-route`, {
    name,
    namespace,
    service: name,
    targetPort: 'http',
    termination: 'edge',
    timeout: props.timeout,
  })
  new k8s.KubePodDisruptionBudget(scope, `${name}-budget`, {
    metadata,
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
  })
  if (!scales) return
  new k8s.KubeHorizontalPodAutoscalerV2(scope, `${name}-autoscaler`, {
    metadata,
    spec: {
      minReplicas: replicas.least,
      maxReplicas: replicas.most,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
      // A pod that goes takes conversations with it: not while people only pause to think.
      behavior: { scaleDown: { stabilizationWindowSeconds: 900 } },
    },
  })
}
