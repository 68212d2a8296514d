// SPDX-License-Identifier: Apache-2.0

import type { Timeline } from './timeline.ts'

/** The network cuts one big piece into several that arrive within about this. */
const ONE_PIECE_MS = 5
/** Of the time to the first byte: what takes less than this was made before any of it was sent. */
const ONE_PIECE_SHARE = 0.05

/** Whether all of the speech came at once, in however many pieces the network cut it: the server does not stream. */
export function cameAtOnce({ requestedAtMs, chunks }: Timeline): boolean {
  const [first] = chunks
  const last = chunks.at(-1)
  if (first === undefined || last === undefined) return false
  const tookMs = last.atMs - first.atMs
  return tookMs <= Math.max(ONE_PIECE_MS, (first.atMs - requestedAtMs) * ONE_PIECE_SHARE)
}
