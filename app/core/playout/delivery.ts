// SPDX-License-Identifier: Apache-2.0

/** How a voice was lately delivered: what one who heard it can tell to one who did not. */
export interface Delivery {
  /** Replies it stands on, 1 or more. */
  readonly replies: number
  readonly genX: number
  /** Standard deviation of the arrivals around their line. */
  readonly jitterMs: number
  /** How far behind the line the latest arrival was. */
  readonly lateMs: number
  /** The longest wait that a reply, made faster than real time, needed after its first speech (W*). */
  readonly wStarMs: number
}
