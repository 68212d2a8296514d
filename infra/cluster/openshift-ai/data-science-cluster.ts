// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'
import { OPENSHIFT_AI_NAMESPACE } from '../names.ts'

/** What this kit sets of a `DSCInitialization`. */
export interface DscInitializationProps {
  /** Metrics and traces of OpenShift AI itself. */
  readonly monitoring: boolean
}

/** The ground of OpenShift AI. There may be one, and the operator makes it: same name, same object. */
export class DscInitialization extends ApiObject {
  constructor(scope: Construct, id: string, { monitoring }: DscInitializationProps) {
    super(scope, id, {
      apiVersion: 'dscinitialization.opendatahub.io/v2',
      kind: 'DSCInitialization',
      metadata: { name: 'default-dsci' },
      spec: {
        applicationsNamespace: OPENSHIFT_AI_NAMESPACE,
        monitoring: {
          managementState: monitoring ? 'Managed' : 'Removed',
          namespace: 'redhat-ods-monitoring',
          ...(monitoring && {
            metrics: { storage: { size: '20Gi', retention: '7d' } },
            traces: { sampleRatio: '1.0', storage: { backend: 'pv', size: '20Gi', retention: '168h' } },
          }),
        },
        trustedCABundle: { managementState: 'Managed', customCABundle: '' },
      },
    })
  }
}

/** What this kit sets of a `DataScienceCluster`. */
export interface DataScienceClusterProps {
  readonly openshiftAi: '3.5' | '3.4'
  /** Models as a service. */
  readonly maas: boolean
  readonly guardrails: boolean
}

type Managed = 'Managed' | 'Removed'
const managed = (on: boolean): { readonly managementState: Managed } => ({
  managementState: on ? 'Managed' : 'Removed',
})

/** Models as a service lives under `aigateway` from 3.5, where the older place may no longer become Managed. */
function maasOf(openshiftAi: DataScienceClusterProps['openshiftAi'], maas: boolean) {
  if (openshiftAi === '3.4') return { kserve: { modelsAsService: managed(maas) } }
  // The field is spelt with AsA.
  return maas ? { aigateway: { ...managed(true), modelsAsAService: managed(true) } } : {}
}

/**
 * The parts of OpenShift AI that a workshop needs. There may be one, under this name. Parts that are not named are left as
 * they are: the cluster may have been somebody's before.
 */
export class DataScienceCluster extends ApiObject {
  constructor(scope: Construct, id: string, { openshiftAi, maas, guardrails }: DataScienceClusterProps) {
    const { kserve, ...others } = maasOf(openshiftAi, maas)
    super(scope, id, {
      apiVersion: 'datasciencecluster.opendatahub.io/v2',
      kind: 'DataScienceCluster',
      metadata: { name: 'default-dsc' },
      spec: {
        components: {
          dashboard: managed(true),
          kserve: {
            ...managed(true),
            nim: managed(false),
            ...kserve,
            // 3.4 always has it.
            ...(openshiftAi === '3.5' && { enableLLMInferenceServiceTLS: true }),
          },
          // Managed is in the schema and refused by the operator: Red Hat build of Kueue is an operator of its own.
          kueue: { managementState: 'Unmanaged' },
          workbenches: managed(true),
          ...(guardrails && { trustyai: managed(true) }),
          ...others,
        },
      },
    })
  }
}
