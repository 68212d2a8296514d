// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto'
import type { OpenedSession } from '#agent'
import {
  advance,
  type ClientMessage,
  IDLE,
  type Order,
  type TurnCommand,
  type TurnEvent,
  type TurnFailure,
  type TurnState,
  toWireOrder,
} from '#core'
import type { RecognitionOptions, SynthesisOptions } from '#speech'
import { failureOf, SessionError } from './failures.ts'
import { greet } from './greeting.ts'
import { isSameOrder, LiveTurn, type TurnHost, type TurnKind } from './live-turn.ts'
import { ConversationMemory } from './memory.ts'
import { ModelOptions } from './model-options.ts'
import type { SessionParts } from './parts.ts'
import { TurnBudget } from './turn-budget.ts'
import { hundredth, tenth } from './turn-clock.ts'
import { beginUtterance, decodeUtterance, type Utterance } from './utterance.ts'
import { WaitingRoom } from './waiting-room.ts'
import type { Wire } from './wire.ts'

/** The close code for "this session goes on elsewhere". */
const CLOSED_RESUMED_ELSEWHERE = 4_001

/** Messages that may wait while a session is being resumed or reset. */
const MAX_WAITING = 256

/** One conversation over one connection: carries out what the turn machine commands. */
export class Session implements TurnHost {
  readonly parts: SessionParts
  readonly wire: Wire
  readonly #budget: TurnBudget
  #id = randomUUID().toString()
  #state: TurnState = IDLE
  /** The turn that is alive, and the one that is parked. */
  readonly #turns = new Map<string, LiveTurn>()
  #utterance: Utterance | null = null
  /** What the event that is being dispatched brings along. */
  #arriving: Utterance | null = null
  #endedAt = 0
  #order: Order | null = null
  readonly #options = new ModelOptions()
  #hasReported = false
  #hasComplained = false
  readonly #waiting = new WaitingRoom<ClientMessage | Uint8Array>(MAX_WAITING)
  readonly #events: TurnEvent[] = []
  #isDispatching = false
  readonly #memory: ConversationMemory

  constructor(wire: Wire, parts: SessionParts) {
    this.wire = wire
    this.parts = parts
    this.#memory = new ConversationMemory(parts.agent, parts.limits.storeMs)
    this.#budget = new TurnBudget(parts.limits.turnBurst, parts.limits.turnsPerS, performance.now())
    parts.sessions.set(this.#id, this)
    this.#greet(false, null)
  }

  get sessionId(): string {
    return this.#id
  }

  readonly reportsPlayhead = (): boolean => this.#hasReported

  get synthesis(): SynthesisOptions {
    return this.#options.synthesis(this.parts.voice)
  }

  get recognition(): RecognitionOptions {
    return this.#options.recognition
  }

  /** The turn that is alive. */
  get #turn(): LiveTurn | undefined {
    return this.#state.phase === 'idle' ? undefined : this.#turns.get(this.#state.turnId)
  }

