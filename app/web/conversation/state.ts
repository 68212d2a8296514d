// SPDX-License-Identifier: Apache-2.0

import type { AgentStep, ModelInfo, Role, TurnMetrics, WireInterrupt, WireOrder } from '#core/protocol'
import type { FeederKind } from '../playback/feeder.ts'

/** How a turn came about: `uploaded` ones are recordings, `restored` ones come from an earlier connection. */
export type Asked = 'spoken' | 'typed' | 'uploaded' | 'restored'

export type TurnPhase = 'thinking' | 'speaking' | 'done' | 'interrupted' | 'failed'

/** What went wrong, in the server's words or the page's own. */
export interface Problem {
  readonly code: string
  readonly text: string
  readonly retryable: boolean
}

/** What was heard of a reply, as the audio thread counted it. */
export interface Heard {
  readonly playedMs: number
  readonly underruns: number
  readonly stalledMs: number
  readonly firstHeardMs: number | null
}

/** One exchange: what the customer said, what the shop did and answered. */
export interface Turn {
  /** The page's own number, which a turn has before the server has named it. */
  readonly key: number
  /** The server's name; null until its first message about this turn. */
  readonly id: string | null
  readonly asked: Asked
  /** Hands-free: for how long the customer had been silent before it was clear that they were done. */
  readonly pauseMs: number
  /** What the customer said; null while it is being recognised. */
  readonly text: string | null
  readonly phase: TurnPhase
  /** Who answers. */
  readonly agent: Role | null
  readonly steps: readonly AgentStep[]
  readonly reply: string
  /** What the customer is being asked; null when nothing is waited for. */
  readonly question: WireInterrupt | null
  /** Audio seconds per second that the synthesiser took for the reply; null until known, or if nobody measured. */
  readonly genX: number | null
  readonly heard: Heard | null
  readonly metrics: TurnMetrics | null
  readonly problem: Problem | null
}

export type Connection = 'connecting' | 'open' | 'lost'

/** `armed`: open, and waiting for somebody to speak (hands-free). `on`: hearing somebody. */
export type MicrophoneState = 'off' | 'opening' | 'armed' | 'on'

/** Which microphone, and how it is used. */
export interface Listening {
  /** The microphone is open all the time, and speech is noticed by itself. */
  readonly handsFree: boolean
  /** Empty until the customer has allowed the microphone: before that, browsers do not tell. */
  readonly microphones: readonly MicrophoneChoice[]
  /** The one to use; null: whichever the system prefers. */
  readonly microphoneId: string | null
  /** What notices speech, hands-free: pitch and noise floor, or a neural network that is fetched when it is chosen. */
  readonly detector: 'pitch' | 'silero'
}

export interface MicrophoneChoice {
  readonly id: string
  readonly name: string
}

/** Everything the page shows. */
export interface PageState {
  readonly connection: Connection
  readonly sessionId: string | null
  readonly profile: string | null
  readonly models: Readonly<Record<'stt' | 'llm' | 'tts', ModelInfo>> | null
  readonly microphone: MicrophoneState
  readonly listening: Listening
  readonly turns: readonly Turn[]
  readonly order: WireOrder | null
  /** How speech gets to the audio thread; null while there is no loudspeaker. */
  readonly feeder: FeederKind | null
  /** Turns whose reply can be downloaded. */
  readonly recorded: readonly string[]
  /** The gen-x that the synthesiser is to keep to; null: as fast as it can. */
  readonly rehearsedGenX: number | null
  /** The voice that was chosen; null: the one the server was given. */
  readonly voice: string | null
  /** What went wrong outside of any turn. */
  readonly problem: Problem | null
}

export const INITIAL_STATE: PageState = {
  connection: 'connecting',
  sessionId: null,
  profile: null,
  models: null,
  microphone: 'off',
  listening: { handsFree: false, microphones: [], microphoneId: null, detector: 'pitch' },
  turns: [],
  order: null,
  feeder: null,
  recorded: [],
  rehearsedGenX: null,
  voice: null,
  problem: null,
}

/** The turn a latency strip is about: the last one with anything measured. */
export function lastMeasured(turns: readonly Turn[]): Turn | null {
  return turns.findLast(({ metrics, heard }) => metrics !== null || heard?.firstHeardMs != null) ?? null
}

/** What the shop waits to be told; null once the customer has said something else. */
export function openQuestion({ turns }: PageState): WireInterrupt | null {
  return turns.at(-1)?.question ?? null
}

/** Is the shop working on an answer, or giving it? */
export function isBusy({ turns }: PageState): boolean {
  const phase = turns.at(-1)?.phase
  return phase === 'thinking' || phase === 'speaking'
}
