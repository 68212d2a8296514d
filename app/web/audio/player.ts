// SPDX-License-Identifier: Apache-2.0

import type { Delivery, Playout } from '#core/playout'
import { distance, type Ring } from '#core/ring'
import { ADAPTIVE, PLAYER_WORDS, THOUSANDTHS } from './player-words.ts'

/** How long a fade lasts: short enough to be "at once", long enough not to click. */
export const FADE_MS = 5

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

type State = 'idle' | 'playing' | 'stalled'

/**
 * The audio thread's half of playback: fills blocks of output from the ring and keeps account of what it did.
 * Everything here runs inside `process()`: it does not allocate, wait, or throw. It knows nothing of Web Audio, so it
 * is tested block by block in Node.
 */
export class Player {
  readonly #ring: Ring
  readonly #words: Int32Array
  readonly #playout: Playout
  readonly #sampleRate: number
  /** Samples of a fade. */
  readonly #fade: number
  #state: State = 'idle'
  /** Steps of the fade that are open: 0 is silence, `#fade` is full volume. */
  #gain = 0
  /** The last sample played and how many steps of it still sound: a gap starts with a ramp to zero, not with a click. */
  #last = 0
  #tail = 0
  #gapSamples = 0
  #startedReply = 0
  /** How much of what the page says has been told to the playout rule. */
  #toldReply = 0
  #toldExpectedMs = 0
  #toldComplete = 0
  #toldPosition: number
  #toldPace = 0
  /** What the page says of the voice; always the same object, so that nothing is allocated. */
  readonly #delivery: Mutable<Delivery> = { replies: 0, genX: 1, jitterMs: 0, lateMs: 0, wStarMs: 0 }

  /**
   * @param sampleRate of the output, in Hz
   * @param playout says when to start
   */
  constructor(ring: Ring, sampleRate: number, playout: Playout) {
    this.#ring = ring
    this.#words = ring.header
    this.#playout = playout
    this.#sampleRate = sampleRate
    this.#toldPosition = ring.writePosition
    this.#fade = Math.ceil((FADE_MS * sampleRate) / 1000)
  }

