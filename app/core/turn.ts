// SPDX-License-Identifier: Apache-2.0

/**
 * The turn: a pure state machine, `idle → listening → thinking → speaking → idle`. Events in, commands out; no clock,
 * no socket, no model. The voice server carries the commands out and reports back what became of them.
 *
 * A turn is known by its id, and every event of work in progress carries it: what belongs to a turn that is no longer
 * the current one changes nothing, however late it comes.
 *
 * Whoever speaks into a reply silences it at once. Whether the reply is over is another question: until the utterance
 * proves to be words the reply is parked, and after a cough it goes on.
 */

import type { TurnCommand, TurnEvent, TurnFailure } from './turn-events.ts'
import {
  type Answering,
  IDLE,
  type Parked,
  type Question,
  type Speaking,
  type Thinking,
  type Transcribing,
  type TurnState,
} from './turn-state.ts'

/** What an event leads to. */
export interface TurnStep {
  readonly state: TurnState
  readonly commands: readonly TurnCommand[]
}

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
    case 'utterance-begin': {
      if (state.phase === 'listening') return stay(state, { type: 'report', failure: ALREADY_RECORDING })
      const { parked, commands } = park(state, event.playedMs)
      return go({ phase: 'listening', turnId: event.turnId, parked }, ...commands, {
        type: 'record',
        turnId: event.turnId,
      })
    }
    case 'utterance-end':
      if (state.phase !== 'listening') return stay(state, { type: 'report', failure: NOT_RECORDING })
      return transcribe(state.turnId, state.parked)
    case 'utterance-cancel':
      if (state.phase !== 'listening') return stay(state, { type: 'report', failure: NOT_RECORDING })
      return unpark(state.parked, { type: 'discard-recording', turnId: state.turnId })
    case 'utterance': {
      const { parked, commands } = park(state)
      return transcribe(event.turnId, parked, commands)
    }
    case 'typed':
      return answer(event.turnId, { text: event.text, alternatives: [] }, bargeIn(state))
    case 'say':
      return go(
        { phase: 'thinking', doing: 'saying', turnId: event.turnId },
        ...bargeIn(state),
        { type: 'speak', turnId: event.turnId, text: event.text },
        { type: 'end-text', turnId: event.turnId },
      )
    case 'interrupt':
      return interrupt(state, event)
    case 'gone':
      return go(IDLE, ...hangUp(state))
    default:
      return state.phase !== 'idle' && event.turnId === state.turnId ? progress(state, event) : stay(state)
  }
}
// #endregion turn-machine

// #region barge-in
/**
 * What it takes to end whatever is alive, because somebody has said something else or asks for silence: model calls
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
      return [...forget(state.parked, playedMs), { type: 'discard-recording', turnId: state.turnId }]
    case 'thinking': {
      const parked = state.doing === 'transcribing' ? state.parked : null
      return [...forget(parked, playedMs), ...silence(state), ...forget(state)]
    }
    case 'speaking':
      if (heardAll(playedMs ?? state.playedMs, state.audioMs)) return heardOut(state)
      return [...silence(state), ...forget(state, playedMs)]
  }
}

/** Stops the work of a turn, and its sound. What is remembered of it is another question. */
function silence(state: Thinking | Speaking): readonly TurnCommand[] {
  const { turnId } = state
  const hasEnded = state.phase === 'speaking' && state.audioMs !== null
  return [{ type: 'stop', turnId }, ...(hasEnded ? [] : [{ type: 'end-speech', turnId, interrupted: true } as const])]
}

/** A silenced turn is over: of its reply only what was heard is remembered. */
function forget(parked: Parked | null, playedMs?: number): readonly TurnCommand[] {
  if (parked === null) return NOTHING
  const heardMs = parked.phase === 'speaking' ? (playedMs ?? parked.playedMs) : 0
  return [...remember(parked, heardMs), closed(parked, true)]
}
// #endregion barge-in

// #region resume-after-cough
/**
 * Somebody makes a sound: the turn that is alive falls silent at once, but what is to become of it stays open. Only one
 * turn is parked; an older one, whose interruption has not proved to be words yet, counts as interrupted.
 */
function park(state: TurnState, playedMs?: number): { parked: Parked | null; commands: readonly TurnCommand[] } {
  switch (state.phase) {
    case 'idle':
    case 'listening':
      return { parked: null, commands: bargeIn(state) }
    case 'thinking': {
      if (state.doing !== 'transcribing') return { parked: state, commands: silence(state) }
      return { parked: { ...state, parked: null }, commands: [...forget(state.parked), ...silence(state)] }
    }
    case 'speaking': {
      const heardMs = playedMs ?? state.playedMs
      if (heardAll(heardMs, state.audioMs)) return { parked: null, commands: heardOut(state) }
      return { parked: { ...state, playedMs: heardMs }, commands: silence(state) }
    }
  }
}

