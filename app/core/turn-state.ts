// SPDX-License-Identifier: Apache-2.0

/** Where a conversation stands. At most one turn is alive, and at most one is parked. */
export type TurnState = Idle | Listening | Thinking | Speaking

export interface Idle {
  readonly phase: 'idle'
}

/** A person speaks; the utterance is being recorded. */
export interface Listening {
  readonly phase: 'listening'
  readonly turnId: string
  readonly parked: Parked | null
}

/** Models work, nothing has been said yet. */
export type Thinking = Transcribing | Answering | Saying

export interface Transcribing {
  readonly phase: 'thinking'
  readonly doing: 'transcribing'
  readonly turnId: string
  readonly parked: Parked | null
}

export interface Answering {
  readonly phase: 'thinking'
  readonly doing: 'answering'
  readonly turnId: string
  /** What the agent was asked; null once its reply is complete, so that it is not asked again. */
  readonly question: Question | null
  readonly isCut: boolean
}

/** A text is to be spoken as it is, no agent. */
export interface Saying {
  readonly phase: 'thinking'
  readonly doing: 'saying'
  readonly turnId: string
}

/** Speech is on its way to the listener, or the listener is still hearing it. */
export interface Speaking {
  readonly phase: 'speaking'
  readonly turnId: string
  readonly doing: 'answering' | 'saying'
  /** How much the listener has heard, since the latest beginning of its speech. */
  readonly playedMs: number
  /** The whole length from there, known once everything has been sent. */
  readonly audioMs: number | null
  /** Whether the reply's text is complete. */
  readonly isWritten: boolean
  /** The agent was stopped before its reply was complete: it has to be told what was heard even if all of it was. */
  readonly isCut: boolean
}

/**
 * A turn that somebody may have spoken into: its model calls are stopped, its speech has ended, and what became of it is
 * open until the utterance proves to be words, or a cough.
 */
export type Parked = Transcribing | Answering | Saying | Speaking

/** What a person said. */
export interface Question {
  readonly text: string
  readonly alternatives: readonly string[]
}

export const IDLE: TurnState = { phase: 'idle' }
