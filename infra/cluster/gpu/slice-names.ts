// SPDX-License-Identifier: Apache-2.0
import type { Slice } from '#gpu'

/** What a pod asks for to get a slice: `nvidia.com/mig-2g.35gb`; `nvidia.com/gpu` is a whole one. */
export function resourceOf({ kind, profile }: Slice): string {
  return kind === 'gpu' ? 'nvidia.com/gpu' : `nvidia.com/mig-${profile.replace('+', '.')}`
}

/** A slice in names of objects: `mig-2g-35gb`, `whole-gpu`. */
export function sliceName({ kind, profile }: Slice): string {
  return kind === 'gpu' ? 'whole-gpu' : `mig-${profile.replace(/[.+]/g, '-')}`
}
