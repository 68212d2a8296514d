// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml'
import type { GpuModel } from '#gpu'
import type { GpuCut, NodeGroup } from './node-groups.ts'

/** One entry of a layout in the configuration of NVIDIA's mig-parted. */
export interface MigEntry {
  readonly 'device-filter'?: readonly string[]
  readonly devices: 'all' | readonly number[]
  readonly 'mig-enabled': boolean
  readonly 'mig-devices'?: Readonly<Record<string, number>>
}

/** mig-parted's configuration file, version v1. */
export interface MigParted {
  readonly version: 'v1'
  readonly 'mig-configs': Readonly<Record<string, readonly MigEntry[]>>
}

/** The layout a node without a label has; the MIG manager falls back to it by this name. */
export const ALL_DISABLED = 'all-disabled'

// #region mig-layout
function entries(cuts: readonly GpuCut[], { deviceIds }: GpuModel): MigEntry[] {
  const alike = new Map<string, { cut: GpuCut; devices: number[] }>()
  cuts.forEach((cut, device) => {
    const key = JSON.stringify(cut)
    const entry = alike.get(key) ?? { cut, devices: [] }
    entry.devices.push(device)
    alike.set(key, entry)
  })
  return [...alike.values()].map(({ cut, devices }) => ({
    // On another GPU the layout cuts nothing, rather than something else.
    ...(deviceIds.length > 0 && { 'device-filter': deviceIds }),
    devices,
    'mig-enabled': cut !== null,
    ...(cut !== null && { 'mig-devices': cut }),
  }))
}
// #endregion mig-layout

/** One layout for each group of nodes, and the one that cuts nothing. */
export function migParted(groups: readonly NodeGroup[], gpu: GpuModel): MigParted {
  const layouts = groups.flatMap(({ migConfig, cuts }) =>
    migConfig === null ? [] : [[migConfig, entries(cuts, gpu)] as const],
  )
  const disabled: readonly MigEntry[] = [{ devices: 'all', 'mig-enabled': false }]
  return { version: 'v1', 'mig-configs': { ...Object.fromEntries(layouts), [ALL_DISABLED]: disabled } }
}

/** As the file the MIG manager reads. */
export function migPartedYaml(config: MigParted): string {
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false })
}
