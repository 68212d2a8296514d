// SPDX-License-Identifier: Apache-2.0
import type { Playout } from '../../app/core/playout/playout.ts'

/** A piece of speech as it arrives. */
export interface Arriving {
  readonly atMs: number
  readonly audioMs: number
}

/** Speech played without a gap. */
export interface PlayedStretch {
  readonly fromMs: number
  readonly toMs: number
}

/** What a listener hears of one reply. Times are since the request. */
export interface Heard {
  /** Silence before the first sound. */
  readonly waitMs: number
  /** Each gap. */
  readonly stallsMs: readonly number[]
  readonly played: readonly PlayedStretch[]
}

/** Shorter than this is rounding, not a gap. */
const ROUNDING_MS = 0.05

/** Plays a reply by a rule, as the page's player does: it asks whenever speech arrives, and plays out what is there at the end. */
export function playOut(playout: Playout, arriving: readonly Arriving[], expectedMs: number): Heard {
  const played: PlayedStretch[] = []
  let fromMs = 0
  let dryMs = 0
  let playing = false
  let waitingMs = 0
  playout.begin(null)
  playout.expect(expectedMs, true)
  for (const [index, { atMs, audioMs }] of arriving.entries()) {
    if (playing && atMs - dryMs > ROUNDING_MS) {
      played.push({ fromMs, toMs: dryMs })
      playing = false
    }
    if (playing) {
      dryMs += audioMs
      playout.arrived(audioMs, atMs, dryMs - atMs)
      continue
    }
    waitingMs += audioMs
    playout.arrived(audioMs, atMs, waitingMs)
    if (index < arriving.length - 1 && !playout.mayStart(waitingMs)) continue
    playing = true
    fromMs = atMs
    dryMs = atMs + waitingMs
    waitingMs = 0
  }
  if (playing) played.push({ fromMs, toMs: dryMs })
  const stallsMs = played.slice(1).map((stretch, i) => stretch.fromMs - (played[i]?.toMs ?? stretch.fromMs))
  return { waitMs: played[0]?.fromMs ?? 0, stallsMs, played }
}