  /**
   * Fills one block.
   * @param frame the context's frame number of the block's first sample
   */
  render(output: Float32Array, frame: number): void {
    this.#tellPlayout(frame)
    const doomed = this.#ring.flushPending
    const played = doomed > 0 ? this.#fadeOut(output, doomed) : this.#play(output, frame)
    this.#rampToSilence(output, played)
    Atomics.store(this.#words, PLAYER_WORDS.level, loudness(output))
  }

  /** What has arrived since the block before, and what the page has learnt about it. */
  #tellPlayout(frame: number): void {
    const reply = Atomics.load(this.#words, PLAYER_WORDS.reply)
    const expectedMs = Atomics.load(this.#words, PLAYER_WORDS.expectedMs)
    const complete = Atomics.load(this.#words, PLAYER_WORDS.textComplete)
    const isNew = reply !== this.#toldReply
    if (isNew) this.#beginReply()
    if (isNew || expectedMs !== this.#toldExpectedMs || complete !== this.#toldComplete) {
      this.#playout.expect(expectedMs, complete === 1)
    }
    this.#toldReply = reply
    this.#toldExpectedMs = expectedMs
    this.#toldComplete = complete
    const write = this.#ring.writePosition
    const arrived = distance(this.#toldPosition, write)
    this.#toldPosition = write
    if (arrived > 0) this.#playout.arrived(this.#ms(arrived), this.#ms(frame), this.#ms(this.#ring.available))
  }

  #beginReply(): void {
    const pace = Atomics.load(this.#words, PLAYER_WORDS.pace)
    if (pace !== this.#toldPace) this.#playout.forget()
    this.#toldPace = pace
    const delivery = this.#delivery
    delivery.replies = Atomics.load(this.#words, PLAYER_WORDS.deliveryReplies)
    delivery.genX = this.#thousandths(PLAYER_WORDS.deliveryGenX)
    delivery.jitterMs = this.#thousandths(PLAYER_WORDS.deliveryJitterMs)
    delivery.lateMs = this.#thousandths(PLAYER_WORDS.deliveryLateMs)
    delivery.wStarMs = this.#thousandths(PLAYER_WORDS.deliveryWStarMs)
    this.#playout.begin(delivery.replies > 0 ? delivery : null)
  }

  #thousandths(word: number): number {
    return Atomics.load(this.#words, word) / THOUSANDTHS
  }

  #ms(samples: number): number {
    return (samples / this.#sampleRate) * 1000
  }

  #play(output: Float32Array, frame: number): number {
    if (this.#state !== 'playing') {
      if (!this.#mayStart()) {
        this.#wait(output.length)
        return 0
      }
      this.#start()
    }
    const before = this.#ring.readPosition
    const played = this.#ring.pop(output)
    for (let i = 0; i < played; i++) {
      if (this.#gain < this.#fade) this.#gain++
      output[i] = ((output[i] ?? 0) * this.#gain) / this.#fade
    }
    this.#noteReplyStart(before, played, frame)
    if (played < output.length) this.#ranDry(output.length - played)
    return played
  }

  /** Enough waits to begin, or this is all there will be. */
  #mayStart(): boolean {
    const waiting = this.#ring.available
    if (waiting === 0) return false
    if (!this.#moreExpected()) return true
    const prebuffer = Atomics.load(this.#words, PLAYER_WORDS.prebuffer)
    return prebuffer === ADAPTIVE ? this.#playout.mayStart(this.#ms(waiting)) : waiting >= prebuffer
  }

  #moreExpected(): boolean {
    return Atomics.load(this.#words, PLAYER_WORDS.open) === 1
  }

  #start(): void {
    if (this.#state === 'stalled') {
      Atomics.add(this.#words, PLAYER_WORDS.underruns, 1)
      Atomics.add(this.#words, PLAYER_WORDS.stalledSamples, this.#gapSamples)
    }
    this.#state = 'playing'
    this.#gapSamples = 0
    this.#gain = 0
  }

  /** Whether this is an underrun or simply the end is known later: when speech goes on, or when the page says so. */
  #ranDry(missing: number): void {
    this.#state = this.#moreExpected() ? 'stalled' : 'idle'
    this.#gapSamples = missing
  }

  #wait(silent: number): void {
    if (this.#state !== 'stalled') return
    this.#gapSamples += silent
    if (!this.#moreExpected() && this.#ring.available === 0) this.#state = 'idle'
  }

  #noteReplyStart(before: number, played: number, frame: number): void {
    const reply = Atomics.load(this.#words, PLAYER_WORDS.reply)
    if (reply === this.#startedReply) return
    const offset = distance(before, Atomics.load(this.#words, PLAYER_WORDS.replyStart))
    if (offset >= played) return
    this.#startedReply = reply
    Atomics.store(this.#words, PLAYER_WORDS.startedFrame, (frame + Math.max(0, offset)) | 0)
    Atomics.store(this.#words, PLAYER_WORDS.startedReply, reply)
  }

  /** Plays on for as long as a fade takes, then lets the ring throw the rest away. */
  #fadeOut(output: Float32Array, doomed: number): number {
    let played = 0
    if (this.#state === 'playing') {
      played = this.#ring.pop(output, 0, Math.min(doomed, this.#gain))
      for (let i = 0; i < played; i++) {
        this.#gain--
        output[i] = ((output[i] ?? 0) * this.#gain) / this.#fade
      }
    }
    if (this.#gain === 0 || played === 0 || this.#ring.flushPending === 0) {
      this.#ring.applyFlush()
      this.#state = 'idle'
      this.#gain = 0
    }
    return played
  }

  #rampToSilence(output: Float32Array, played: number): void {
    if (played > 0) {
      this.#last = output[played - 1] ?? 0
      this.#tail = this.#fade
    }
    for (let i = played; i < output.length; i++) {
      if (this.#tail > 0) this.#tail--
      output[i] = (this.#last * this.#tail) / this.#fade
    }
  }
}

/** Root mean square of a block as a whole number, full scale being 2^15. */
function loudness(block: Float32Array): number {
  let energy = 0
  for (let i = 0; i < block.length; i++) energy += (block[i] ?? 0) ** 2
  return Math.round(Math.sqrt(energy / block.length) * 0x8000)
}
