// SPDX-License-Identifier: Apache-2.0

import type { ErrorCode } from './protocol/server-messages.ts'

/** Why a turn, or a part of it, came to nothing. Carries no secret and nothing anybody said. */
export interface TurnFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
}

export type TurnEvent =
  /** A person begins to speak. */
  | {
      readonly type: 'utterance-begin'
      readonly turnId: string
      /** How much of the reply that this cuts into had been heard; else the last playhead counts. */
      readonly playedMs?: number
    }
  | { readonly type: 'utterance-end' }
  | { readonly type: 'utterance-cancel' }
  /** A whole utterance at once. */
  | { readonly type: 'utterance'; readonly turnId: string }
  /** A typed turn. */
  | { readonly type: 'typed'; readonly turnId: string; readonly text: string }
  /** Speak this, no agent. */
  | { readonly type: 'say'; readonly turnId: string; readonly text: string }
  | {
      readonly type: 'transcript'
      readonly turnId: string
      readonly text: string
      readonly alternatives: readonly string[]
    }
  /** Reply text as the agent writes it. */
  | { readonly type: 'delta'; readonly turnId: string; readonly text: string }
  /** A speakable sentence of the reply is complete. */
  | { readonly type: 'sentence'; readonly turnId: string; readonly text: string }
  /** The reply's text is complete. */
  | { readonly type: 'written'; readonly turnId: string }
  /** Speech from the synthesiser. */
  | { readonly type: 'speech'; readonly turnId: string; readonly chunk: Uint8Array }
  /** All speech there will be has left for the listener; 0 ms when there was none. */
  | { readonly type: 'sent'; readonly turnId: string; readonly audioMs: number }
  /** What the listener has heard, in rendered milliseconds since the reply's first sample. */
  | { readonly type: 'playhead'; readonly turnId: string; readonly playedMs: number }
  /** The listener must have heard everything by now, reported or not. */
  | { readonly type: 'playback-over'; readonly turnId: string }
  /** The person wants silence. Without `turnId`, of whatever is current; without `playedMs`, at the last playhead. */
  | { readonly type: 'interrupt'; readonly turnId?: string; readonly playedMs?: number }
  /** A stage failed, or its time was up. */
  | {
      readonly type: 'failed'
      readonly turnId: string
      readonly stage: 'transcribe' | 'answer' | 'speak'
      readonly failure: TurnFailure
    }
  /** The connection is gone. */
  | { readonly type: 'gone' }

export type TurnCommand =
  | { readonly type: 'record'; readonly turnId: string }
  | { readonly type: 'discard-recording'; readonly turnId: string }
  | { readonly type: 'transcribe'; readonly turnId: string }
  | { readonly type: 'show-transcript'; readonly turnId: string; readonly text: string }
  | {
      readonly type: 'ask-agent'
      readonly turnId: string
      readonly text: string
      readonly alternatives: readonly string[]
    }
  | { readonly type: 'show-delta'; readonly turnId: string; readonly text: string }
  /** Queue a sentence for the synthesiser. */
  | { readonly type: 'speak'; readonly turnId: string; readonly text: string }
  /** Speak what was not heard whole once more, and nothing else: somebody coughed. Answered by `sent` as `end-text` is. */
  | { readonly type: 'speak-again'; readonly turnId: string; readonly playedMs: number }
  /** No more sentences will come. Answered by `sent` when all speech has left. */
  | { readonly type: 'end-text'; readonly turnId: string }
  /** Send this speech to the listener. */
  | { readonly type: 'play'; readonly turnId: string; readonly chunk: Uint8Array }
  /** Synthesise no more for this turn; what was sent stays. */
  | { readonly type: 'mute'; readonly turnId: string }
  /** Abort every model call of the turn; drop queued sentences and unsent speech. */
  | { readonly type: 'stop'; readonly turnId: string }
  /** Tell the listener that no more speech of this turn comes. */
  | { readonly type: 'end-speech'; readonly turnId: string; readonly interrupted: boolean }
  /** The agent remembers of its reply only what was heard in this time. */
  | { readonly type: 'remember-heard'; readonly turnId: string; readonly playedMs: number }
  /** Report `playback-over` once this much more audio must have been heard. */
  | { readonly type: 'await-playback'; readonly turnId: string; readonly remainingMs: number }
  | { readonly type: 'report'; readonly turnId?: string; readonly failure: TurnFailure }
  /** The turn is over: exactly once for every turn that got as far as `thinking`. */
  | { readonly type: 'close-turn'; readonly turnId: string; readonly interrupted: boolean }
