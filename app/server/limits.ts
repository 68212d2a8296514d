// SPDX-License-Identifier: Apache-2.0

/** How long each stage may take, and how much a connection may hold. */
export interface Limits {
  /** A whole transcription. Whisper takes under 1 s for an utterance; rehearsal's recogniser runs 5 times real time. */
  readonly transcribeMs: number
  /** One call of the language model, from the request to its last token. */
  readonly modelCallMs: number
  /** Silence of the agent between two of its events: a model call with a cold cache included. */
  readonly agentMs: number
  /** A sentence's first speech from the request, and silence of the synthesiser within a sentence. */
  readonly speechMs: number
  /** One read or write of a conversation. */
  readonly storeMs: number
  /** A listener who reports no progress for this long has left, though the socket is open. */
  readonly listenerMs: number
  /** After the reply must have been heard: how long to wait for the report that says so. */
  readonly lastReportMs: number
  /** Speech of one reply that is made and not yet sent; the synthesiser waits beyond it. */
  readonly unsentMs: number
  /** Bytes a socket may hold before speech waits: four seconds at 24 kHz and room to spare. */
  readonly socketBytes: number
  /** Turns a connection may start at once, and per second from then on. */
  readonly turnBurst: number
  readonly turnsPerS: number
  /** Connections; more are turned away with 503. */
  readonly connections: number
  /** Between two pings; a peer that answers none is gone. */
  readonly pingMs: number
  /** Longest stop, from the signal to the exit. */
  readonly closeMs: number
}

export const defaultLimits = {
  transcribeMs: 20_000,
  modelCallMs: 20_000,
  agentMs: 30_000,
  speechMs: 12_000,
  storeMs: 8_000,
  listenerMs: 60_000,
  lastReportMs: 3_000,
  unsentMs: 60_000,
  socketBytes: 512_000,
  turnBurst: 20,
  turnsPerS: 5,
  connections: 1_000,
  pingMs: 20_000,
  closeMs: 2_000,
} as const satisfies Limits
