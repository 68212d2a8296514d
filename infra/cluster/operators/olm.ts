// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'

/** What this kit sets of an OLM `Subscription`. */
export interface SubscriptionProps {
  readonly namespace: string
  /** Package of the catalogue; the Subscription has its name. */
  readonly package: string
  readonly channel: string
  /** CatalogSource in `openshift-marketplace`. */
  readonly source: string
  /** Exactly this ClusterServiceVersion, and no newer one until somebody approves it; the channel's newest if left out. */
  readonly startingCSV?: string
  /** Variables of the operator's containers. */
  readonly env?: Readonly<Record<string, string>>
}

/** Installs an operator, and keeps it up to date where no version is pinned. */
export class Subscription extends ApiObject {
  constructor(
    scope: Construct,
    id: string,
    { namespace, channel, source, startingCSV, env, ...props }: SubscriptionProps,
  ) {
    super(scope, id, {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name: props.package, namespace },
      spec: {
        name: props.package,
        channel,
        source,
        sourceNamespace: 'openshift-marketplace',
        installPlanApproval: startingCSV === undefined ? 'Automatic' : 'Manual',
        startingCSV,
        ...(env && { config: { env: Object.entries(env).map(([name, value]) => ({ name, value })) } }),
      },
    })
  }
}

/** What this kit sets of an OLM `OperatorGroup`. */
export interface OperatorGroupProps {
  readonly namespace: string
  readonly name: string
  /** Namespaces the operator looks after; every one if left out. */
  readonly targetNamespaces?: readonly string[]
}

/** Which namespaces the operators of a namespace look after. */
export class OperatorGroup extends ApiObject {
  constructor(scope: Construct, id: string, { namespace, name, targetNamespaces }: OperatorGroupProps) {
    super(scope, id, {
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name, namespace },
      spec: { upgradeStrategy: 'Default', targetNamespaces },
    })
  }
}
