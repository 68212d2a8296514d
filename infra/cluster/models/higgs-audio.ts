// SPDX-License-Identifier: Apache-2.0
import { GPU_TOLERATION } from '../gpu/index.ts'
import { type Construct, k8s } from '../kubernetes.ts'
import { HF_TOKEN_SECRET } from '../names.ts'
import { cpu, gib } from '../quantity.ts'
import { proxyContainer, proxyVolumes } from './auth-proxy.ts'
import { CACHE_GIB, claimSpec } from './cache.ts'
import { NON_ROOT } from './non-root.ts'

/** What a Higgs-Audio server is made from. */
export interface HiggsAudioProps {
  readonly name: string
  readonly namespace: string
  readonly image: string
  /** Repository at Hugging Face: `bosonai/higgs-audio-v2-generation-3B-base`. */
  readonly repository: string
  readonly replicas: number
  /** What each replica gets one of: `nvidia.com/mig-2g.35gb`. */
  readonly resource: string
  readonly vcpu: number
  readonly memoryGib: number
  readonly args: readonly string[]
  readonly startupMinutes: number
  readonly shmGib: number
  /** One claim for all replicas, which then run on one node; otherwise each has a disk that goes with it. */
  readonly cacheClaim: string | null
  /** The proxy that asks for a token; null: plain HTTP, for its own namespace only. */
  readonly proxy: { readonly image: string; readonly serviceAccount: string } | null
}

/** What requests call the model: the last part of its repository, as the published clients do. */
export const servedName = (repository: string): string => repository.split('/').at(-1) ?? repository

/** Port of its API, without authentication. */
export const HIGGS_PORT = 8080

/** Labels of its pods. */
export const higgsLabels = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': 'text-to-speech',
})

/**
 * Speaks one short sentence: the first one compiles kernels and takes long, and no listener should be the one who waits.
 * An answer that says no (another server may have no such voice) counts as an answer.
 */
const WARM_UP = `
import json, sys, urllib.error, urllib.request
body = json.dumps({"model": sys.argv[1], "voice": "belinda", "input": "Ready.", "response_format": "pcm"}).encode()
request = urllib.request.Request("http://127.0.0.1:${HIGGS_PORT}/v1/audio/speech", body, {"Content-Type": "application/json"})
try:
    with urllib.request.urlopen(request, timeout=110) as answer:
        sys.exit(0 if answer.read() else 1)
except urllib.error.HTTPError as error:
    sys.exit(0 if error.code < 500 else 1)
`.trim()

const STARTUP_SECONDS = 15
const health = (failureThreshold: number) => ({
  httpGet: { path: '/health', port: k8s.IntOrString.fromString('http') },
  periodSeconds: 10,
  timeoutSeconds: 10,
  failureThreshold,
})

function serverContainer(props: HiggsAudioProps): k8s.Container {
  const amounts = Object.fromEntries(
    Object.entries({ cpu: cpu(props.vcpu), memory: gib(props.memoryGib), [props.resource]: '1' }).map(
      ([name, amount]) => [name, k8s.Quantity.fromString(amount)],
    ),
  )
  const token = { secretKeyRef: HF_TOKEN_SECRET }
  return {
    name: 'higgs-audio',
    image: props.image,
    args: [
      `--served-model-name=${servedName(props.repository)}`,
      `--model=${props.repository}`,
      `--port=${HIGGS_PORT}`,
      ...props.args,
    ],
    env: [
      { name: 'HF_TOKEN', valueFrom: token },
      { name: 'HUGGING_FACE_HUB_TOKEN', valueFrom: token },
      // A random user has no home: whatever wants one finds the disk.
      { name: 'HOME', value: '/cache' },
      { name: 'HF_HOME', value: '/cache/huggingface' },
      { name: 'VLLM_CACHE_ROOT', value: '/cache/vllm' },
    ],
    ports: [{ name: 'http', containerPort: HIGGS_PORT }],
    resources: { requests: amounts, limits: amounts },
    // Its root stays writable: where this fork of vLLM writes beside its caches is not known.
    securityContext: NON_ROOT,
    startupProbe: {
      exec: { command: ['python3', '-c', WARM_UP, servedName(props.repository)] },
      periodSeconds: STARTUP_SECONDS,
      timeoutSeconds: 120,
      failureThreshold: Math.ceil((props.startupMinutes * 60) / STARTUP_SECONDS),
    },
    readinessProbe: health(3),
    livenessProbe: health(6),
    volumeMounts: [
      { name: 'cache', mountPath: '/cache' },
      { name: 'home-cache', mountPath: '/.cache' },
      { name: 'shm', mountPath: '/dev/shm' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  }
}

/** The Higgs-Audio server: a fork of vLLM that KServe has no runtime for. */
export function higgsDeployment(scope: Construct, props: HiggsAudioProps): k8s.KubeDeployment {
  const { name, namespace, replicas, cacheClaim, proxy } = props
  const labels = higgsLabels(name)
  return new k8s.KubeDeployment(scope, `${namespace}-${name}-deployment`, {
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      // A slice is nobody else's until its pod is gone: a second one beside it would wait for ever.
      strategy: { type: 'Recreate' },
      progressDeadlineSeconds: props.startupMinutes * 60 + 600,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: proxy !== null,
          ...(proxy !== null && { serviceAccountName: proxy.serviceAccount }),
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          tolerations: [GPU_TOLERATION],
          terminationGracePeriodSeconds: 60,
          ...(cacheClaim !== null && replicas > 1 && { affinity: { podAffinity: onOneNode(labels) } }),
          containers: [serverContainer(props), ...(proxy === null ? [] : [proxyContainer(proxy.image, HIGGS_PORT)])],
          volumes: [
            cacheClaim === null
              ? { name: 'cache', ephemeral: { volumeClaimTemplate: { spec: claimSpec(CACHE_GIB) } } }
              : { name: 'cache', persistentVolumeClaim: { claimName: cacheClaim } },
            { name: 'home-cache', emptyDir: {} },
            { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(gib(props.shmGib)) } },
            { name: 'tmp', emptyDir: {} },
            ...(proxy === null ? [] : proxyVolumes(name)),
          ],
        },
      },
    },
  })
}

/** A disk of EBS is on one node at a time: those who share it have to be there too. */
const onOneNode = (matchLabels: Record<string, string>): k8s.PodAffinity => ({
  requiredDuringSchedulingIgnoredDuringExecution: [
    { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' },
  ],
})
