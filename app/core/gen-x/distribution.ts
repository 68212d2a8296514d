// SPDX-License-Identifier: Apache-2.0

import { percentile } from './percentile.ts'

/** How a number is spread over requests. Each percentile is null when there are too few samples to tell. */
export interface Distribution {
  readonly p5: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Requests it stands on; those without a measurement are not among them. */
  readonly n: number
}

/** The percentiles of what was measured; `null` is what was not. */
export function distribution(values: readonly (number | null)[]): Distribution {
  const { value: p50, n } = percentile(values, 0.5)
  const at = (share: number) => percentile(values, share).value
  return { p5: at(0.05), p50, p90: at(0.9), p95: at(0.95), p99: at(0.99), n }
}
