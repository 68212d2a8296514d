// SPDX-License-Identifier: Apache-2.0

/** How speech is handed over: as `FeederKind`, for those who have no DOM. */
export type Kind = 'ring' | 'port'

export interface Stream {
  readonly kind: Kind
  readonly seconds: number
  /** How far ahead of real time speech is handed over. */
  readonly leadMs: number
  /** The main thread does nothing else for this long, once a second. */
  readonly blockMs: number
  /** So much speech must be waiting before playback starts. */
  readonly prebufferMs: number
}

/** What a benchmark can have measured inside of the page, as `window.bench`. */
export interface PlaybackBench {
  /** Samples per second that the main thread can hand over: the whole buffer filled at once, several times. */
  throughput(kind: Kind, runs: number): Promise<readonly number[]>
  /** Milliseconds from handing over the first samples of a reply to their leaving the loudspeaker. */
  latency(kind: Kind, runs: number): Promise<readonly number[]>
  /** Plays speech as it would come from a server that stays ahead. Gives gaps, and the silence in them. */
  stream(stream: Stream): Promise<{ readonly underruns: number; readonly stalledMs: number }>
  /** The timers of `stream` without any playback: what the main thread does anyway. */
  idle(seconds: number): Promise<void>
}
