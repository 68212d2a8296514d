// SPDX-License-Identifier: Apache-2.0

/**
 * The turn: a pure state machine, `idle → listening → thinking → speaking → idle`. Events in, commands out; no clock,
 * no socket, no model. The voice server carries the commands out and reports back what became of them.
 *
 * A turn is known by its id, and every event of work in progress carries it: what belongs to a turn that is no longer
 * the current one changes nothing, however late it comes.
 */

import type { ErrorCode } from './protocol/server-messages.ts'

/** Why a turn, or a part of it, came to nothing. Carries no secret and nothing anybody said. */
export interface TurnFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
}

/** Where a conversation stands. At most one turn is alive. */
export type TurnState = Idle | Listening | Thinking | Speaking

interface Idle {
  readonly phase: 'idle'
}

/** A person speaks; the utterance is being recorded. */
interface Listening {
  readonly phase: 'listening'
  readonly turnId: string
}

/** Models work, nothing has been said yet. */
interface Thinking {
  readonly phase: 'thinking'
  readonly turnId: string
  /** `saying`: a text to be spoken as it is, no agent. */
  readonly doing: 'transcribing' | 'answering' | 'saying'
}

/** Speech is on its way to the listener, or the listener is still hearing it. */
interface Speaking {
  readonly phase: 'speaking'
  readonly turnId: string
  readonly doing: 'answering' | 'saying'
  /** How much of the reply the listener has heard. */
  readonly playedMs: number
  /** The reply's whole length, known once everything has been sent. */
  readonly audioMs: number | null
}

export type TurnEvent =
  /** A person begins to speak. */
  | { readonly type: 'utterance-begin'; readonly turnId: string }
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

/** What an event leads to. */
export interface TurnStep {
  readonly state: TurnState
  readonly commands: readonly TurnCommand[]
}

export const IDLE: TurnState = { phase: 'idle' }

/** A playhead this close to the end counts as the end: one frame, which resampling may round away. */
export const END_TOLERANCE_MS = 20

const NOTHING: readonly TurnCommand[] = []

const NOTHING_HEARD: TurnFailure = {
  code: 'nothing_heard',
  message: 'No words were recognised. Say it again, closer to the microphone.',
  retryable: true,
}
const ALREADY_RECORDING: TurnFailure = {
  code: 'already_recording',
  message: 'An utterance is being recorded already. Send audio_end or audio_cancel first.',
  retryable: false,
}
const NOT_RECORDING: TurnFailure = {
  code: 'not_recording',
  message: 'No utterance is being recorded. Send audio_begin first.',
  retryable: false,
}

// #region turn-machine
/** One step of the conversation. Total: every event is answered in every state. */
export function advance(state: TurnState, event: TurnEvent): TurnStep {
  switch (event.type) {
    case 'utterance-begin':
      if (state.phase === 'listening') return stay(state, { type: 'report', failure: ALREADY_RECORDING })
      return go({ phase: 'listening', turnId: event.turnId }, ...bargeIn(state), {
        type: 'record',
        turnId: event.turnId,
      })
    case 'utterance-end':
      if (state.phase !== 'listening') return stay(state, { type: 'report', failure: NOT_RECORDING })
      return transcribe(state.turnId)
    case 'utterance-cancel':
      if (state.phase !== 'listening') return stay(state, { type: 'report', failure: NOT_RECORDING })
      return go(IDLE, { type: 'discard-recording', turnId: state.turnId })
    case 'utterance':
      return transcribe(event.turnId, bargeIn(state))
    case 'typed':
      return answer(event.turnId, event.text, [], bargeIn(state))
    case 'say':
      return go(
        { phase: 'thinking', turnId: event.turnId, doing: 'saying' },
        ...bargeIn(state),
        { type: 'speak', turnId: event.turnId, text: event.text },
        { type: 'end-text', turnId: event.turnId },
      )
    case 'interrupt':
      if (state.phase === 'idle' || state.phase === 'listening') return stay(state)
      if (event.turnId !== undefined && event.turnId !== state.turnId) return stay(state)
      return go(IDLE, ...bargeIn(state, event.playedMs))
    case 'gone':
      return go(IDLE, ...hangUp(state))
    default:
      return state.phase !== 'idle' && event.turnId === state.turnId ? progress(state, event) : stay(state)
  }
}
// #endregion turn-machine

// #region barge-in
/**
 * What it takes to silence the turn that is alive, because somebody speaks, types or asks for silence: its model calls
 * stop, and the agent remembers what was heard and nothing more. Once the listener has heard it all there is nothing to
 * cut.
 *
 * @param playedMs what the listener says was heard; else the last playhead counts
 */
export function bargeIn(state: TurnState, playedMs?: number): readonly TurnCommand[] {
  switch (state.phase) {
    case 'idle':
      return NOTHING
    case 'listening':
      return [{ type: 'discard-recording', turnId: state.turnId }]
    case 'thinking':
      return [
        { type: 'stop', turnId: state.turnId },
        { type: 'end-speech', turnId: state.turnId, interrupted: true },
        ...remember(state, 0),
        { type: 'close-turn', turnId: state.turnId, interrupted: true },
      ]
    case 'speaking': {
      const heardMs = playedMs ?? state.playedMs
      if (heardAll(heardMs, state.audioMs)) return [{ type: 'close-turn', turnId: state.turnId, interrupted: false }]
      return [
        { type: 'stop', turnId: state.turnId },
        ...(state.audioMs === null ? [{ type: 'end-speech', turnId: state.turnId, interrupted: true } as const] : []),
        ...remember(state, heardMs),
        { type: 'close-turn', turnId: state.turnId, interrupted: true },
      ]
    }
  }
}
// #endregion barge-in

