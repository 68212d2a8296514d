// SPDX-License-Identifier: Apache-2.0

import { END_TOLERANCE_MS, type ServerMessage, type TurnFailure, type WireDelivery } from '#core'
import { leadLimitMs, SEND_LEAD, SYNTHESIS_LEAD } from '#core/credit'
import { genXOfReply } from '#core/gen-x'
import { heardText, splitHeard } from '#core/heard'
import { pcmMs } from '#core/pcm'
import { type Delivery, ReplyArrivals } from '#core/playout'
import type { Synthesiser, SynthesisOptions } from '#speech'
import type { Limits } from '../limits.ts'
import { Condition } from './condition.ts'
import { failureOf, SessionError } from './failures.ts'
import { type FrameSink, Outbox } from './outbox.ts'
import { Playhead } from './playhead.ts'
import { SpokenSentence } from './spoken-sentence.ts'
import { hundredth, tenth } from './turn-clock.ts'
import type { KnownVoice } from './voice-knowledge.ts'

/** What a reply tells the turn it belongs to. */
export interface ReplyListener {
  speech(chunk: Uint8Array): void
  /** All speech there will be has left. */
  sent(audioMs: number): void
  /** An assumed playhead, of a client that reports none. */
  playhead(playedMs: number): void
  playbackOver(): void
  /** The listener has shown no sign of life for too long. */
  listenerLost(): void
  failed(failure: TurnFailure): void
  /** The first frame is about to leave. */
  firstFrame(): void
}

export interface ReplyOptions {
  readonly turnId: string
  readonly synthesiser: Synthesiser
  readonly synthesis: SynthesisOptions
  /** What is known of the voice; it learns from this reply. */
  readonly known: KnownVoice
  readonly wire: FrameSink & { send(message: ServerMessage): void }
  readonly limits: Limits
  readonly reportsPlayhead: () => boolean
  readonly on: ReplyListener
}

/** How often credit, an assumed playhead and time limits are looked at: five frames, a fortieth of the sending lead. */
const TICK_MS = 100

/** A client that falls silent this close to the end has heard the reply; its last report is lost, not its ears. */
const ALMOST_HEARD_MS = 1_000

/**
 * The spoken side of one turn: sentences in, frames out. One sentence at a time is read from the synthesiser at full
 * speed, so that gen-x measures the model; only the socket is held to the listener's pace.
 */
export class SpokenReply {
  readonly #options: ReplyOptions
  readonly #sentences: SpokenSentence[] = []
  readonly #changed = new Condition()
  readonly #abort = new AbortController()
  readonly #playhead: Playhead
  readonly #arrivals = new ReplyArrivals()
  #outbox: Outbox | null = null
  #next = 0
  #loop: Promise<void> | null = null
  #isTextComplete = false
  #isMade = false
  #isSent = false
  #isStopped = false
  #expectedMs = 0
  #isFinalSaid = false
  #mustBeOverAt = Number.POSITIVE_INFINITY
  #ticker: NodeJS.Timeout | null = null

  constructor(options: ReplyOptions) {
    this.#options = options
    this.#playhead = new Playhead(options.reportsPlayhead)
  }

  get hasBegun(): boolean {
    return this.#outbox !== null
  }

  get sentMs(): number {
    return this.#outbox?.sentMs ?? 0
  }

