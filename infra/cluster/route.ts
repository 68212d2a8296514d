// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from './kubernetes.ts'

/** What this kit sets of an OpenShift `Route`. */
export interface RouteProps {
  readonly name: string
  readonly namespace: string
  readonly service: string
  /** Name of the Service's port. */
  readonly targetPort: string
  /** edge: the pod speaks plain HTTP; reencrypt: it has a certificate of the cluster's service CA. */
  readonly termination: 'edge' | 'reencrypt'
  /** How long a connection may be silent: `1h`. A WebSocket or a stream is silent while nobody speaks. @default the router's 30 s */
  readonly timeout?: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** A public name with the cluster's own certificate; plain HTTP is sent on to HTTPS. */
export class Route extends ApiObject {
  constructor(scope: Construct, id: string, props: RouteProps) {
    const { name, namespace, service, targetPort, termination, timeout, annotations } = props
    super(scope, id, {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: {
        name,
        namespace,
        annotations: {
          ...(timeout !== undefined && {
            'haproxy.router.openshift.io/timeout': timeout,
            'haproxy.router.openshift.io/timeout-tunnel': timeout,
          }),
          ...annotations,
        },
      },
      spec: {
        to: { kind: 'Service', name: service, weight: 100 },
        port: { targetPort },
        tls: { termination, insecureEdgeTerminationPolicy: 'Redirect' },
        wildcardPolicy: 'None',
      },
    })
  }
}
