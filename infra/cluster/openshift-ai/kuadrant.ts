// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct, k8s } from '../kubernetes.ts'

/** Secret with Authorino's certificate; the service CA makes it for the annotated Service. */
export const AUTHORINO_CERTIFICATE = 'authorino-server-cert'

/** Service that Kuadrant's Authorino is called at. Kuadrant makes it. */
export const AUTHORINO_SERVICE = 'authorino-authorino-authorization'

/** What this kit sets of a `Kuadrant`. */
export interface KuadrantProps {
  readonly namespace: string
}

/** Connectivity Link: checks who calls a model at the gateway. */
export class Kuadrant extends ApiObject {
  constructor(scope: Construct, id: string, { namespace }: KuadrantProps) {
    super(scope, id, {
      apiVersion: 'kuadrant.io/v1beta1',
      kind: 'Kuadrant',
      metadata: { name: 'kuadrant', namespace },
      spec: {},
    })
  }
}

/** The Authorino that Kuadrant made, with TLS: tokens pass between the gateway and it. */
export class Authorino extends ApiObject {
  constructor(scope: Construct, id: string, { namespace }: KuadrantProps) {
    super(scope, id, {
      apiVersion: 'operator.authorino.kuadrant.io/v1beta1',
      kind: 'Authorino',
      metadata: { name: 'authorino', namespace },
      spec: {
        replicas: 1,
        clusterWide: true,
        listener: { tls: { enabled: true, certSecretRef: { name: AUTHORINO_CERTIFICATE } } },
        oidcServer: { tls: { enabled: false } },
      },
    })
  }
}

/** Asks the service CA for Authorino's certificate: an annotation on the Service that Kuadrant made, and nothing else of it. */
export function annotateAuthorinoService(scope: Construct, { namespace }: KuadrantProps): void {
  new k8s.KubeService(scope, 'authorino-service', {
    metadata: {
      name: AUTHORINO_SERVICE,
      namespace,
      annotations: { 'service.beta.openshift.io/serving-cert-secret-name': AUTHORINO_CERTIFICATE },
    },
  })
}
