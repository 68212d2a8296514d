// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Manifest } from '../manifest.ts'
import { OPENSHIFT_AI_NAMESPACE } from '../names.ts'
import { OPERATOR_HOMES } from '../operators/index.ts'
import { allPods, type Pods } from './pods.ts'

/** One object that names another. */
export interface Reference {
  readonly from: Manifest
  readonly kind: string
  /** Empty: the kind belongs to no namespace. */
  readonly namespace: string
  readonly name: string
  /** Of a Secret or ConfigMap: the key that is read. */
  readonly key?: string | undefined
}

const named = z.looseObject({ name: z.string() })
const ref = z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().optional() })

const Shapes = {
  ServiceAccount: z.looseObject({ secrets: z.array(named).default([]), imagePullSecrets: z.array(named).default([]) }),
  Binding: z.looseObject({ roleRef: ref, subjects: z.array(ref).default([]) }),
  Role: z.looseObject({
    rules: z.array(z.looseObject({ resources: z.array(z.string()), resourceNames: z.array(z.string()).default([]) })),
  }),
  Gateway: z.looseObject({
    spec: z.looseObject({
      gatewayClassName: z.string(),
      infrastructure: z.looseObject({ parametersRef: ref }).optional(),
      listeners: z.array(z.looseObject({ tls: z.looseObject({ certificateRefs: z.array(ref) }).optional() })),
    }),
  }),
  LlmInferenceService: z.looseObject({
    spec: z.looseObject({
      router: z.looseObject({
        gateway: z.looseObject({ refs: z.array(z.looseObject({ name: z.string(), namespace: z.string() })) }),
      }),
    }),
  }),
  ClusterPolicy: z.looseObject({
    spec: z.looseObject({ migManager: z.looseObject({ config: named.optional() }) }),
  }),
  Authorino: z.looseObject({
    spec: z.looseObject({ listener: z.looseObject({ tls: z.looseObject({ certSecretRef: named }) }) }),
  }),
  Autoscaler: z.looseObject({ spec: z.looseObject({ scaleTargetRef: ref }) }),
  MaasModel: z.looseObject({ spec: z.looseObject({ modelRef: ref }) }),
  MaasAccess: z.looseObject({
    spec: z.looseObject({ modelRefs: z.array(z.looseObject({ name: z.string(), namespace: z.string() })) }),
  }),
  Build: z.looseObject({
    spec: z.looseObject({
      output: z.looseObject({ to: ref }),
      source: z.looseObject({ sourceSecret: named.optional() }).prefault({}),
    }),
  }),
} as const

type Named = Omit<Reference, 'from'>

function ofPods({ namespace, spec }: Pods): Named[] {
  const secret = (name: string | undefined, key?: string): Named[] =>
    name === undefined ? [] : [{ kind: 'Secret', namespace, name, key }]
  const configMap = (name: string | undefined, key?: string): Named[] =>
    name === undefined ? [] : [{ kind: 'ConfigMap', namespace, name, key }]
  const sources = spec.volumes.flatMap((volume) => [volume, ...(volume.projected?.sources ?? [])])
  return [
    ...(spec.serviceAccountName === undefined
      ? []
      : [{ kind: 'ServiceAccount', namespace, name: spec.serviceAccountName }]),
    ...spec.imagePullSecrets.flatMap(({ name }) => secret(name)),
    ...sources.flatMap((volume) => [
      ...(volume.secret?.optional ? [] : secret(volume.secret?.secretName ?? volume.secret?.name)),
      ...(volume.configMap?.optional ? [] : configMap(volume.configMap?.name)),
      ...(volume.persistentVolumeClaim
        ? [{ kind: 'PersistentVolumeClaim', namespace, name: volume.persistentVolumeClaim.claimName }]
        : []),
    ]),
    ...[...spec.containers, ...spec.initContainers].flatMap(({ env, envFrom }) => [
      ...env.flatMap(({ valueFrom }) => [
        ...(valueFrom?.secretKeyRef?.optional
          ? []
          : secret(valueFrom?.secretKeyRef?.name, valueFrom?.secretKeyRef?.key)),
        ...(valueFrom?.configMapKeyRef?.optional
          ? []
          : configMap(valueFrom?.configMapKeyRef?.name, valueFrom?.configMapKeyRef?.key)),
      ]),
      ...envFrom.flatMap(({ secretRef, configMapRef }) => [
        ...(secretRef?.optional ? [] : secret(secretRef?.name)),
        ...(configMapRef?.optional ? [] : configMap(configMapRef?.name)),
      ]),
    ]),
  ]
}

