// SPDX-License-Identifier: Apache-2.0

import type { ServerMessage, WireMessage } from '#core/protocol'
import type { FeederKind } from '../playback/feeder.ts'
import type { Playhead } from '../playback/playback.ts'
import {
  type Asked,
  type Connection,
  INITIAL_STATE,
  type Listening,
  type MicrophoneState,
  type PageState,
  type Problem,
  type Turn,
} from './state.ts'

export type PageEvent =
  | { readonly type: 'connection'; readonly connection: Connection }
  | { readonly type: 'microphone'; readonly microphone: MicrophoneState }
  | { readonly type: 'listening'; readonly listening: Partial<Listening> }
  /** The customer said something; `text` is null while nobody knows what. */
  | { readonly type: 'asked'; readonly asked: Asked; readonly text: string | null; readonly pauseMs?: number }
  | { readonly type: 'server'; readonly message: ServerMessage }
  | { readonly type: 'playhead'; readonly playhead: Playhead }
  | { readonly type: 'interrupted'; readonly turnId: string | null }
  /** The loudspeaker is open. */
  | { readonly type: 'loudspeaker'; readonly feeder: FeederKind }
  | { readonly type: 'recorded'; readonly turnIds: readonly string[] }
  | { readonly type: 'rehearsing'; readonly genX: number | null }
  | { readonly type: 'speaking-as'; readonly voice: string | null }
  | { readonly type: 'problem'; readonly problem: Problem | null }
  | { readonly type: 'forget' }
  /** The shop no longer knows this conversation; what it was not told yet, it will be. */
  | { readonly type: 'forgotten' }

/** What the page shows after an event. Pure. */
export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'connection':
      return {
        ...state,
        connection: event.connection,
        problem: event.connection === 'open' && isAboutConnection(state.problem) ? null : state.problem,
        turns: event.connection === 'lost' ? state.turns.map(cutOff) : state.turns,
      }
    case 'microphone':
      return { ...state, microphone: event.microphone, problem: event.microphone === 'opening' ? null : state.problem }
    case 'listening':
      return { ...state, listening: { ...state.listening, ...event.listening } }
    case 'asked':
      return {
        ...state,
        problem: isAboutConnection(state.problem) ? state.problem : null,
        turns: [...state.turns, { ...newTurn(state, event.asked, event.text), pauseMs: event.pauseMs ?? 0 }],
      }
    case 'server':
      return hear(state, event.message)
    case 'playhead':
      return withTurn(state, event.playhead.turnId, (turn) => ({
        ...turn,
        heard: event.playhead,
        phase: event.playhead.over && turn.phase === 'speaking' ? 'done' : turn.phase,
      }))
    case 'interrupted':
      return {
        ...state,
        turns: state.turns.map((turn) =>
          (event.turnId === null ? turn === state.turns.at(-1) : turn.id === event.turnId) && isAlive(turn)
            ? { ...turn, phase: 'interrupted' }
            : turn,
        ),
      }
    case 'loudspeaker':
      return { ...state, feeder: event.feeder }
    case 'recorded':
      return { ...state, recorded: event.turnIds }
    case 'rehearsing':
      return { ...state, rehearsedGenX: event.genX }
    case 'speaking-as':
      return { ...state, voice: event.voice }
    case 'problem':
      return { ...state, problem: event.problem }
    case 'forgotten':
      return { ...reduce(state, { type: 'forget' }), turns: state.turns.filter(isUnsent) }
    case 'forget':
      return { ...state, turns: [], order: null, recorded: [], problem: null }
  }
}

function hear(state: PageState, message: ServerMessage): PageState {
  switch (message.type) {
    case 'hello': {
      const { session_id, profile, models, resumed, history, order } = message
      const known = { ...state, sessionId: session_id, profile, models }
      if (!resumed) return known
      // What this page has lived through itself is richer than the server's bare history.
      const turns = state.turns.length > 0 ? state.turns : restoredTurns(history ?? [])
      return { ...known, turns, order: order ?? null }
    }
    case 'transcript':
      return withTurn(state, message.turn_id, (turn) => ({ ...turn, text: message.text }))
    case 'agent_step': {
      const { type: _type, turn_id, ...step } = message
      return withTurn(state, turn_id, (turn) => ({
        ...turn,
        agent: step.kind === 'route' ? step.to : step.agent,
        steps: [...turn.steps, step],
      }))
    }
    case 'reply_delta':
      return withTurn(state, message.turn_id, (turn) => ({
        ...turn,
        reply: message.restart === true ? message.text : turn.reply + message.text,
      }))
    case 'graph_result': {
      const spoken = message.messages.findLast(isSpoken)
      return withTurn(state, message.turn_id, (turn) => ({
        ...turn,
        agent: spoken?.role ?? turn.agent,
        question: message.interrupt,
        reply: turn.reply || (message.interrupt?.prompt ?? spoken?.content ?? ''),
      }))
    }
    case 'order': {
      const { items, delivery, total_cents, status } = message
      return { ...withTurn(state, message.turn_id, (turn) => turn), order: { items, delivery, total_cents, status } }
    }
    case 'tts_begin':
      return withTurn(state, message.turn_id, (turn) => ({ ...turn, phase: 'speaking' }))
    case 'tts_end':
      return withTurn(state, message.turn_id, (turn) => ({
        ...turn,
        genX: message.gen_x,
        phase: message.interrupted && isAlive(turn) ? 'interrupted' : turn.phase,
      }))
    case 'turn_metrics': {
      const { type: _type, ...metrics } = message
      return withTurn(state, message.turn_id, (turn) => ({
        ...turn,
        metrics,
        genX: metrics.gen_x ?? turn.genX,
        // Nothing was spoken, so no playhead will end this turn.
        phase: turn.phase === 'thinking' ? 'done' : turn.phase,
      }))
    }
    case 'error':
      return fail(state, message)
    case 'tts_progress':
    case 'rail':
    case 'guardrails_available':
    case 'guardrails_mode':
    case 'guardrails_status':
    case 'going_away':
      return state
  }
}

