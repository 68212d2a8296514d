// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** The operators a workshop can need, by the names OLM's packages have, and their channels where versions do not decide. */
export const OPERATORS = {
  certManager: { package: 'openshift-cert-manager-operator', channel: 'stable-v1' },
  nfd: { package: 'nfd', channel: 'stable' },
  gpu: { package: 'gpu-operator-certified', channel: null },
  leaderWorkerSet: { package: 'leader-worker-set', channel: 'stable-v1.0' },
  connectivityLink: { package: 'rhcl-operator', channel: 'stable' },
  kueue: { package: 'kueue-operator', channel: null },
  openshiftAi: { package: 'rhods-operator', channel: null },
  observability: { package: 'cluster-observability-operator', channel: 'stable' },
  openTelemetry: { package: 'opentelemetry-product', channel: 'stable' },
  tempo: { package: 'tempo-product', channel: 'stable' },
} as const
export type OperatorName = keyof typeof OPERATORS

const operatorSchema = (what: string) =>
  z
    .strictObject({
      channel: z.string().min(1).optional().describe('OLM channel; follows the versions of the cluster if left out'),
      version: z
        .string()
        .regex(/^v?\d+\.\d+\.\d+\S*$/, 'a full version such as 26.3.3')
        .optional()
        .describe('Exactly this version, approved by hand; the newest of the channel if left out'),
    })
    .prefault({})
    .describe(what)

export const operatorsSchema = z
  .strictObject({
    certManager: operatorSchema('cert-manager'),
    nfd: operatorSchema('Node Feature Discovery'),
    gpu: operatorSchema('NVIDIA GPU operator'),
    leaderWorkerSet: operatorSchema('Leader Worker Set'),
    connectivityLink: operatorSchema('Red Hat Connectivity Link').refine(
      ({ version }) => !/^v?1\.4\.0$/.test(version ?? ''),
      {
        path: ['version'],
        message: '1.4.1 or newer, or 1.3.x: 1.4.0 lets requests pass the gateway without authentication',
      },
    ),
    kueue: operatorSchema('Red Hat build of Kueue'),
    openshiftAi: operatorSchema('OpenShift AI'),
    observability: operatorSchema('Cluster Observability'),
    openTelemetry: operatorSchema('OpenTelemetry'),
    tempo: operatorSchema('Tempo'),
  })
  .describe('Versions of the operators')

const imageSchema = (what: string) =>
  z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.:-]*(\/[a-z0-9._-]+)+(:(?!latest$)[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
      'registry/name with a digest (@sha256:…) or a tag other than latest',
    )
    .describe(what)

export const imagesSchema = z
  .strictObject({
    tts: imageSchema('Server of the text-to-speech model').default('quay.io/eformat/higgs-audio-vllm:stable'),
    authProxy: imageSchema('Asks for a token before the text-to-speech model, which has no authentication').default(
      'registry.redhat.io/openshift4/ose-kube-rbac-proxy-rhel9:v4.17',
    ),
    app: imageSchema('The voice app; built on the cluster if left out').optional(),
    docs: imageSchema('The guide; built on the cluster if left out').optional(),
    postgres: imageSchema('Database of the app').default('registry.redhat.io/rhel9/postgresql-16:1'),
  })
  .describe('Images, each pinned')

/** The versions that decide channels. */
interface Versions {
  readonly openshift: string
  readonly openshiftAi: '3.5' | '3.4'
}

/**
 * Channel of an operator where the file does not give one. GPU operator: its v25.10 ends with OpenShift 4.20, v26.3
 * covers 4.14 to 4.22 (bundle annotations of NVIDIA/gpu-operator). Kueue: Red Hat's reference chart for each release.
 */
export function channelOf(operator: OperatorName, { openshift, openshiftAi }: Versions): string {
  const { channel } = OPERATORS[operator]
  if (channel !== null) return channel
  if (operator === 'kueue') return openshiftAi === '3.4' ? 'stable-v1.2' : 'stable-v1.4'
  if (operator === 'openshiftAi') return `stable-${openshiftAi}`
  return Number(openshift.split('.')[1]) >= 19 ? 'v26.3' : 'v25.10'
}
