// SPDX-License-Identifier: Apache-2.0

import { defaultVoiceActivity, VoiceActivity } from '#core/voice-activity'
import type { Listening, MicrophoneState } from '../conversation/state.ts'
import { listMicrophones, watchDevices } from '../microphone/device-list.ts'
import { HandsFree } from '../microphone/hands-free.ts'
import { Microphone } from '../microphone/microphone.ts'
import { MicrophoneError } from '../microphone/microphone-error.ts'
import { rememberTalkPreferences, type TalkPreferences, talkPreferences } from '../microphone/preferences.ts'
import type { VoiceSocket } from '../socket/voice-socket.ts'
import { type HeardOfReply, Utterance } from './utterance.ts'

export interface TalkingEvents {
  onMicrophone(microphone: MicrophoneState): void
  onListening(listening: Partial<Listening>): void
  /** Somebody speaks: whatever is heard must stop. Returns what was heard of it. */
  onSpeak(): HeardOfReply | null
  /** They are done. `agoMs`: for how long they had been silent by then. */
  onSpoke(agoMs: number): void
  onTrouble(code: string, text: string): void
}

/** What talking needs of the rest of the session. */
export interface TalkingParts {
  readonly socket: Pick<VoiceSocket, 'send' | 'sendAudio'>
  /** Is the connection open, and in the right conversation? */
  readonly isReady: () => boolean
  /** How loud the loudspeaker is, 0 to 1. */
  readonly played: () => number
  /** @default the browser's */
  readonly microphone?: Pick<Microphone, 'open' | 'close' | 'dispose' | 'level'>
}

/**
 * The customer's side of the conversation: opens the microphone for one utterance (pressed) or for all of them (hands-free),
 * and streams each to the server while it is spoken.
 */
export class Talking {
  readonly #parts: TalkingParts
  readonly #events: TalkingEvents
  readonly #microphone: NonNullable<TalkingParts['microphone']>
  readonly #handsFree: HandsFree
  readonly #closed = new AbortController()
  #preferences: TalkPreferences = talkPreferences()
  #state: MicrophoneState = 'off'
  #utterance: Utterance | null = null
  /** The detector that listens now, which need not be the chosen one: that may have to be fetched first. */
  #detector: Listening['detector'] = 'pitch'

