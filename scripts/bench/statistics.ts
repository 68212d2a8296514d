// SPDX-License-Identifier: Apache-2.0

/** Fewest samples from which a 95th percentile is told: below, it would be the worst value or nearly so. */
const MIN_FOR_P95 = 20

/** What is told of a series of measurements. */
export interface Spread {
  readonly n: number
  readonly median: number
  /** Null when there are too few samples. */
  readonly p95: number | null
}

/** Median and 95th percentile (nearest rank). Throws when there is nothing to tell. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const n = sorted.length
  const rank = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * n) - 1)]
    if (value === undefined) throw new RangeError('nothing was measured')
    return value
  }
  const median = n % 2 === 1 ? rank(0.5) : (rank(0.5) + (sorted[n / 2] ?? rank(0.5))) / 2
  return { n, median, p95: n >= MIN_FOR_P95 ? rank(0.95) : null }
}
