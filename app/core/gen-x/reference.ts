// SPDX-License-Identifier: Apache-2.0

/** A published gen-x of a GPU, or of a slice of one. Not measured by this kit. */
export interface GpuReference {
  /** Fit for a command line and a URL. */
  readonly id: 'l4' | 'l40s' | 'h200-mig-2g.35gb'
  /** As people write it. */
  readonly gpu: string
  /** One stream at a time; both ends of a range, the same number twice where one was published. */
  readonly genX: { readonly low: number; readonly high: number }
  readonly model: string
  /** Who said so, and how it was measured. */
  readonly source: string
}

const MODEL = 'Higgs Audio v2 (3B)'
const SOURCE = 'published pizza-shop demo (rhai-code/voice-agents): curl and a stopwatch on whole responses'

/** The published demo's table: labelled reference data, to compare with and to rehearse a GPU by. */
export const REFERENCE_GPUS: readonly GpuReference[] = [
  { id: 'l4', gpu: 'L4', genX: { low: 0.78, high: 0.78 }, model: MODEL, source: SOURCE },
  { id: 'l40s', gpu: 'L40S', genX: { low: 1.95, high: 1.95 }, model: MODEL, source: SOURCE },
  { id: 'h200-mig-2g.35gb', gpu: 'H200 MIG 2g.35gb', genX: { low: 2, high: 3 }, model: MODEL, source: SOURCE },
]

/** The one number to rehearse a GPU by: the middle of its range. */
export function typicalGenX({ genX }: GpuReference): number {
  return (genX.low + genX.high) / 2
}

/** Below it a listener hears gaps, sooner or later. */
export const GEN_X_REAL_TIME = 1
/** Above it nobody notices the machine. */
export const GEN_X_COMFORT = 2