/** It was a cough. Work that had said nothing is done again; of a reply, what was not heard whole is spoken again. */
function unpark(parked: Parked | null, ...before: readonly TurnCommand[]): TurnStep {
  if (parked === null) return go(IDLE, ...before)
  const { turnId } = parked
  if (parked.phase === 'speaking') {
    const again = { type: 'speak-again', turnId, playedMs: parked.playedMs } as const
    if (parked.doing === 'saying') return go({ phase: 'thinking', doing: 'saying', turnId }, ...before, again)
    const isCut = parked.isCut || !parked.isWritten
    return go({ phase: 'thinking', doing: 'answering', turnId, question: null, isCut }, ...before, again)
  }
  if (parked.doing === 'transcribing') return go(parked, ...before, { type: 'transcribe', turnId })
  if (parked.doing === 'saying' || parked.question === null) {
    return go(parked, ...before, { type: 'speak-again', turnId, playedMs: 0 })
  }
  return go(parked, ...before, { type: 'ask-agent', turnId, ...parked.question })
}
// #endregion resume-after-cough

/** Whether an event of this turn still matters. */
export function isCurrent(state: TurnState, turnId: string): boolean {
  return state.phase !== 'idle' && state.turnId === turnId
}

type Interrupt = Extract<TurnEvent, { readonly type: 'interrupt' }>
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

/** Somebody wants silence: a turn that is parked does not go on, and one that is being recorded is not disturbed. */
function interrupt(state: TurnState, { turnId, playedMs }: Interrupt): TurnStep {
  if (state.phase === 'idle') return stay(state)
  const parked = parkedIn(state)
  if (parked !== null && (turnId === parked.turnId || (turnId === undefined && state.phase === 'listening'))) {
    return go(withoutParked(state), ...forget(parked, playedMs))
  }
  if (state.phase === 'listening' || (turnId !== undefined && turnId !== state.turnId)) return stay(state)
  return go(IDLE, ...bargeIn(state, playedMs))
}

/** Work of the current turn got further. */
function progress(state: Exclude<TurnState, { phase: 'idle' }>, event: Work): TurnStep {
  const { turnId } = event
  if (state.phase === 'listening') return stay(state)
  if (isTranscribing(state)) return transcribed(state, event)
  switch (event.type) {
    case 'transcript':
      return stay(state)
    case 'delta':
      return stay(state, { type: 'show-delta', turnId, text: event.text })
    case 'sentence':
      return stay(state, { type: 'speak', turnId, text: event.text })
    case 'written':
      return go(written(state), { type: 'end-text', turnId })
    case 'speech':
      return speech(state, event.chunk)
    case 'sent':
      return sent(state, event.audioMs)
    case 'playhead':
      if (state.phase !== 'speaking') return stay(state)
      if (heardAll(event.playedMs, state.audioMs)) return go(IDLE, ...heardOut(state))
      return go({ ...state, playedMs: Math.max(state.playedMs, event.playedMs) })
    case 'playback-over':
      return state.phase === 'speaking' && state.audioMs !== null ? go(IDLE, ...heardOut(state)) : stay(state)
    case 'failed':
      return failed(state, event)
  }
}

/** An utterance turned out to be words, a cough, or nobody knows. */
function transcribed(state: Transcribing, event: Work): TurnStep {
  const { turnId, parked } = state
  const close = closed(state, false)
  switch (event.type) {
    case 'transcript': {
      const { text, alternatives } = event
      if (text.trim() === '') return unpark(parked, { type: 'report', turnId, failure: NOTHING_HEARD }, close)
      return answer(turnId, { text, alternatives }, [...forget(parked), { type: 'show-transcript', turnId, text }])
    }
    case 'failed': {
      const report = { type: 'report', turnId, failure: event.failure } as const
      if (event.stage !== 'transcribe') return stay(state)
      if (event.failure.code === 'empty_audio') return unpark(parked, report, close)
      return go(IDLE, ...forget(parked), { type: 'stop', turnId }, report, close)
    }
    default:
      return stay(state)
  }
}

function transcribe(turnId: string, parked: Parked | null, before: readonly TurnCommand[] = NOTHING): TurnStep {
  return go({ phase: 'thinking', doing: 'transcribing', turnId, parked }, ...before, { type: 'transcribe', turnId })
}