  /** A message of the client, already validated. */
  receive(message: ClientMessage): void {
    if (this.#mustWait(message)) return
    try {
      this.#handle(message)
    } catch (error) {
      this.#complain(error)
    }
  }

  /** Audio of the utterance that is being streamed. */
  receiveFrame(frame: Uint8Array): void {
    if (this.#mustWait(frame)) return
    if (this.#utterance === null) {
      // Once per gap: fifty errors a second would help nobody.
      if (!this.#hasComplained) {
        this.#complain(new SessionError('not_recording', 'Audio came outside of an utterance. Send audio_begin first.'))
      }
      this.#hasComplained = true
      return
    }
    try {
      this.#utterance.append(frame)
    } catch (error) {
      this.#hasComplained = true
      this.dispatch({ type: 'utterance-cancel' })
      this.#complain(error)
    }
  }

  /** The connection is gone. Resolves when memory holds what was heard. */
  async end(): Promise<void> {
    this.dispatch({ type: 'gone' })
    if (this.parts.sessions.get(this.#id) === this) this.parts.sessions.delete(this.#id)
    await this.#memory.settled()
  }

  readonly dispatch = (event: TurnEvent): void => {
    this.#events.push(event)
    if (this.#isDispatching) return
    this.#isDispatching = true
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const step = advance(this.#state, next)
        this.#state = step.state
        for (const command of step.commands) this.#carryOut(command)
      }
    } finally {
      this.#isDispatching = false
    }
  }

  readonly orderIs = (order: Order, turnId: string): void => {
    this.#order = order
    this.wire.send({ type: 'order', turn_id: turnId, ...toWireOrder(order) })
  }

  #handle(message: ClientMessage): void {
    switch (message.type) {
      case 'text':
        this.#begin({ type: 'typed', turnId: randomUUID(), text: message.text })
        return
      case 'tts_text':
        this.#begin({ type: 'say', turnId: randomUUID(), text: message.text })
        return
      case 'audio_wav_b64':
        this.#begin({ type: 'utterance', turnId: randomUUID() }, decodeUtterance(message.audio_b64))
        return
      case 'audio_begin':
        this.#record(message)
        return
      case 'audio_end':
        this.#endedAt = performance.now()
        this.dispatch({ type: 'utterance-end' })
        return
      case 'audio_cancel':
        this.dispatch({ type: 'utterance-cancel' })
        return
      case 'interrupt':
        this.#turn?.reply.updatePlayhead()
        this.dispatch({
          type: 'interrupt',
          ...(message.turn_id === undefined ? {} : { turnId: message.turn_id }),
          ...(message.played_ms === undefined ? {} : { playedMs: message.played_ms }),
        })
        return
      case 'playhead':
        this.#hasReported = true
        this.#turns.get(message.turn_id)?.clock.report(message)
        this.#turns.get(message.turn_id)?.reply.playedTo(message.played_ms)
        this.dispatch({ type: 'playhead', turnId: message.turn_id, playedMs: message.played_ms })
        return
      case 'set_guardrails_mode':
      case 'set_guardrails':
      case 'set_rail':
        throw new SessionError('unavailable', 'This server has no guardrails. Everything is passed on unchecked.')
      case 'set_model_options':
        this.#options.choose(message.model, this.parts.models()[message.model], message.options)
        if (message.model === 'llm') this.parts.agent.setModelOptions(this.#id, this.#options.llm)
        return
      case 'resume':
        this.#change(() => this.#resume(message.session_id))
        return
      case 'reset':
        this.#change(() => this.#reset())
        return
    }
  }

  #begin(event: TurnEvent, arriving: Utterance | null = null): void {
    this.#spend()
    this.#turn?.reply.updatePlayhead()
    this.#endedAt = performance.now()
    this.#arriving = arriving
    this.dispatch(event)
  }

  #record({ format, sample_rate, turn_id, played_ms }: Extract<ClientMessage, { type: 'audio_begin' }>): void {
    if (this.#state.phase !== 'listening') {
      this.#spend()
      this.#turn?.reply.updatePlayhead()
      this.#hasComplained = false
    }
    this.#arriving = beginUtterance(format, sample_rate)
    const isCurrent = turn_id === undefined || turn_id === this.#turn?.id
    const heard = isCurrent && played_ms !== undefined ? { playedMs: played_ms } : {}
    this.dispatch({ type: 'utterance-begin', turnId: randomUUID(), ...heard })
  }

  #spend(): void {
    if (this.#budget.take(performance.now())) return
    const { turnsPerS } = this.parts.limits
    throw new SessionError('busy', `Too many turns at once; at most ${turnsPerS} per second. Wait a moment.`, true)
  }

  #carryOut(command: TurnCommand): void {
    switch (command.type) {
      case 'record':
        this.#utterance = this.#arriving
        return
      case 'discard-recording':
        this.#utterance = null
        return
      case 'transcribe': {
        const isAgain = this.#turns.has(command.turnId)
        const utterance = isAgain ? null : (this.#utterance ?? this.#arriving)
        if (!isAgain) this.#utterance = null
        void this.#open(command.turnId, 'spoken').transcribe(utterance)
        return
      }
      case 'show-transcript':
        this.wire.send({ type: 'transcript', turn_id: command.turnId, text: command.text })
        return
      case 'ask-agent':
        void this.#open(command.turnId, 'typed').askAgent(command.text, command.alternatives)
        return
      case 'show-delta':
        this.#turns.get(command.turnId)?.showDelta(command.text)
        return
      case 'speak':
        this.#open(command.turnId, 'say').reply.say(command.text)
        return
      case 'speak-again':
        this.#turns.get(command.turnId)?.speakAgain(command.playedMs)
        return
      case 'end-text':
        this.#turns.get(command.turnId)?.reply.endText()
        return
      case 'play':
        this.#turns.get(command.turnId)?.reply.play(command.chunk)
        return
      case 'mute':
        this.#turns.get(command.turnId)?.reply.mute()
        return
      case 'stop':
        this.#turns.get(command.turnId)?.stop()
        return
      case 'end-speech':
        this.#endSpeech(command.turnId, command.interrupted)
        return
      case 'remember-heard':
        void this.#remember(command.turnId, command.playedMs)
        return
      case 'await-playback':
        this.#turns.get(command.turnId)?.reply.awaitPlayback(command.remainingMs)
        return
      case 'report':
        this.#report(command.failure, command.turnId)
        return
      case 'close-turn':
        this.#close(command.turnId, command.interrupted)
        return
    }
  }

  /** The live turn of this id, begun if need be. */
  #open(turnId: string, kind: TurnKind): LiveTurn {
    const turn = this.#turns.get(turnId) ?? new LiveTurn(turnId, kind, this.#endedAt, this)
    this.#turns.set(turnId, turn)
    return turn
  }

  #endSpeech(turnId: string, interrupted: boolean): void {
    const reply = this.#turns.get(turnId)?.reply
    if (!interrupted && reply?.hasBegun !== true) return
    this.wire.send({
      type: 'tts_end',
      turn_id: turnId,
      interrupted,
      audio_ms: Math.round(reply?.sentMs ?? 0),
      gen_x: hundredth(reply?.genX ?? null),
      ttfa_ms: tenth(reply?.sentences[0]?.ttfaMs ?? null),
    })
  }

