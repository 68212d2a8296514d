// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Manifest } from '../manifest.ts'
import { allPods, type Pods } from './pods.ts'

type Labels = Readonly<Record<string, string>>

const selector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
})
type Selector = z.output<typeof selector>

function selects({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key]
      if (operator === 'Exists') return value !== undefined
      if (operator === 'DoesNotExist') return value === undefined
      const within = value !== undefined && values.includes(value)
      return operator === 'In' ? within : !within
    })
  )
}

const port = z.union([z.string(), z.number()])
const Service = z.looseObject({
  spec: z.looseObject({
    selector: z.record(z.string(), z.string()).default({}),
    ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number(), targetPort: port.optional() })),
  }),
})
const Route = z.looseObject({
  spec: z.looseObject({
    to: z.looseObject({ name: z.string() }),
    port: z.looseObject({ targetPort: port }).optional(),
  }),
})
const Monitor = z.looseObject({
  spec: z.looseObject({ selector, endpoints: z.array(z.looseObject({ port: z.string() })) }),
})
const Budget = z.looseObject({ spec: z.looseObject({ selector }) })
const Replicated = z.looseObject({ spec: z.looseObject({ selector }) })
const peer = z.looseObject({ namespaceSelector: selector.optional(), podSelector: selector.optional() })
const Policy = z.looseObject({
  spec: z.looseObject({
    podSelector: selector.prefault({}),
    ingress: z
      .array(
        z.looseObject({
          from: z.array(peer).default([]),
          ports: z.array(z.looseObject({ port: port.optional() })).default([]),
        }),
      )
      .default([]),
  }),
})
const Gateway = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    listeners: z.array(
      z.looseObject({
        allowedRoutes: z.looseObject({ namespaces: z.looseObject({ from: z.literal('Selector'), selector }) }),
      }),
    ),
  }),
})
const GatewayRefs = z.looseObject({
  spec: z.looseObject({
    router: z.looseObject({ gateway: z.looseObject({ refs: z.array(z.looseObject({ name: z.string() })) }) }),
  }),
})

/** Namespaces of OpenShift that policies speak of, with the labels they have there. */
const PLATFORM: readonly (readonly [string, Labels])[] = [
  [
    'openshift-ingress',
    { 'policy-group.network.openshift.io/ingress': '', 'network.openshift.io/policy-group': 'ingress' },
  ],
  ['openshift-monitoring', { 'network.openshift.io/policy-group': 'monitoring' }],
  ['openshift-user-workload-monitoring', { 'network.openshift.io/policy-group': 'monitoring' }],
  ['redhat-ods-monitoring', {}],
]

