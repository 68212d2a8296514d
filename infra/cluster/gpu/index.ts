// SPDX-License-Identifier: Apache-2.0
export { GpuChart } from './gpu-chart.ts'
export { ALL_DISABLED, type MigEntry, type MigParted, migParted, migPartedYaml } from './mig-parted.ts'
export {
  GPU_TAINT,
  GPU_TOLERATION,
  type GpuCut,
  type GpuTaint,
  MIG_CONFIG_LABEL,
  type NodeGroup,
  nodeGroups,
} from './node-groups.ts'
export { resourceOf, sliceName } from './slice-names.ts'
