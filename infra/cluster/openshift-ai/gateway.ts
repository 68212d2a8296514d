// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'

/** What this kit sets of a `GatewayClass`. */
export interface GatewayClassProps {
  readonly name: string
}

/** Makes OpenShift's Ingress Operator install the mesh that runs gateways. It owns that, and the Gateway API itself. */
export class GatewayClass extends ApiObject {
  constructor(scope: Construct, id: string, { name }: GatewayClassProps) {
    super(scope, id, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name },
      spec: { controllerName: 'openshift.io/gateway-controller/v1' },
    })
  }
}

/** One port of a gateway. */
export interface Listener {
  readonly name: string
  readonly port: number
  /** Any name if left out. */
  readonly hostname?: string
  /** Secret with the certificate, in the gateway's namespace; plain HTTP if left out. */
  readonly certificate?: string
}

/** What this kit sets of a `Gateway`. */
export interface GatewayProps {
  readonly name: string
  readonly namespace: string
  readonly gatewayClassName: string
  readonly listeners: readonly Listener[]
  /** Namespaces whose routes are let on it: all with these labels, or those of these names. */
  readonly routesFrom: Readonly<Record<string, string>> | readonly string[]
  /** ConfigMap whose `service` and `deployment` are laid over what the controller makes. */
  readonly overrides?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

const selectorOf = (from: GatewayProps['routesFrom']) =>
  Array.isArray(from)
    ? { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: from }] }
    : { matchLabels: from }

/** A place where models are reached. */
export class Gateway extends ApiObject {
  constructor(scope: Construct, id: string, props: GatewayProps) {
    const { name, namespace, gatewayClassName, routesFrom, overrides, labels, annotations } = props
    super(scope, id, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
      spec: {
        gatewayClassName,
        ...(overrides !== undefined && {
          infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: overrides } },
        }),
        listeners: props.listeners.map(({ name: listener, port, hostname, certificate }) => ({
          name: listener,
          port,
          protocol: certificate === undefined ? 'HTTP' : 'HTTPS',
          hostname,
          allowedRoutes: { namespaces: { from: 'Selector', selector: selectorOf(routesFrom) } },
          ...(certificate !== undefined && {
            tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: certificate }] },
          }),
        })),
      },
    })
  }
}