  /** Audio seconds produced ÷ seconds the synthesiser was busy; null before there is any. */
  get genX(): number | null {
    return genXOf(this.#sentences)
  }

  get sentences(): readonly SpokenSentence[] {
    return this.#sentences
  }

  /** What was heard of the reply in this time; never more than was sent. */
  heard(playedMs: number): string {
    return heardText(this.#sentences.slice(0, this.#next), Math.min(playedMs, this.sentMs))
  }

  /** Whole sentences that were heard, and those that were not, or not to their end. */
  splitAt(playedMs: number): { readonly heard: readonly string[]; readonly rest: readonly string[] } {
    const { heard, rest } = splitHeard(this.#sentences, Math.min(playedMs, this.sentMs), END_TOLERANCE_MS)
    return { heard: heard.map(({ text }) => text), rest: rest.map(({ text }) => text) }
  }

  /** Queues a sentence. */
  say(text: string): void {
    if (this.#isStopped || this.#isMade) return
    this.#sentences.push(new SpokenSentence(text, this.#options.known.length))
    this.#estimate()
    this.#changed.notify()
    this.#loop ??= this.#speakAll()
  }

  /** No more sentences come. */
  endText(): void {
    if (this.#isTextComplete) return
    this.#isTextComplete = true
    this.#estimate()
    this.#changed.notify()
    this.#loop ??= this.#speakAll()
    this.#checkSent()
  }

  /** Sends speech, as soon as the listener's lead allows. */
  play(chunk: Uint8Array): void {
    this.#outbox?.push(chunk)
    this.#pump()
  }

  /** The client reports its playhead. */
  playedTo(playedMs: number): void {
    this.#playhead.report(playedMs, performance.now())
    this.#pump()
    this.#changed.notify()
  }

  /** Brings an assumed playhead up to now. */
  updatePlayhead(): void {
    if (this.#outbox === null || this.#options.reportsPlayhead()) return
    this.#playhead.assume(this.sentMs, performance.now())
    this.#options.on.playhead(this.#playhead.playedMs)
  }

  /** Everything was sent: in this time it must have been heard. */
  awaitPlayback(remainingMs: number): void {
    this.#mustBeOverAt = performance.now() + remainingMs
  }

  /** Synthesises no more; what was made is still played. */
  mute(): void {
    this.#abort.abort()
    this.#sentences.length = this.#next
    this.#isMade = true
    this.#changed.notify()
    this.#outbox?.flush()
    this.#pump()
    this.#checkSent()
  }

  /** Synthesises and sends no more. */
  stop(): void {
    this.#isStopped = true
    this.#isMade = true
    this.#abort.abort()
    this.#outbox?.clear()
    this.#changed.notify()
    if (this.#ticker !== null) clearInterval(this.#ticker)
    this.#ticker = null
  }

  async #speakAll(): Promise<void> {
    try {
      for (;;) {
        const sentence = await this.#nextSentence()
        if (sentence === null) break
        await this.#synthesise(sentence)
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#options.on.failed(failureOf(error, 'tts_failed'))
    }
    this.#options.known.delivery.learn(this.#arrivals)
    this.#isMade = true
    this.#checkSent()
  }

  /** The next sentence, once it is written and the listener is not too far behind; null when there is none. */
  async #nextSentence(): Promise<SpokenSentence | null> {
    for (;;) {
      if (this.#isMade) return null
      const sentence = this.#sentences[this.#next]
      if (sentence === undefined) {
        if (this.#isTextComplete) return null
      } else if (this.#madeMs < leadLimitMs(SYNTHESIS_LEAD, this.#playhead.position(performance.now()))) {
        this.#next++
        return sentence
      }
      await this.#changed.wait()
    }
  }

  async #synthesise(sentence: SpokenSentence): Promise<void> {
    const { synthesiser, synthesis, limits, on } = this.#options
    sentence.asked(performance.now())
    let idleMs = 0
    try {
      const stream = await synthesiser.synthesise(sentence.text, synthesis, this.#abort.signal)
      for await (const chunk of stream) {
        if (this.#isMade) return
        const outbox = this.#begin(stream.sampleRate)
        sentence.received(chunk, stream.sampleRate, performance.now(), idleMs)
        this.#arrivals.arrived(pcmMs(chunk.byteLength, stream.sampleRate), this.#busyMs, false)
        on.speech(chunk)
        const pausedAt = performance.now()
        while (outbox.queuedMs > limits.unsentMs && !this.#isMade) await this.#changed.wait()
        idleMs += performance.now() - pausedAt
      }
      if (sentence.producedMs === 0 && !this.#isMade) throw noSpeech()
      sentence.complete()
    } finally {
      sentence.end()
    }
    this.#outbox?.flush()
    this.#estimate()
    this.#pump()
  }

  /** Announces the reply with its first speech. */
  #begin(sampleRate: number): Outbox {
    if (this.#outbox !== null) {
      if (this.#outbox.sampleRate !== sampleRate) throw changedRate(this.#outbox.sampleRate, sampleRate)
      return this.#outbox
    }
    this.#outbox = new Outbox(this.#options.wire, sampleRate)
    this.#options.known.delivery.prepare(this.#arrivals.line)
    return this.#outbox
  }

  #announce(sampleRate: number): void {
    this.#playhead.begin(performance.now())
    this.#ticker = setInterval(() => this.#tick(), TICK_MS)
    this.#expectedMs = this.#estimatedMs
    this.#options.on.firstFrame()
    this.#options.wire.send({
      type: 'tts_begin',
      turn_id: this.#options.turnId,
      format: 'pcm_s16le',
      sample_rate: sampleRate,
      expected_ms: this.#expectedMs,
      ...wireDelivery(this.#options.known.delivery.delivery),
    })
    // Whether that is all of it, only `tts_progress` can say.
    if (this.#isTextComplete) this.#estimate()
  }

  #pump(): void {
    const outbox = this.#outbox
    if (outbox === null || this.#isStopped) return
    if (this.#ticker === null && outbox.queuedMs > 0) this.#announce(outbox.sampleRate)
    outbox.pump(leadLimitMs(SEND_LEAD, this.#playhead.position(performance.now())), this.#options.limits.socketBytes)
    this.#checkSent()
  }

  #tick(): void {
    const now = performance.now()
    const { limits, on } = this.#options
    this.updatePlayhead()
    this.#pump()
    this.#changed.notify()
    const quietMs = this.#playhead.quietMs(now)
    const unheardMs = this.sentMs - this.#playhead.playedMs
    if (!this.#isSent) {
      if (quietMs > limits.listenerMs && unheardMs > ALMOST_HEARD_MS) on.listenerLost()
    } else if (now >= this.#mustBeOverAt && quietMs >= (this.#options.reportsPlayhead() ? limits.lastReportMs : 0)) {
      if (unheardMs > ALMOST_HEARD_MS) on.listenerLost()
      else on.playbackOver()
    }
  }

  #checkSent(): void {
    if (this.#isSent || this.#isStopped || !this.#isMade || !this.#isTextComplete) return
    if (this.#outbox !== null && this.#outbox.queuedMs > 0) return
    this.#isSent = true
    this.#options.on.sent(this.sentMs)
  }

  get #madeMs(): number {
    let madeMs = 0
    for (const sentence of this.#sentences) madeMs += sentence.producedMs
    return madeMs
  }

  /** The model's clock: it stands still between sentences. */
  get #busyMs(): number {
    let busyMs = 0
    for (const sentence of this.#sentences) busyMs += sentence.busyMs
    return busyMs
  }

  get #estimatedMs(): number {
    let expectedMs = 0
    for (const sentence of this.#sentences) expectedMs += sentence.audioMs
    return Math.round(expectedMs)
  }

  /** Tells the listener how long the reply will be, whenever that changes. */
  #estimate(): void {
    if (this.#ticker === null || this.#isStopped) return
    const expectedMs = this.#estimatedMs
    if (expectedMs === this.#expectedMs && this.#isTextComplete === this.#isFinalSaid) return
    this.#expectedMs = expectedMs
    this.#isFinalSaid = this.#isTextComplete
    const genX = hundredth(this.genX)
    this.#options.wire.send({
      type: 'tts_progress',
      turn_id: this.#options.turnId,
      expected_ms: expectedMs,
      final: this.#isTextComplete,
      ...(genX === null ? {} : { gen_x: genX }),
    })
  }
}

/** gen-x of sentences as the model delivered them. */
export function genXOf(sentences: readonly SpokenSentence[]): number | null {
  return genXOfReply(sentences.map(({ producedMs: audioMs, busyMs }) => ({ audioMs, busyMs })))
}

/** How the model lately delivered, for the wire; nothing before it was measured. */
function wireDelivery(known: Delivery | null): { readonly delivery?: WireDelivery } {
  if (known === null) return {}
  return {
    delivery: {
      replies: known.replies,
      gen_x: hundredth(known.genX),
      jitter_ms: tenth(known.jitterMs),
      late_ms: tenth(known.lateMs),
      w_star_ms: tenth(known.wStarMs),
    },
  }
}

function noSpeech(): SessionError {
  const what = 'The text-to-speech model answered without any sound. Try again; if it goes on, look at its log.'
  return new SessionError('tts_failed', what, true)
}

function changedRate(before: number, after: number): SessionError {
  const what = `The text-to-speech model changed its sample rate within a reply, from ${before} to ${after} Hz.`
  return new SessionError('tts_failed', what)
}