  async #remember(turnId: string, playedMs: number): Promise<void> {
    const heardText = this.#turns.get(turnId)?.heard(playedMs) ?? ''
    try {
      const order = await this.#memory.heard({ sessionId: this.#id, turnId, heardText })
      if (order !== null && !isSameOrder(order, this.#order)) this.orderIs(order, turnId)
    } catch (error) {
      this.#complain(error, 'store_failed')
    }
  }

  #close(turnId: string, interrupted: boolean): void {
    const turn = this.#turns.get(turnId)
    if (turn === undefined) return
    this.#turns.delete(turnId)
    turn.stop()
    const metrics = turn.clock.metrics(turnId, interrupted, turn.spoken)
    this.wire.send({ type: 'turn_metrics', ...metrics })
    const outcome = turn.hasFailed ? 'failed' : interrupted ? 'interrupted' : 'heard'
    this.parts.metrics.turn(turn.kind, outcome, metrics)
    this.parts.log.info(
      { session: this.#id, kind: turn.kind, outcome, framework_ms: turn.clock.frameworkMs, ...metrics },
      'turn',
    )
  }

  #report(failure: TurnFailure, turnId?: string): void {
    const turn = turnId === undefined ? undefined : this.#turns.get(turnId)
    if (turn !== undefined) turn.hasFailed = true
    this.wire.report(failure, turnId)
  }

  #complain(error: unknown, code: 'internal' | 'store_failed' = 'internal'): void {
    const failure = failureOf(error, code)
    if (!(error instanceof SessionError))
      this.parts.log.error({ session: this.#id, err: error, code: failure.code }, 'failed')
    this.wire.report(failure)
  }

  async #resume(sessionId: string): Promise<void> {
    this.dispatch({ type: 'gone' })
    const other = this.parts.sessions.get(sessionId)
    // Claimed before anything is awaited, so that of two who resume the same session the later one gets it.
    this.parts.sessions.set(sessionId, this)
    if (other !== undefined && other !== this) {
      other.wire.close(CLOSED_RESUMED_ELSEWHERE, 'This session goes on over another connection.')
      await other.end()
    }
    await this.#memory.settled()
    const opened = await this.#memory.open(sessionId)
    if (opened.known) {
      if (this.#id !== sessionId) this.parts.sessions.delete(this.#id)
      this.#id = sessionId
      this.#order = opened.order
      this.parts.agent.setModelOptions(sessionId, this.#options.llm)
    } else {
      if (this.#id !== sessionId && this.parts.sessions.get(sessionId) === this) this.parts.sessions.delete(sessionId)
      const error = 'Nothing is known of that session. It goes on as a new one.'
      this.wire.report({ code: 'unknown_session', message: error, retryable: false })
    }
    this.#greet(opened.known, opened.known ? opened : null)
  }

  async #reset(): Promise<void> {
    this.#turn?.reply.updatePlayhead()
    this.dispatch({ type: 'interrupt' })
    if (this.#state.phase === 'listening') this.dispatch({ type: 'utterance-cancel' })
    await this.#memory.settled()
    await this.#memory.reset(this.#id)
    const opened = await this.#memory.open(this.#id)
    this.#order = opened.order
    this.#greet(false, opened)
  }

  #greet(resumed: boolean, opened: OpenedSession | null): void {
    const { models, profile } = this.parts
    greet(this.wire, { sessionId: this.#id, models: models(), profile, resumed, opened })
  }

  /** Does something that changes what the session is; what the client says meanwhile waits. */
  #change(work: () => Promise<void>): void {
    const done = work().catch((error) => {
      this.#complain(error, 'store_failed')
      this.#greet(false, null)
    })
    void this.#waiting.during(done, (said) => {
      if (said instanceof Uint8Array) this.receiveFrame(said)
      else this.receive(said)
    })
  }

  #mustWait(said: ClientMessage | Uint8Array): boolean {
    const waits = this.#waiting.takes(said)
    if (waits === null) this.wire.close(1_008, 'Too many messages while the session was being opened.')
    return waits !== false
  }
}
