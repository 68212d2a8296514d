// SPDX-License-Identifier: Apache-2.0

import type { AgentEvent } from '#agent'
import { type Order, type TurnEvent, toWireOrder } from '#core'
import type { RecognitionOptions, SynthesisOptions } from '#speech'
import { failureOf, SessionError } from './failures.ts'
import type { SessionParts } from './parts.ts'
import { SentenceFeed } from './sentence-feed.ts'
import { genXOf, SpokenReply } from './spoken-reply.ts'
import { type SpokenSum, TurnClock } from './turn-clock.ts'
import type { Utterance } from './utterance.ts'
import type { Wire } from './wire.ts'

export type TurnKind = 'spoken' | 'typed' | 'say'

/** What a turn needs of the session it belongs to. */
export interface TurnHost {
  readonly sessionId: string
  readonly parts: SessionParts
  readonly wire: Wire
  readonly synthesis: SynthesisOptions
  readonly recognition: RecognitionOptions
  readonly reportsPlayhead: () => boolean
  readonly dispatch: (event: TurnEvent) => void
  readonly orderIs: (order: Order, turnId: string) => void
}

/**
 * The work of one turn: model calls, the reply, the clock. What it finds out goes to the machine. A turn that was
 * stopped can be given work again: what comes then is a new beginning, of which the stopped one knows nothing.
 */
export class LiveTurn {
  readonly clock: TurnClock
  readonly #host: TurnHost
  readonly #replies: SpokenReply[] = []
  #abort = new AbortController()
  #reply: SpokenReply
  #utterance: Promise<Uint8Array> | null = null
  /** Sentences that were heard whole before the speech began anew. */
  #heardBefore: readonly string[] = []
  #isReplyShown = false
  #isShownAfresh = false
  hasFailed = false

  constructor(
    readonly id: string,
    readonly kind: TurnKind,
    startedAt: number,
    host: TurnHost,
  ) {
    this.#host = host
    this.clock = new TurnClock(startedAt)
    this.#reply = this.#newReply()
  }

  /** The speech of this turn, since its latest beginning. */
  get reply(): SpokenReply {
    return this.#reply
  }

  get spoken(): SpokenSum {
    const sentences = this.#replies.flatMap((reply) => reply.sentences)
    const sentMs = this.#replies.reduce((sum, reply) => sum + reply.sentMs, 0)
    return { first: sentences[0], genX: genXOf(sentences), sentMs }
  }