function answer(turnId: string, question: Question, before: readonly TurnCommand[]): TurnStep {
  return go({ phase: 'thinking', doing: 'answering', turnId, question, isCut: false }, ...before, {
    type: 'ask-agent',
    turnId,
    ...question,
  })
}

function written<State extends Exclude<Thinking, Transcribing> | Speaking>(state: State): TurnState {
  if (state.phase === 'speaking') return { ...state, isWritten: true }
  return state.doing === 'answering' ? { ...state, question: null } : state
}

function speech(state: Exclude<Thinking, Transcribing> | Speaking, chunk: Uint8Array): TurnStep {
  const { turnId, doing } = state
  const play = { type: 'play', turnId, chunk } as const
  if (state.phase === 'speaking') return stay(state, play)
  const isWritten = state.doing === 'saying' || state.question === null
  const isCut = state.doing === 'answering' && state.isCut
  return go({ phase: 'speaking', turnId, doing, playedMs: 0, audioMs: null, isWritten, isCut }, play)
}

function sent(state: Exclude<Thinking, Transcribing> | Speaking, audioMs: number): TurnStep {
  const { turnId } = state
  if (state.phase === 'thinking') return go(IDLE, ...heardOut(state))
  if (state.audioMs !== null) return stay(state)
  const end = { type: 'end-speech', turnId, interrupted: false } as const
  if (heardAll(state.playedMs, audioMs)) return go(IDLE, end, ...heardOut({ ...state, audioMs }))
  return go({ ...state, audioMs }, end, { type: 'await-playback', turnId, remainingMs: audioMs - state.playedMs })
}

/** A failure costs as little of the turn as it can: words that were written are still spoken, or still shown. */
function failed(
  state: Exclude<Thinking, Transcribing> | Speaking,
  event: Extract<TurnEvent, { readonly type: 'failed' }>,
): TurnStep {
  const { turnId } = event
  const report = { type: 'report', turnId, failure: event.failure } as const
  switch (event.stage) {
    case 'transcribe':
      return stay(state)
    case 'answer':
      return go(written(state), report, { type: 'end-text', turnId })
    case 'speak':
      return stay(state, report, { type: 'mute', turnId })
  }
}

/** The listener is gone. A turn nobody heard anything of stays unfinished, so that `resume` can give it back. */
function hangUp(state: TurnState): readonly TurnCommand[] {
  const parked = parkedIn(state)
  const rest = withoutParked(state)
  return [
    ...(parked === null ? NOTHING : wasHeard(parked) ? forget(parked) : [closed(parked, true)]),
    ...(rest.phase !== 'thinking' || wasHeard(rest)
      ? bargeIn(rest)
      : [{ type: 'stop', turnId: rest.turnId } as const, closed(rest, true)]),
  ]
}

function wasHeard(state: Parked): boolean {
  return state.phase === 'speaking' || (state.doing === 'answering' && state.isCut)
}

function parkedIn(state: TurnState): Parked | null {
  return state.phase === 'listening' || isTranscribing(state) ? state.parked : null
}

function withoutParked(state: TurnState): TurnState {
  return state.phase === 'listening' || isTranscribing(state) ? { ...state, parked: null } : state
}

function isTranscribing(state: TurnState): state is Transcribing {
  return state.phase === 'thinking' && state.doing === 'transcribing'
}

/** All there was of a turn has been heard. */
function heardOut(state: Answering | Exclude<Thinking, Transcribing> | Speaking): readonly TurnCommand[] {
  const isCut = state.doing === 'answering' && state.isCut
  const heardMs = state.phase === 'speaking' ? (state.audioMs ?? state.playedMs) : 0
  return [...(isCut ? remember(state, heardMs) : NOTHING), closed(state, false)]
}

function closed({ turnId }: Parked, interrupted: boolean): TurnCommand {
  return { type: 'close-turn', turnId, interrupted }
}

function remember({ doing, turnId }: Parked, playedMs: number): readonly TurnCommand[] {
  return doing === 'answering' ? [{ type: 'remember-heard', turnId, playedMs }] : NOTHING
}

function heardAll(playedMs: number, audioMs: number | null): boolean {
  return audioMs !== null && playedMs >= audioMs - END_TOLERANCE_MS
}

function go(state: TurnState, ...commands: readonly TurnCommand[]): TurnStep {
  return { state, commands }
}

function stay(state: TurnState, ...commands: readonly TurnCommand[]): TurnStep {
  return { state, commands: commands.length === 0 ? NOTHING : commands }
}
