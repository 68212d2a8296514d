// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'
import { GPU_TOLERATION } from './node-groups.ts'

/** What this kit sets of a `ClusterPolicy`. */
export interface ClusterPolicyProps {
  /** ConfigMap with the layouts, in the operator's namespace; null where no GPU can be cut. */
  readonly migConfigMap: string | null
}

const on = { enabled: true }

/**
 * What the NVIDIA GPU operator runs on each GPU node. Time-slicing stays off: no device plugin configuration is named, and
 * a slice is one model's alone.
 */
export class ClusterPolicy extends ApiObject {
  constructor(scope: Construct, id: string, { migConfigMap }: ClusterPolicyProps) {
    super(scope, id, {
      apiVersion: 'nvidia.com/v1',
      kind: 'ClusterPolicy',
      metadata: { name: 'gpu-cluster-policy' },
      spec: {
        // Required up to v25.10, free text from v26.7: this value is right for both.
        operator: { defaultRuntime: 'crio', use_ocp_driver_toolkit: true },
        daemonsets: { updateStrategy: 'RollingUpdate', tolerations: [GPU_TOLERATION] },
        driver: on,
        toolkit: on,
        devicePlugin: on,
        gfd: on,
        dcgm: on,
        dcgmExporter: { enabled: true, serviceMonitor: on },
        nodeStatusExporter: on,
        // mixed: slices are resources of their own, and a GPU that is not cut stays nvidia.com/gpu.
        mig: { strategy: migConfigMap === null ? 'none' : 'mixed' },
        migManager:
          migConfigMap === null
            ? { enabled: false }
            : {
                enabled: true,
                config: { name: migConfigMap, default: 'all-disabled' },
                // Instances of a cloud cannot reset a GPU: switching MIG on takes a reboot.
                env: [{ name: 'WITH_REBOOT', value: 'true' }],
              },
      },
    })
  }
}
