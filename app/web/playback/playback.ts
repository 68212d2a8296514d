// SPDX-License-Identifier: Apache-2.0

import { decodeS16le, pcmMs } from '#core/pcm'
import type { Delivery } from '#core/playout'
import { Resampler } from '#core/resample'
import { distance } from '#core/ring'
import { ADAPTIVE, PLAYER_WORDS, THOUSANDTHS } from '../audio/player-words.ts'
import { ArrivalRate } from './arrival-rate.ts'
import type { Speaker } from './speaker.ts'

/** How often the server is told where the listener is. Its credit window is several seconds. */
export const REPORT_EVERY_MS = 250

/** What was heard of a reply, counted in rendered samples. */
export interface Playhead {
  readonly turnId: string
  readonly playedMs: number
  readonly underruns: number
  readonly stalledMs: number
  /** From the end of the person's speech to the first rendered sample; null until heard, or if nobody spoke. */
  readonly firstHeardMs: number | null
  /** Nothing more of this reply will be heard. */
  readonly over: boolean
}

export interface ReplyBegin {
  readonly turnId: string
  readonly sampleRate: number
  readonly expectedMs: number
  /** When the person's speech or typing ended, in `performance.now()` time. */
  readonly askedAtMs: number | null
  /** How the server's model lately delivered; null when it did not say. */
  readonly delivery: Delivery | null
}

/** Playback at this moment, for a gauge. */
export interface PlaybackView {
  /** Speech received and not yet heard. */
  readonly bufferedMs: number
  /** Of the reply under way, as it arrives; null between replies and while too little has come. */
  readonly genX: number | null
  readonly phase: 'idle' | 'gathering' | 'playing'
  /** Gaps since the page was opened, as the audio thread counted them. */
  readonly underruns: number
}

const UNKNOWN: Delivery = { replies: 0, genX: 1, jitterMs: 0, lateMs: 0, wStarMs: 0 }

interface Reply extends ReplyBegin {
  /** Number by which the audio thread knows it. */
  readonly number: number
  /** Place in the stream of its first sample. */
  readonly start: number
  readonly startedAtMs: number
  readonly resampler: Resampler | null
  readonly arrival: ArrivalRate
  readonly underrunsBefore: number
  readonly stalledBefore: number
  receivedMs: number
  /** Samples handed over, at the speaker's rate. */
  samples: number
  final: boolean
  firstHeardMs: number | null
  reportedAtMs: number
}

/**
 * The page's half of playback: feeds speech to the audio thread as it arrives, tells the audio thread
 * what it must know to start in time, and reports what was really heard. Call {@link Playback.tick} every few tens of milliseconds.
 */
export class Playback {
  readonly #speaker: Speaker
  readonly #report: (playhead: Playhead) => void
  readonly #now: () => number
  /** Speech that does not fit into the ring yet. */
  #backlog: Float32Array[] = []
  #reply: Reply | null = null
  /** Frames are dropped from an interruption until the server has ended that reply. */
  #dropping = false
  #count = 0
  #paces = 0

  constructor(speaker: Speaker, report: (playhead: Playhead) => void, now: () => number = () => performance.now()) {
    this.#speaker = speaker
    this.#report = report
    this.#now = now
    this.waitFor(null)
  }

  /**
   * Chooses what must be waiting before playback starts, or starts again after an underrun.
   * @param prebufferMs always that much; null: as much as the playout rule thinks will last
   */
  waitFor(prebufferMs: number | null): void {
    const { sampleRate, feeder } = this.#speaker
    // Never more than can be under way: playback would wait for ever.
    const samples = prebufferMs === null ? ADAPTIVE : Math.min((prebufferMs / 1000) * sampleRate, feeder.capacity)
    this.#store(PLAYER_WORDS.prebuffer, Math.ceil(samples))
  }

  /** The reply that is being heard or waited for. */
  get turnId(): string | null {
    return this.#reply?.turnId ?? null
  }

  /** How loud it is right now, 0 to 1. */
  get level(): number {
    return this.#reply === null ? 0 : this.#load(PLAYER_WORDS.level) / 0x8000
  }