const KIND_OF_RESOURCE: Readonly<Record<string, string>> = {
  llminferenceservices: 'LLMInferenceService',
  'services/proxy': 'Service',
  services: 'Service',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
}

function ofKind(object: Manifest): Named[] {
  const namespace = object.metadata.namespace ?? ''
  switch (object.kind) {
    case 'ServiceAccount': {
      const { secrets, imagePullSecrets } = Shapes.ServiceAccount.parse(object)
      return [...secrets, ...imagePullSecrets].map(({ name }) => ({ kind: 'Secret', namespace, name }))
    }
    case 'Secret': {
      const account = object.metadata.annotations?.['kubernetes.io/service-account.name']
      return account === undefined ? [] : [{ kind: 'ServiceAccount', namespace, name: account }]
    }
    case 'RoleBinding':
    case 'ClusterRoleBinding': {
      const { roleRef, subjects } = Shapes.Binding.parse(object)
      const role = { kind: roleRef.kind, namespace: roleRef.kind === 'Role' ? namespace : '', name: roleRef.name }
      const accounts = subjects.filter(({ kind }) => kind === 'ServiceAccount')
      return [
        role,
        ...accounts.map((subject) => ({ kind: subject.kind, namespace: subject.namespace ?? '', name: subject.name })),
      ]
    }
    case 'Role':
      return Shapes.Role.parse(object).rules.flatMap(({ resources, resourceNames }) =>
        resources.flatMap((resource) => {
          const kind = KIND_OF_RESOURCE[resource]
          return kind === undefined ? [] : resourceNames.map((name) => ({ kind, namespace, name }))
        }),
      )
    case 'Gateway': {
      const { gatewayClassName, infrastructure, listeners } = Shapes.Gateway.parse(object).spec
      const inside = [
        ...(infrastructure ? [infrastructure.parametersRef] : []),
        ...listeners.flatMap(({ tls }) => tls?.certificateRefs ?? []),
      ]
      return [
        { kind: 'GatewayClass', namespace: '', name: gatewayClassName },
        ...inside.map(({ kind, name }) => ({ kind, namespace, name })),
      ]
    }
    case 'LLMInferenceService': {
      const { annotations = {} } = object.metadata
      const profile = annotations['opendatahub.io/hardware-profile-name'] ?? ''
      const where = annotations['opendatahub.io/hardware-profile-namespace'] ?? OPENSHIFT_AI_NAMESPACE
      const { refs } = Shapes.LlmInferenceService.parse(object).spec.router.gateway
      return [
        { kind: 'HardwareProfile', namespace: where, name: profile },
        ...refs.map((gateway) => ({ kind: 'Gateway', namespace: gateway.namespace, name: gateway.name })),
      ]
    }
    case 'ClusterPolicy': {
      const { config } = Shapes.ClusterPolicy.parse(object).spec.migManager
      const { namespace: operator } = OPERATOR_HOMES.gpu
      return config ? [{ kind: 'ConfigMap', namespace: operator, name: config.name, key: 'config.yaml' }] : []
    }
    case 'Authorino':
      return [{ kind: 'Secret', namespace, name: Shapes.Authorino.parse(object).spec.listener.tls.certSecretRef.name }]
    case 'HorizontalPodAutoscaler': {
      const { kind, name } = Shapes.Autoscaler.parse(object).spec.scaleTargetRef
      return [{ kind, namespace, name }]
    }
    case 'MaaSModelRef': {
      const { kind, name } = Shapes.MaasModel.parse(object).spec.modelRef
      return [{ kind, namespace, name }]
    }
    case 'MaaSSubscription':
    case 'MaaSAuthPolicy':
      return Shapes.MaasAccess.parse(object).spec.modelRefs.map((model) => ({ kind: 'MaaSModelRef', ...model }))
    case 'BuildConfig': {
      const { output, source } = Shapes.Build.parse(object).spec
      return [
        { kind: 'ImageStream', namespace, name: output.to.name.replace(/:.*$/, '') },
        ...(source.sourceSecret ? [{ kind: 'Secret', namespace, name: source.sourceSecret.name }] : []),
      ]
    }
    default:
      return []
  }
}

/** Everything in these objects that names another one. */
export function referencesIn(objects: readonly Manifest[]): Reference[] {
  return [
    ...objects.flatMap((object) => ofKind(object).map((reference) => ({ ...reference, from: object }))),
    ...allPods(objects).flatMap((pods) => ofPods(pods).map((reference) => ({ ...reference, from: pods.object }))),
  ]
}