  constructor(parts: TalkingParts, events: TalkingEvents) {
    this.#parts = parts
    this.#events = events
    this.#microphone = parts.microphone ?? new Microphone()
    this.#handsFree = new HandsFree({
      onBegin: () => this.#begin(),
      onFrame: (frame) => this.#say(frame),
      onEnd: () => this.#finish(defaultVoiceActivity.endMs),
    })
    events.onListening(this.#preferences)
    watchDevices(() => void this.#listDevices(), this.#closed.signal)
    void this.#listDevices()
  }

  /** Ends everything. */
  close(): void {
    this.#closed.abort()
    this.#microphone.dispose()
  }

  /** How loud the microphone is, 0 to 1; null while it is closed. */
  get level(): number | null {
    return this.#state === 'off' ? null : this.#microphone.level
  }

  /** Is somebody speaking, or about to? */
  get busy(): boolean {
    return this.#utterance !== null
  }

  /** Opens the microphone: for one utterance, which interrupts a reply at once, or to wait for speech. */
  async talk(): Promise<void> {
    if (this.#state !== 'off') return
    if (!this.#preferences.handsFree) {
      if (!this.#parts.isReady()) {
        const text = 'There is no connection to the shop. It is being tried again; you can type meanwhile.'
        this.#events.onTrouble('offline', text)
        return
      }
      this.#utterance = new Utterance(this.#parts.socket, this.#events.onSpeak())
    }
    this.#become('opening')
    await this.#fetchDetector()
    // Somebody changed their mind while it was fetched.
    if (!this.#isOpening) return
    try {
      const opened = await this.#microphone.open(this.#preferences.microphoneId, {
        onFrame: (frame) => this.#hear(frame),
        onLost: () => this.#lose(),
        onMuted: (muted) => {
          if (muted)
            this.#events.onTrouble('muted', 'The microphone is muted. Unmute it on the device or in the system.')
        },
      })
      if (!opened) return
      this.#become(this.#preferences.handsFree ? 'armed' : 'on')
      void this.#listDevices()
    } catch (error) {
      this.stop()
      const code = error instanceof MicrophoneError ? error.code : 'unsupported'
      this.#events.onTrouble(code, error instanceof Error ? error.message : String(error))
    }
  }

  /** The customer has finished: what was said counts, and the microphone closes. */
  endTalk(): void {
    this.#finish(0)
    this.#off()
  }

  /** Throws away what is being said. Hands-free goes on waiting for the next. */
  cancelTalk(): void {
    this.#utterance?.cancel()
    this.#utterance = null
    this.#handsFree.drop()
    if (this.#state === 'on' && this.#preferences.handsFree) this.#become('armed')
    else if (this.#state !== 'armed') this.#off()
  }

  /** Throws away what is being said, and closes the microphone. */
  stop(): void {
    this.#utterance?.cancel()
    this.#utterance = null
    this.#off()
  }

  /** Switches between pressing and hands-free, for this visit and the next ones. Hands-free opens the microphone. */
  setHandsFree(handsFree: boolean): void {
    if (handsFree === this.#preferences.handsFree) return
    this.stop()
    this.#prefer({ ...this.#preferences, handsFree })
    if (handsFree) void this.talk()
  }

  /** Chooses a microphone, for this visit and the next ones; null: whichever the system prefers. */
  choose(microphoneId: string | null): void {
    const wasOpen = this.#state === 'armed'
    if (this.#state !== 'off') this.stop()
    this.#prefer({ ...this.#preferences, microphoneId })
    if (wasOpen) void this.talk()
  }

  /** Chooses what notices speech, for this visit and the next ones. */
  async listenWith(detector: Listening['detector']): Promise<void> {
    this.#prefer({ ...this.#preferences, detector })
    await this.#fetchDetector()
  }

  async #fetchDetector(): Promise<void> {
    const { detector, handsFree } = this.#preferences
    if (!handsFree || detector === this.#detector) return
    try {
      const voice =
        detector === 'pitch' ? new VoiceActivity() : await (await import('../microphone/silero.ts')).loadSilero()
      if (this.#preferences.detector !== detector) return
      this.#detector = detector
      this.#handsFree.listenWith(voice)
    } catch (error) {
      this.#prefer({ ...this.#preferences, detector: this.#detector })
      this.#events.onTrouble('no_silero', error instanceof Error ? error.message : String(error))
    }
  }

  #hear(frame: Float32Array): void {
    if (this.#preferences.handsFree) this.#handsFree.push(frame, this.#parts.played())
    else this.#say(frame)
  }

  /** Hands-free noticed somebody. */
  #begin(): void {
    if (!this.#parts.isReady()) return
    this.#utterance = new Utterance(this.#parts.socket, this.#events.onSpeak())
    this.#become('on')
  }

  #say(frame: Float32Array): void {
    if (this.#utterance === null || this.#utterance.push(frame)) return
    this.#events.onTrouble('too_long', 'That was as long as one turn may be. Go on in the next.')
    this.#handsFree.drop()
    if (this.#preferences.handsFree) this.#finish(0)
    else this.endTalk()
  }

  #finish(agoMs: number): void {
    const asked = this.#utterance?.end() ?? false
    this.#utterance = null
    if (this.#state === 'on' && this.#preferences.handsFree) this.#become('armed')
    if (asked) this.#events.onSpoke(agoMs)
  }

  #lose(): void {
    this.stop()
    void this.#listDevices()
    const text = 'The microphone is gone. Plug it in or choose another, then try again, or type, or send a WAV file.'
    this.#events.onTrouble('lost_microphone', text)
  }

  #off(): void {
    this.#utterance = null
    this.#handsFree.drop()
    this.#microphone.close()
    this.#become('off')
  }

  get #isOpening(): boolean {
    return this.#state === 'opening'
  }

  #become(state: MicrophoneState): void {
    if (state === this.#state) return
    this.#state = state
    this.#events.onMicrophone(state)
  }

  #prefer(preferences: TalkPreferences): void {
    this.#preferences = preferences
    rememberTalkPreferences(preferences)
    this.#events.onListening(preferences)
  }

  async #listDevices(): Promise<void> {
    const microphones = await listMicrophones()
    if (!this.#closed.signal.aborted) this.#events.onListening({ microphones })
  }
}