  /** What was heard of the whole turn, `playedMs` into the latest beginning of its speech. */
  heard(playedMs: number): string {
    return [...this.#heardBefore, this.#reply.heard(playedMs)].filter((words) => words !== '').join(' ')
  }

  /** Aborts every model call and drops what was not sent. */
  stop(): void {
    this.#abort.abort()
    this.#reply.stop()
  }

  /** Tells the client a piece of the reply; one that replaces what was written before it says so. */
  showDelta(text: string): void {
    const restart = this.#isShownAfresh ? ({ restart: true } as const) : {}
    this.#isShownAfresh = false
    this.#isReplyShown = true
    this.#host.wire.send({ type: 'reply_delta', turn_id: this.id, text, ...restart })
  }

  /** Speaks the sentences that were not heard whole once more. */
  speakAgain(playedMs: number): void {
    const { heard, rest } = this.#reply.splitAt(playedMs)
    this.#beginAnew()
    this.#heardBefore = [...this.#heardBefore, ...heard]
    for (const sentence of rest) this.#reply.say(sentence)
    this.#reply.endText()
  }

  /** @param utterance null: the one this turn already has */
  async transcribe(utterance: Utterance | null): Promise<void> {
    this.#beginAnew()
    const { parts, dispatch } = this.#host
    const { signal } = this.#abort
    try {
      this.#utterance ??= utterance?.finish() ?? null
      if (this.#utterance === null) throw new TypeError('A turn without an utterance cannot be transcribed.')
      const wav = await this.#utterance
      signal.throwIfAborted()
      const { text, alternatives } = await parts.transcriber.transcribe(wav, signal, this.#host.recognition)
      this.clock.mark('transcribed')
      dispatch({ type: 'transcript', turnId: this.id, text, alternatives })
    } catch (error) {
      if (signal.aborted) return
      dispatch({ type: 'failed', turnId: this.id, stage: 'transcribe', failure: failureOf(error, 'stt_failed') })
    }
  }

  async askAgent(text: string, alternatives: readonly string[]): Promise<void> {
    this.#beginAnew()
    const { parts, sessionId, dispatch } = this.#host
    const { signal } = this.#abort
    const feed = new SentenceFeed((sentence) => {
      this.clock.mark('firstSentence')
      dispatch({ type: 'sentence', turnId: this.id, text: sentence })
    })
    const patience = new Patience(signal, parts.limits.agentMs)
    this.clock.mark('asked')
    const turn = { sessionId, turnId: this.id, text, ...(alternatives.length === 0 ? {} : { alternatives }) }
    const events = parts.agent.turn(turn, patience.signal)[Symbol.asyncIterator]()
    try {
      for (let isOver = false; !isOver; ) {
        // An agent that does not even heed the abort must not hold the turn.
        const next = await Promise.race([events.next(), patience.isOver])
        if (signal.aborted) return
        if (next === null) throw slowAgent(parts.limits.agentMs)
        if (next.done) throw new SessionError('agent_failed', 'The agent ended without an answer. Say it again.', true)
        patience.renew()
        isOver = this.#follow(next.value, feed)
      }
    } catch (error) {
      if (signal.aborted) return
      feed.end()
      dispatch({ type: 'failed', turnId: this.id, stage: 'answer', failure: failureOf(error, 'agent_failed') })
    } finally {
      patience.end()
      void events.return?.().catch(() => {})
    }
  }

  /** After a stop: new model calls, and speech that begins anew. */
  #beginAnew(): void {
    if (!this.#abort.signal.aborted) return
    this.#abort = new AbortController()
    this.#isShownAfresh = this.#isReplyShown
    this.clock.again()
    this.#reply = this.#newReply()
  }

  #newReply(): SpokenReply {
    const { parts, wire, synthesis, reportsPlayhead, dispatch } = this.#host
    const turnId = this.id
    const reply = new SpokenReply({
      turnId,
      synthesiser: parts.synthesiser,
      synthesis,
      known: parts.voices.of(synthesis),
      wire,
      limits: parts.limits,
      reportsPlayhead,
      on: {
        speech: (chunk) => dispatch({ type: 'speech', turnId, chunk }),
        sent: (audioMs) => dispatch({ type: 'sent', turnId, audioMs }),
        playhead: (playedMs) => dispatch({ type: 'playhead', turnId, playedMs }),
        playbackOver: () => dispatch({ type: 'playback-over', turnId }),
        listenerLost: () => dispatch({ type: 'interrupt', turnId }),
        failed: (failure) => dispatch({ type: 'failed', turnId, stage: 'speak', failure }),
        firstFrame: () => this.clock.mark('firstFrame'),
      },
    })
    this.#replies.push(reply)
    return reply
  }

  /** Passes on what the agent does; true for its last event. */
  #follow(event: AgentEvent, feed: SentenceFeed): boolean {
    const { wire, dispatch, orderIs } = this.#host
    switch (event.kind) {
      case 'step':
        wire.send({ type: 'agent_step', turn_id: this.id, ...event.step })
        return false
      case 'delta':
        this.clock.mark('firstDelta')
        dispatch({ type: 'delta', turnId: this.id, text: event.text })
        feed.write(event.agent, event.text)
        return false
      case 'order':
        orderIs(event.order, this.id)
        return false
      case 'done':
        this.clock.agent(event.timing)
        feed.end()
        wire.send({
          type: 'graph_result',
          turn_id: this.id,
          pizza_type: event.result.pizzaType,
          messages: event.result.messages,
          interrupt: event.result.interrupt,
        })
        dispatch({ type: 'written', turnId: this.id })
        return true
      case 'failed':
        feed.end()
        dispatch({ type: 'failed', turnId: this.id, stage: 'answer', failure: event.error })
        return true
    }
  }
}

/** Tells whether two orders look the same to a client. */
export function isSameOrder(a: Order | null, b: Order | null): boolean {
  const shown = (order: Order | null) => (order === null ? '' : JSON.stringify(toWireOrder(order)))
  return shown(a) === shown(b)
}

/** Aborts with its caller, and when nothing was heard for too long. */
class Patience {
  readonly #abort = new AbortController()
  readonly #caller: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #giveUp = () => this.#abort.abort()
  /** Resolves when it is over, for either reason. */
  readonly isOver = new Promise<null>((resolve) => {
    this.#abort.signal.addEventListener('abort', () => resolve(null), { once: true })
  })

  constructor(caller: AbortSignal, limitMs: number) {
    this.#caller = caller
    if (caller.aborted) this.#giveUp()
    caller.addEventListener('abort', this.#giveUp, { once: true })
    this.#timer = setTimeout(this.#giveUp, limitMs)
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  renew(): void {
    this.#timer.refresh()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#caller.removeEventListener('abort', this.#giveUp)
  }
}

function slowAgent(limitMs: number): SessionError {
  const what = `The agent was silent for ${limitMs / 1_000} s, so the turn was given up. Say it again.`
  return new SessionError('agent_failed', what, true)
}
