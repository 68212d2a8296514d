// SPDX-License-Identifier: Apache-2.0

// #region erlang-c
/**
 * Erlang C: the chance that a request finds all of `lanes` busy and has to wait, when `offered` erlangs arrive (mean number
 * of lanes that would be busy if there were enough; M/M/m, arrivals at random, first come first served).
 *
 *   C(m, A) = B / (1 − ρ (1 − B)),  ρ = A / m,  B(k, A) = A·B(k−1) / (k + A·B(k−1)),  B(0) = 1
 *
 * Source: A. K. Erlang 1917; the recursion of B and its relation to C as in V. B. Iversen, Teletraffic Engineering and
 * Network Planning (ITU-D Study Group 2), chapters on Erlang's loss and waiting time systems. A class is finite, so fewer
 * requests arrive while many are being served: the true chance is a little lower.
 */
export function erlangC(lanes: number, offered: number): number {
  if (offered <= 0) return 0
  if (lanes <= offered) return 1
  let lost = 1
  for (let k = 1; k <= lanes; k += 1) lost = (offered * lost) / (k + offered * lost)
  return waits(lost, lanes, offered)
}
// #endregion erlang-c

const waits = (lost: number, lanes: number, offered: number): number => lost / (1 - (offered / lanes) * (1 - lost))

/** What is asked of replicas that are all the same. */
export interface Offer {
  /** Erlangs. */
  readonly offered: number
  /** Requests one replica does side by side. */
  readonly lanesEach: number
  /** Most requests there can be at once: one for each attendee. */
  readonly population: number
}

/** The chance to wait with so many replicas. Nobody waits where everybody has a lane. */
export function waitChance(replicas: number, { offered, lanesEach, population }: Offer): number {
  const lanes = replicas * lanesEach
  return lanes >= population ? 0 : erlangC(lanes, offered)
}

/** The fewest replicas with which the chance to wait is below `bound`; at least one. One pass over the lanes. */
export function replicasFor(offer: Offer, bound: number): number {
  const { offered, lanesEach, population } = offer
  let lost = 1
  for (let lanes = 1; lanes < population; lanes += 1) {
    lost = (offered * lost) / (lanes + offered * lost)
    if (lanes % lanesEach !== 0 || lanes <= offered) continue
    if (waits(lost, lanes, offered) < bound) return lanes / lanesEach
  }
  return Math.max(1, Math.ceil(population / lanesEach))
}
