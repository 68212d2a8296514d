// SPDX-License-Identifier: Apache-2.0

/** Where the listener is in a reply. */
export interface ListenerPosition {
  /** Milliseconds of the reply rendered so far. */
  readonly playedMs: number
  /** How long the listener's player has been gathering its reserve; 0 once it plays. */
  readonly waitedMs: number
}

/** How far ahead of a listener a stage may work, in milliseconds of audio. */
export interface Lead {
  readonly leadMs: number
  /** The most a player that has not started yet is given, however long it waits. */
  readonly mostMs: number
}

/**
 * Speech sent ahead of the playhead. Four seconds ride out a bad network, and are dropped by the client in one step on
 * an interruption. A player that faces gen-x 0.5 and a reply of 30 s wants 15 s of it before it starts, and half a
 * minute is 1.4 MB.
 */
export const SEND_LEAD: Lead = { leadMs: 4_000, mostMs: 30_000 }

/**
 * Speech made ahead of the playhead before the next sentence is asked for: beyond what is sent, so that a sentence
 * never starts late; no more, because what is interrupted was made in vain.
 */
export const SYNTHESIS_LEAD: Lead = { leadMs: 6_000, mostMs: 32_000 }

/**
 * How far into the reply a stage may be, given where the listener is. While a player gathers its reserve it is granted
 * real time, as if it played: it only waits for more than the lead when speech comes slower than that, so the credit
 * never keeps from it what it waits for.
 */
export function leadLimitMs({ leadMs, mostMs }: Lead, { playedMs, waitedMs }: ListenerPosition): number {
  return playedMs + Math.min(leadMs + waitedMs, mostMs)
}
