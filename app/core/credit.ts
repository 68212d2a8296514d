// SPDX-License-Identifier: Apache-2.0

/** Where the listener is in a reply. */
export interface ListenerPosition {
  /** Milliseconds of the reply rendered so far. */
  readonly playedMs: number
  /** False while the listener's player still gathers its reserve. */
  readonly hasStarted: boolean
}

/** How far ahead of a listener a stage may work, in milliseconds of audio. */
export interface Lead {
  readonly playingMs: number
  /** Before playback starts: larger, because a player that waits for a reserve must be able to get it. */
  readonly waitingMs: number
}

/**
 * Speech sent ahead of the playhead. Four seconds ride out a bad network, and are dropped by the client in one step
 * on an interruption. A player that faces gen-x 0.5 and a reply of 30 s wants half of it before it starts.
 */
export const SEND_LEAD: Lead = { playingMs: 4_000, waitingMs: 30_000 }

/**
 * Speech made ahead of the playhead before the next sentence is asked for: beyond what is sent, so that a sentence
 * never starts late; no more, because what is interrupted was made in vain.
 */
export const SYNTHESIS_LEAD: Lead = { playingMs: 6_000, waitingMs: 30_000 }

/** How far into the reply a stage may be, given where the listener is. */
export function leadLimitMs(lead: Lead, { playedMs, hasStarted }: ListenerPosition): number {
  return playedMs + (hasStarted ? lead.playingMs : lead.waitingMs)
}
