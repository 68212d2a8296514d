// SPDX-License-Identifier: Apache-2.0

import type { FeederKind } from './feeder.ts'
import { Playback, type PlaybackView, type Playhead, type ReplyBegin } from './playback.ts'
import { RecordedReplies } from './recorded-replies.ts'
import { openSpeaker, type Speaker } from './speaker.ts'

/** How often playback is looked after. The ring holds seconds, so a late timer is not heard. */
const TICK_MS = 40

/** What a browser accepts as the wish to hear something. */
const GESTURES = ['pointerdown', 'keydown'] as const

/** Everything the page does with a reply's sound: plays it, reports what was heard, and keeps it for download. */
export class ReplyPlayer {
  readonly #report: (playhead: Playhead) => void
  readonly #timer: ReturnType<typeof setInterval>
  readonly #recorded = new RecordedReplies()
  #speaker: Speaker | null = null
  #playback: Playback | null = null
  /** The reply whose speech is arriving. */
  #arriving: string | null = null
  #prebufferMs: number | null = null
  #closed = false

  constructor(report: (playhead: Playhead) => void) {
    this.#report = report
    this.#timer = setInterval(() => this.#playback?.tick(), TICK_MS)
    for (const gesture of GESTURES) window.addEventListener(gesture, this.#allowSound)
  }

  /** Opens the loudspeaker. Throws `SpeakerError`; replies are then silent, but still kept. */
  async open(): Promise<FeederKind> {
    const speaker = await openSpeaker()
    if (this.#closed) speaker.close()
    else {
      this.#speaker = speaker
      this.#playback = new Playback(speaker, this.#report)
      this.#playback.waitFor(this.#prebufferMs)
    }
    return speaker.feeder.kind
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
    for (const gesture of GESTURES) window.removeEventListener(gesture, this.#allowSound)
    this.#speaker?.close()
  }

  /** The reply that is being heard or waited for. */
  get turnId(): string | null {
    return this.#playback?.turnId ?? null
  }

  /** How loud it is right now, 0 to 1. */
  get level(): number {
    return this.#playback?.level ?? 0
  }

  /** Null without a loudspeaker. */
  get view(): PlaybackView | null {
    return this.#playback?.view ?? null
  }

  /** True while the browser waits for a click before it lets this page make sound. */
  get blocked(): boolean {
    return this.#speaker?.allowed === false
  }

  /** A reply begins. False if there is nothing to play it with. */
  begin(begin: ReplyBegin): boolean {
    this.#arriving = begin.turnId
    this.#recorded.begin(begin.turnId, begin.sampleRate)
    this.#playback?.begin(begin)
    return this.#playback !== null
  }

  /** Mono s16le of the current reply. */
  push(bytes: Uint8Array): void {
    if (this.#arriving !== null) this.#recorded.push(this.#arriving, bytes)
    this.#playback?.push(bytes)
  }

  /** The server's estimate of the reply's length changed. */
  expect(expectedMs: number, isComplete: boolean, genX: number | null): void {
    this.#playback?.expect(expectedMs, isComplete, genX)
  }

  /** From the next reply on, speech is made at another pace. */
  changePace(): void {
    this.#playback?.changePace()
  }

  /** What must be waiting before playback starts; null: as much as will last. */
  waitFor(prebufferMs: number | null): void {
    this.#prebufferMs = prebufferMs
    this.#playback?.waitFor(prebufferMs)
  }

  /** No more speech will come for this reply. */
  end(turnId: string): void {
    this.#arriving = null
    this.#playback?.end(turnId)
  }

  /** Silence, at once. Returns what was heard of the reply that this cut off, or null. */
  interrupt(): Playhead | null {
    this.#arriving = null
    return this.#playback?.interrupt() ?? null
  }

  /** Turns whose reply can be downloaded. */
  get recorded(): readonly string[] {
    return this.#recorded.turnIds
  }

  /** A reply as a WAV file, null if it is no longer kept. */
  wav(turnId: string): Uint8Array<ArrayBuffer> | null {
    return this.#recorded.wav(turnId)
  }

  forget(): void {
    this.#recorded.clear()
  }

  readonly #allowSound = (): void => this.#speaker?.allow()
}
