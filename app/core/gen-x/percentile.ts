// SPDX-License-Identifier: Apache-2.0

/** A percentile with the number of samples it stands on. */
export interface Percentile {
  /** Null when there were too few samples to tell. */
  readonly value: number | null
  readonly n: number
}

/** Fewest samples for a percentile: at least one must be expected beyond it. p50 needs 2, p95 needs 20, p99 needs 100. */
export function samplesNeeded(share: number): number {
  return Math.ceil(1 / Math.min(share, 1 - share) - 1e-9)
}

/**
 * The smallest measured value that at least `share` of all measured values do not exceed (nearest rank). What was not
 * measured is `null` and left out; too few values give `null`, never a guess.
 */
export function percentile(values: readonly (number | null)[], share: number): Percentile {
  if (!(share > 0 && share < 1)) throw new RangeError(`A percentile's share lies between 0 and 1; ${share} does not.`)
  const measured = values.filter((value) => value !== null).sort((a, b) => a - b)
  const n = measured.length
  if (n < samplesNeeded(share)) return { value: null, n }
  return { value: measured[Math.ceil(share * n - 1e-9) - 1] ?? null, n }
}