function fail(state: PageState, message: Extract<ServerMessage, { type: 'error' }>): PageState {
  const problem: Problem = { code: message.code, text: message.error, retryable: message.retryable }
  const waiting = state.turns.at(-1)
  // An error without a turn belongs to the question that the server has not named yet, if there is one.
  const unnamed = waiting?.id === null && waiting.phase === 'thinking'
  if (message.turn_id === undefined && !unnamed) return { ...state, problem }
  return withTurn(state, message.turn_id ?? null, (turn) => ({
    ...turn,
    problem,
    phase: turn.phase === 'thinking' ? 'failed' : turn.phase,
  }))
}

/**
 * Changes the turn that the server calls `id`: a known one, else the oldest question that waits for a name, else a new one.
 * The server names questions in the order they were asked, those that were interrupted meanwhile included.
 */
function withTurn(state: PageState, id: string | null, change: (turn: Turn) => Turn): PageState {
  const named = id === null ? undefined : state.turns.find((turn) => turn.id === id)
  const target = named ?? state.turns.find((turn) => turn.id === null && turn.phase !== 'failed')
  if (target === undefined) {
    return { ...state, turns: [...state.turns, change({ ...newTurn(state, 'spoken', null), id })] }
  }
  return {
    ...state,
    turns: state.turns.map((turn) => (turn === target ? change({ ...turn, id: turn.id ?? id }) : turn)),
  }
}

function newTurn(state: PageState, asked: Asked, text: string | null): Turn {
  return {
    key: (state.turns.at(-1)?.key ?? 0) + 1,
    id: null,
    asked,
    pauseMs: 0,
    text,
    phase: 'thinking',
    agent: null,
    steps: [],
    reply: '',
    question: null,
    genX: null,
    heard: null,
    metrics: null,
    problem: null,
  }
}

function isAlive({ phase }: Turn): boolean {
  return phase === 'thinking' || phase === 'speaking'
}

/** May the shop never have got it? Then it is sent once the connection is back. */
function isUnsent(turn: Turn): boolean {
  return isAlive(turn) && turn.id === null && turn.asked !== 'spoken'
}

/** What is over once the connection is back. */
const ABOUT_CONNECTION = new Set(['offline', 'unreachable', 'going_away'])

function isAboutConnection(problem: Problem | null): boolean {
  return problem !== null && ABOUT_CONNECTION.has(problem.code)
}

/** A turn that was under way when the connection broke does not go on; what was already heard of it stays. */
function cutOff(turn: Turn): Turn {
  if (!isAlive(turn)) return turn
  if (isUnsent(turn)) return turn
  if (turn.reply !== '') return { ...turn, phase: 'interrupted' }
  const text = 'The connection was lost before the answer came. Ask again once it is back.'
  return { ...turn, phase: 'failed', problem: { code: 'lost', text, retryable: true } }
}

/** Was this said aloud? Not what the customer said, and not a routing decision. */
function isSpoken({ role, content }: WireMessage): boolean {
  return role !== 'human' && !(role === 'supervisor' && content.startsWith('Routing to '))
}

function restoredTurns(history: readonly WireMessage[]): readonly Turn[] {
  const turns: Turn[] = []
  for (const message of history) {
    if (message.role === 'human') {
      const fresh = newTurn({ ...INITIAL_STATE, turns }, 'restored', message.content)
      turns.push({ ...fresh, id: `restored-${fresh.key}`, phase: 'done' })
    } else if (isSpoken(message)) {
      const last = turns.pop()
      if (last !== undefined) turns.push({ ...last, agent: message.role, reply: message.content })
    }
  }
  return turns
}