/** Whether an event of this turn still matters. */
export function isCurrent(state: TurnState, turnId: string): boolean {
  return state.phase !== 'idle' && state.turnId === turnId
}

type Work = Extract<
  TurnEvent,
  {
    readonly type:
      | 'transcript'
      | 'delta'
      | 'sentence'
      | 'written'
      | 'speech'
      | 'sent'
      | 'playhead'
      | 'playback-over'
      | 'failed'
  }
>

/** Work of the current turn got further. */
function progress(state: Listening | Thinking | Speaking, event: Work): TurnStep {
  const { turnId } = event
  if (state.phase === 'listening') return stay(state)
  switch (event.type) {
    case 'transcript':
      if (state.phase !== 'thinking' || state.doing !== 'transcribing') return stay(state)
      if (event.text.trim() === '') return close(turnId, { type: 'report', turnId, failure: NOTHING_HEARD })
      return answer(turnId, event.text, event.alternatives, [{ type: 'show-transcript', turnId, text: event.text }])
    case 'delta':
      return stay(state, { type: 'show-delta', turnId, text: event.text })
    case 'sentence':
      return stay(state, { type: 'speak', turnId, text: event.text })
    case 'written':
      return stay(state, { type: 'end-text', turnId })
    case 'speech':
      return speech(state, event.chunk)
    case 'sent':
      return sent(state, event.audioMs)
    case 'playhead':
      if (state.phase !== 'speaking') return stay(state)
      if (heardAll(event.playedMs, state.audioMs)) return close(turnId)
      return go({ ...state, playedMs: Math.max(state.playedMs, event.playedMs) })
    case 'playback-over':
      return state.phase === 'speaking' && state.audioMs !== null ? close(turnId) : stay(state)
    case 'failed':
      return failed(state, event)
  }
}

function transcribe(turnId: string, before: readonly TurnCommand[] = NOTHING): TurnStep {
  return go({ phase: 'thinking', turnId, doing: 'transcribing' }, ...before, { type: 'transcribe', turnId })
}

function answer(
  turnId: string,
  text: string,
  alternatives: readonly string[],
  before: readonly TurnCommand[],
): TurnStep {
  return go({ phase: 'thinking', turnId, doing: 'answering' }, ...before, {
    type: 'ask-agent',
    turnId,
    text,
    alternatives,
  })
}

function speech(state: Thinking | Speaking, chunk: Uint8Array): TurnStep {
  const { turnId, doing } = state
  const play = { type: 'play', turnId, chunk } as const
  if (state.phase === 'speaking') return stay(state, play)
  if (doing === 'transcribing') return stay(state)
  return go({ phase: 'speaking', turnId, doing, playedMs: 0, audioMs: null }, play)
}

function sent(state: Thinking | Speaking, audioMs: number): TurnStep {
  const { turnId } = state
  if (state.phase === 'thinking') return close(turnId)
  if (state.audioMs !== null) return stay(state)
  const end = { type: 'end-speech', turnId, interrupted: false } as const
  if (heardAll(state.playedMs, audioMs)) return close(turnId, end)
  return go({ ...state, audioMs }, end, { type: 'await-playback', turnId, remainingMs: audioMs - state.playedMs })
}

/** A failure costs as little of the turn as it can: words that were written are still spoken, or still shown. */
function failed(state: Thinking | Speaking, event: Extract<TurnEvent, { readonly type: 'failed' }>): TurnStep {
  const { turnId } = event
  const report = { type: 'report', turnId, failure: event.failure } as const
  switch (event.stage) {
    case 'transcribe':
      return close(turnId, { type: 'stop', turnId }, report)
    case 'answer':
      return stay(state, report, { type: 'end-text', turnId })
    case 'speak':
      return stay(state, report, { type: 'mute', turnId })
  }
}

/** The listener is gone. A turn nobody heard anything of stays unfinished, so that `resume` can give it back. */
function hangUp(state: TurnState): readonly TurnCommand[] {
  if (state.phase !== 'thinking') return bargeIn(state)
  return [
    { type: 'stop', turnId: state.turnId },
    { type: 'close-turn', turnId: state.turnId, interrupted: true },
  ]
}

function remember(state: Thinking | Speaking, playedMs: number): readonly TurnCommand[] {
  return state.doing === 'answering' ? [{ type: 'remember-heard', turnId: state.turnId, playedMs }] : NOTHING
}

function heardAll(playedMs: number, audioMs: number | null): boolean {
  return audioMs !== null && playedMs >= audioMs - END_TOLERANCE_MS
}

function close(turnId: string, ...before: readonly TurnCommand[]): TurnStep {
  return go(IDLE, ...before, { type: 'close-turn', turnId, interrupted: false })
}

function go(state: TurnState, ...commands: readonly TurnCommand[]): TurnStep {
  return { state, commands }
}

function stay(state: TurnState, ...commands: readonly TurnCommand[]): TurnStep {
  return { state, commands: commands.length === 0 ? NOTHING : commands }
}