  get view(): PlaybackView {
    const { feeder, sampleRate } = this.#speaker
    const reply = this.#reply
    const started = reply !== null && this.#load(PLAYER_WORDS.startedReply) === reply.number
    return {
      bufferedMs: reply === null ? 0 : ((feeder.available + this.#backlogged()) / sampleRate) * 1000,
      genX: reply?.arrival.genX ?? null,
      phase: reply === null ? 'idle' : started ? 'playing' : 'gathering',
      underruns: this.#load(PLAYER_WORDS.underruns),
    }
  }

  /** A reply begins; its speech follows. */
  begin(begin: ReplyBegin): void {
    const { feeder, sampleRate } = this.#speaker
    this.#dropping = false
    this.#reply = {
      ...begin,
      number: ++this.#count,
      start: (feeder.writePosition + this.#backlogged()) | 0,
      startedAtMs: this.#now(),
      resampler: begin.sampleRate === sampleRate ? null : new Resampler(begin.sampleRate, sampleRate),
      arrival: new ArrivalRate(),
      underrunsBefore: this.#load(PLAYER_WORDS.underruns),
      stalledBefore: this.#load(PLAYER_WORDS.stalledSamples),
      receivedMs: 0,
      samples: 0,
      final: false,
      firstHeardMs: null,
      reportedAtMs: this.#now(),
    }
    this.#store(PLAYER_WORDS.expectedMs, Math.round(begin.expectedMs))
    this.#store(PLAYER_WORDS.textComplete, 0)
    this.#tell(begin.delivery)
    this.#store(PLAYER_WORDS.replyStart, this.#reply.start)
    this.#store(PLAYER_WORDS.reply, this.#reply.number)
    this.#store(PLAYER_WORDS.open, 1)
  }

  /** From the next reply on, speech is made at another pace: what was heard before says nothing of it. */
  changePace(): void {
    this.#store(PLAYER_WORDS.pace, ++this.#paces)
  }

  #tell(delivery: Delivery | null): void {
    const { replies, genX, jitterMs, lateMs, wStarMs } = delivery ?? UNKNOWN
    this.#store(PLAYER_WORDS.deliveryReplies, replies)
    this.#store(PLAYER_WORDS.deliveryGenX, Math.round(genX * THOUSANDTHS))
    this.#store(PLAYER_WORDS.deliveryJitterMs, Math.round(jitterMs * THOUSANDTHS))
    this.#store(PLAYER_WORDS.deliveryLateMs, Math.round(lateMs * THOUSANDTHS))
    this.#store(PLAYER_WORDS.deliveryWStarMs, Math.round(wStarMs * THOUSANDTHS))
  }

  /** Mono s16le of the current reply. */
  push(bytes: Uint8Array): void {
    const reply = this.#reply
    if (reply === null || this.#dropping) return
    const speech = decodeS16le(bytes)
    const audioMs = pcmMs(bytes.byteLength, reply.sampleRate)
    reply.receivedMs += audioMs
    reply.arrival.received(audioMs, this.view.bufferedMs + audioMs, this.#now())
    this.#play(reply, reply.resampler === null ? speech : reply.resampler.process(speech))
  }

  /**
   * The server's estimate of the reply's length changed.
   * @param genX of the reply so far, as the server measured it at the model; null when it did not say
   */
  expect(expectedMs: number, isComplete: boolean, genX: number | null = null): void {
    if (this.#reply === null) return
    if (genX !== null) this.#reply.arrival.measured(genX)
    this.#store(PLAYER_WORDS.expectedMs, Math.round(expectedMs))
    this.#store(PLAYER_WORDS.textComplete, isComplete ? 1 : 0)
  }

  /** No more speech will come for this reply. */
  end(turnId: string): void {
    this.#dropping = false
    const reply = this.#reply
    if (reply === null || reply.turnId !== turnId || reply.final) return
    reply.final = true
    if (reply.resampler !== null) this.#play(reply, reply.resampler.flush())
    this.tick()
  }

  /** Silence, at once. Returns what was heard of the reply that this cut off, which is not reported, or null. */
  interrupt(): Playhead | null {
    const reply = this.#reply
    if (reply === null) return null
    const heard = this.#playhead(reply, true)
    this.#backlog = []
    this.#speaker.feeder.flush()
    this.#store(PLAYER_WORDS.open, 0)
    this.#dropping = !reply.final
    this.#reply = null
    return heard
  }

  /** Moves waiting speech into the ring, and reports when it is time to. */
  tick(): void {
    this.#drain()
    const reply = this.#reply
    if (reply === null) return
    if (reply.final && this.#backlog.length === 0) this.#store(PLAYER_WORDS.open, 0)
    if (reply.firstHeardMs === null && this.#load(PLAYER_WORDS.startedReply) === reply.number) {
      const heardAtMs = this.#speaker.heardAtMs(this.#load(PLAYER_WORDS.startedFrame) >>> 0)
      reply.firstHeardMs = reply.askedAtMs === null ? null : Math.max(0, heardAtMs - reply.askedAtMs)
    }
    const over = reply.final && this.#backlog.length === 0 && this.#speaker.feeder.available === 0
    if (!over && this.#now() - reply.reportedAtMs < REPORT_EVERY_MS) return
    reply.reportedAtMs = this.#now()
    if (over) this.#reply = null
    this.#report(this.#playhead(reply, over))
  }

  #playhead(reply: Reply, over: boolean): Playhead {
    const { feeder, sampleRate } = this.#speaker
    const rendered = Math.min(Math.max(0, distance(reply.start, feeder.readPosition)), reply.samples)
    // Resampling may round a sample away at the end; what was received whole was heard whole.
    const playedMs = reply.final && rendered === reply.samples ? reply.receivedMs : (rendered / sampleRate) * 1000
    return {
      turnId: reply.turnId,
      playedMs,
      underruns: this.#load(PLAYER_WORDS.underruns) - reply.underrunsBefore,
      stalledMs: ((this.#load(PLAYER_WORDS.stalledSamples) - reply.stalledBefore) / sampleRate) * 1000,
      firstHeardMs: reply.firstHeardMs,
      over,
    }
  }

  #play(reply: Reply, samples: Float32Array): void {
    if (samples.length === 0) return
    reply.samples += samples.length
    this.#backlog.push(samples)
    this.#drain()
  }

  #drain(): void {
    for (let next = this.#backlog[0]; next !== undefined; next = this.#backlog[0]) {
      const taken = this.#speaker.feeder.push(next)
      if (taken < next.length) {
        this.#backlog[0] = next.subarray(taken)
        return
      }
      this.#backlog.shift()
    }
  }

  #backlogged(): number {
    return this.#backlog.reduce((sum, samples) => sum + samples.length, 0)
  }

  #load(word: number): number {
    return this.#speaker.feeder.load(word)
  }

  #store(word: number, value: number): void {
    this.#speaker.feeder.store(word, value)
  }
}
