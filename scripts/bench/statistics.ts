// SPDX-License-Identifier: Apache-2.0

import { percentile } from '../../app/core/gen-x/percentile.ts'

/** What is told of a series of measurements. */
export interface Spread {
  readonly n: number
  readonly median: number
  /** Null when there are too few samples. */
  readonly p95: number | null
}

/** Median and 95th percentile. Throws when there is not even a median to tell. */
export function spread(values: readonly number[]): Spread {
  const median = percentile(values, 0.5)
  if (median.value === null) throw new RangeError(`${values.length} measurements tell nothing`)
  return { n: median.n, median: median.value, p95: percentile(values, 0.95).value }
}