/** What is wrong with selectors, ports and paths of these objects, in words. */
export function brokenPaths(objects: readonly Manifest[], outsideServices: ReadonlySet<string>): string[] {
  const pods = allPods(objects)
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind)
  const label = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
  const inside = (object: Manifest, candidate: { readonly namespace: string }) =>
    candidate.namespace === (object.metadata.namespace ?? '')
  const services = ofKind('Service').flatMap((object) => {
    const parsed = Service.safeParse(object)
    return parsed.success ? [{ object, namespace: object.metadata.namespace ?? '', ...parsed.data.spec }] : []
  })
  const namespaces = [
    ...PLATFORM,
    ...ofKind('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}] as const),
  ].map(([name, labels]) => ({ name, labels: { ...labels, 'kubernetes.io/metadata.name': name } }))

  const ofService = services.flatMap(({ object, selector: matchLabels, ports }) => {
    if (outsideServices.has(label(object))) return []
    const behind = pods.filter(
      (some) => inside(object, some) && selects({ matchLabels, matchExpressions: [] }, some.labels),
    )
    if (behind.length === 0) return [`${label(object)} selects no pod`]
    return ports.flatMap(({ port: number, targetPort = number }) =>
      behind.some((some) => some.ports.has(String(targetPort)))
        ? []
        : [`${label(object)}: no pod behind it has a port '${targetPort}'`],
    )
  })

  const ofRoute = ofKind('Route').flatMap((object) => {
    const { to, port: through } = Route.parse(object).spec
    if (outsideServices.has(`Service ${object.metadata.namespace}/${to.name}`)) return []
    const service = services.find((some) => inside(object, some) && some.object.metadata.name === to.name)
    if (service === undefined) return [`${label(object)}: there is no Service ${to.name}`]
    const known = service.ports.flatMap(({ name, targetPort }) => [name, targetPort])
    return through === undefined || known.includes(through.targetPort)
      ? []
      : [`${label(object)}: Service ${to.name} has no port '${through.targetPort}'`]
  })

  const ofMonitor = ofKind('ServiceMonitor').flatMap((object) => {
    const { selector: wanted, endpoints } = Monitor.parse(object).spec
    const found = services.filter((some) => inside(object, some) && selects(wanted, some.object.metadata.labels ?? {}))
    if (found.length === 0) return [`${label(object)} selects no Service`]
    return endpoints.flatMap(({ port: name }) =>
      found.some(({ ports }) => ports.some((one) => one.name === name)) ? [] : [`${label(object)}: no port '${name}'`],
    )
  })

  const ofBudget = ofKind('PodDisruptionBudget').flatMap((object) => {
    const wanted = Budget.parse(object).spec.selector
    return pods.some((some) => inside(object, some) && selects(wanted, some.labels))
      ? []
      : [`${label(object)} selects no pod`]
  })

  const ofReplicated = [...ofKind('Deployment'), ...ofKind('StatefulSet')].flatMap((object) => {
    const own = pods.find((some) => some.object === object)
    const wanted = Replicated.parse(object).spec.selector
    return own !== undefined && selects(wanted, own.labels) ? [] : [`${label(object)} does not select its own pods`]
  })

  const peers = (object: Manifest, { namespaceSelector, podSelector }: z.output<typeof peer>): string[] => {
    const where = namespaceSelector
      ? namespaces.filter(({ labels }) => selects(namespaceSelector, labels)).map(({ name }) => name)
      : [object.metadata.namespace ?? '']
    if (where.length === 0) return [`${label(object)}: no namespace is let in by ${JSON.stringify(namespaceSelector)}`]
    // Pods of OpenShift's own namespaces are not among these objects.
    if (podSelector === undefined || where.some((name) => PLATFORM.some(([known]) => known === name))) return []
    const anyone = Object.keys(podSelector.matchLabels).length + podSelector.matchExpressions.length === 0
    return anyone || pods.some((some) => where.includes(some.namespace) && selects(podSelector, some.labels))
      ? []
      : [`${label(object)}: no pod is let in by ${JSON.stringify(podSelector)}`]
  }
  const ofPolicy = ofKind('NetworkPolicy').flatMap((object) => {
    const { podSelector, ingress } = Policy.parse(object).spec
    const targets = pods.filter((some) => inside(object, some) && selects(podSelector, some.labels))
    const everyPod = Object.keys(podSelector.matchLabels).length + podSelector.matchExpressions.length === 0
    if (ingress.length > 0 && targets.length === 0 && !everyPod) return [`${label(object)} opens a path to no pod`]
    return ingress.flatMap(({ from, ports }) => [
      ...from.flatMap((some) => peers(object, some)),
      ...ports.flatMap(({ port: number }) =>
        // Of a project that is still empty nobody knows the ports.
        number === undefined ||
        (everyPod && targets.length === 0) ||
        targets.some((some) => some.ports.has(String(number)))
          ? []
          : [`${label(object)}: none of its pods has port '${number}'`],
      ),
    ])
  })

  const ofGateway = ofKind('LLMInferenceService').flatMap((object) => {
    const labels = namespaces.find(({ name }) => name === object.metadata.namespace)?.labels ?? {}
    return GatewayRefs.parse(object).spec.router.gateway.refs.flatMap(({ name }) => {
      const gateway = ofKind('Gateway').find(({ metadata }) => metadata.name === name)
      if (gateway === undefined) return []
      const lets = Gateway.parse(gateway).spec.listeners.some(({ allowedRoutes }) =>
        selects(allowedRoutes.namespaces.selector, labels),
      )
      return lets
        ? []
        : [`${label(object)}: gateway ${name} takes no route from namespace ${object.metadata.namespace}`]
    })
  })

  const ofProbes = pods.flatMap(({ object, spec, ports }: Pods) =>
    spec.containers.flatMap(({ name, startupProbe, readinessProbe, livenessProbe, volumeMounts }) => [
      ...[startupProbe, readinessProbe, livenessProbe].flatMap((probe) => {
        const asked = probe?.httpGet?.port ?? probe?.tcpSocket?.port
        return asked === undefined || ports.has(String(asked))
          ? []
          : [`${label(object)}: a probe of ${name} asks port '${asked}'`]
      }),
      ...volumeMounts.flatMap(({ name: volume }) =>
        spec.volumes.some((one) => one.name === volume) || object.kind === 'StatefulSet'
          ? []
          : [`${label(object)}: ${name} mounts '${volume}', which is no volume`],
      ),
    ]),
  )
  return [...ofService, ...ofRoute, ...ofMonitor, ...ofBudget, ...ofReplicated, ...ofPolicy, ...ofGateway, ...ofProbes]
}
