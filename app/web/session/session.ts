// SPDX-License-Identifier: Apache-2.0

import { fixedPrebuffer } from '#core/playout'
import type { ServerMessage } from '#core/protocol'
import type { PageEvent } from '../conversation/reduce.ts'
import { Microphone, MicrophoneError } from '../microphone/microphone.ts'
import type { PlaybackView, Playhead } from '../playback/playback.ts'
import { ReplyPlayer } from '../playback/reply-player.ts'
import { VoiceSocket } from '../socket/voice-socket.ts'
import { rememberedSession, rememberSession } from './remembered-session.ts'
import { Utterance } from './utterance.ts'

/** An audio context opens within a tenth of a second where there is sound at all. */
const SPEAKER_WITHIN_MS = 2_000

/**
 * One visit to the shop: connects socket, microphone and loudspeaker, and tells the page what happens. It holds nothing
 * that is shown; that is the reducer's.
 */
export class Session {
  readonly #dispatch: (event: PageEvent) => void
  readonly #socket: VoiceSocket
  readonly #microphone = new Microphone()
  readonly #player: ReplyPlayer
  /** What is being said, or waits for the microphone. */
  #utterance: Utterance | null = null
  /** When the last question ended, until a reply takes it. */
  #askedAtMs: number | null = null
  /** The conversation to take up again on the next connection. */
  #sessionId: string | null = rememberedSession()
  /** `hello`s still to come before this connection is in the right conversation. */
  #hellosAwaited = 1
  /** What this connection would be without resuming. */
  #freshSessionId = ''
  /** Typed before that. */
  #unsent: string[] = []
  #rehearsedGenX: number | null = null
  #connected = false
  #closed = false

  /** @param url of the voice server's socket */
  constructor(url: string, dispatch: (event: PageEvent) => void) {
    this.#dispatch = dispatch
    this.#socket = new VoiceSocket(url, {
      onOpen: () => this.#resume(),
      onLost: () => this.#lose(),
      onMessage: (message) => this.#hear(message),
      onAudio: (bytes) => this.#player.push(bytes),
    })
    this.#player = new ReplyPlayer(fixedPrebuffer(), (playhead) => this.#report(playhead))
    void this.#start()
  }

  /** Ends everything: the page goes away. */
  close(): void {
    this.#closed = true
    this.#microphone.close()
    this.#socket.close()
    this.#player.close()
  }

  /** How loud the customer, while speaking, or else the shop is right now, 0 to 1. For the meter, at every frame. */
  get level(): number {
    return this.#utterance?.level ?? this.#player.level
  }

  /** Playback at this moment, for the gauge; null without a loudspeaker. */
  get playback(): PlaybackView | null {
    return this.#player.view
  }

  /** A reply as a WAV file, null if it is no longer kept. */
  replyWav(turnId: string): Uint8Array<ArrayBuffer> | null {
    return this.#player.wav(turnId)
  }

  /** Has the synthesiser keep the pace of a GPU with this gen-x; null: as fast as it can. */
  rehearse(genX: number | null): void {
    this.#rehearsedGenX = genX
    this.#socket.send({ type: 'set_model_options', model: 'tts', options: { gen_x: genX } })
    this.#dispatch({ type: 'rehearsing', genX })
  }

  /** A typed turn. It interrupts a reply. Without a connection it waits for one. */
  type(text: string): void {
    this.#silence()
    this.#askedAtMs = performance.now()
    this.#dispatch({ type: 'asked', asked: 'typed', text })
    if (this.#socket.isOpen && this.#hellosAwaited === 0) this.#socket.send({ type: 'text', text })
    else this.#unsent.push(text)
  }

  /** Begins to listen. It interrupts a reply. */
  async talk(): Promise<void> {
    if (this.#utterance !== null) return
    if (!this.#socket.isOpen) {
      this.#complain(
        'offline',
        'There is no connection to the shop yet. It is being tried again; you can type meanwhile.',
      )
      return
    }
    this.#silence()
    const utterance = new Utterance(this.#socket, this.#microphone)
    this.#utterance = utterance
    this.#dispatch({ type: 'microphone', microphone: 'opening' })
    try {
      await utterance.begin(() => {
        this.cancelTalk()
        this.#complain('missing', 'The microphone is gone. Plug it in and try again, or type instead.')
      })
      if (this.#utterance === utterance) this.#dispatch({ type: 'microphone', microphone: 'on' })
    } catch (error) {
      this.cancelTalk()
      const code = error instanceof MicrophoneError ? error.code : 'unsupported'
      this.#complain(code, error instanceof Error ? error.message : String(error))
    }
  }

  /** The customer has finished speaking. */
  endTalk(): void {
    const asked = this.#utterance?.end() ?? false
    this.#stopListening()
    if (!asked) return
    this.#askedAtMs = performance.now()
    this.#dispatch({ type: 'asked', asked: 'spoken', text: null })
  }

  /** Throws away what is being said. */
  cancelTalk(): void {
    this.#utterance?.cancel()
    this.#stopListening()
  }

  /** Stops the reply, and the models behind it, at once. */
  interrupt(): void {
    if (!this.#silence()) this.#socket.send({ type: 'interrupt' })
  }

  /** Starts the conversation afresh. */
  forget(): void {
    this.cancelTalk()
    this.interrupt()
    this.#player.forget()
    this.#socket.send({ type: 'reset' })
    this.#dispatch({ type: 'forget' })
  }

  /** Stops the sound and says how far it had come. False if there was none. */
  #silence(): boolean {
    const heard = this.#player.interrupt()
    this.#dispatch({ type: 'interrupted', turnId: heard?.turnId ?? null })
    if (heard === null) return false
    this.#report(heard)
    this.#socket.send({ type: 'interrupt', turn_id: heard.turnId, played_ms: heard.playedMs })
    return true
  }

  #stopListening(): void {
    this.#utterance = null
    this.#dispatch({ type: 'microphone', microphone: 'off' })
  }

  #resume(): void {
    this.#connected = true
    // The server greets every connection, and answers `resume` with a second greeting.
    this.#hellosAwaited = this.#sessionId === null ? 1 : 2
    if (this.#sessionId !== null) this.#socket.send({ type: 'resume', session_id: this.#sessionId })
  }

  #lose(): void {
    // Every failed try to reconnect comes here as well.
    if (this.#closed || !this.#connected) return
    this.#connected = false
    this.cancelTalk()
    // What has arrived is still played; more will not come.
    if (this.#player.turnId !== null) this.#player.end(this.#player.turnId)
    this.#dispatch({ type: 'connection', connection: 'lost' })
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        if (this.#hellosAwaited > 0) this.#hellosAwaited--
        if (this.#hellosAwaited === 0) this.#enter(message.session_id)
        else this.#freshSessionId = message.session_id
        break
      case 'error':
        if (message.code === 'unknown_session' && this.#hellosAwaited > 0) {
          // The shop no longer knows the old conversation, so this is a new one.
          this.#dispatch({ type: 'forget' })
          this.#enter(this.#freshSessionId)
          return
        }
        break
      case 'tts_begin':
        if (
          !this.#player.begin({
            turnId: message.turn_id,
            sampleRate: message.sample_rate,
            expectedMs: message.expected_ms,
            askedAtMs: this.#askedAtMs,
          })
        )
          return
        this.#askedAtMs = null
        if (this.#player.blocked) this.#complain('sound_blocked', 'Click anywhere to hear the reply.')
        break
      case 'tts_progress':
        this.#player.expect(message.expected_ms)
        break
      case 'tts_end':
        if (message.interrupted && this.#player.turnId === message.turn_id) this.#player.interrupt()
        this.#player.end(message.turn_id)
        this.#dispatch({ type: 'recorded', turnIds: this.#player.recorded })
        break
      case 'going_away':
        this.#complain('going_away', 'The shop is restarting. This page comes back by itself in a moment.')
        break
    }
    this.#dispatch({ type: 'server', message })
  }

  #enter(sessionId: string): void {
    this.#hellosAwaited = 0
    this.#sessionId = sessionId
    rememberSession(sessionId)
    this.#dispatch({ type: 'connection', connection: 'open' })
    if (this.#rehearsedGenX !== null) this.rehearse(this.#rehearsedGenX)
    for (const text of this.#unsent.splice(0)) this.#socket.send({ type: 'text', text })
  }

  /** The loudspeaker first, so that no reply is missed; but a browser that takes for ever does not keep the shop closed. */
  async #start(): Promise<void> {
    await Promise.race([this.#openSpeaker(), new Promise((resolve) => setTimeout(resolve, SPEAKER_WITHIN_MS))])
    if (!this.#closed) this.#socket.connect()
  }

  async #openSpeaker(): Promise<void> {
    try {
      this.#dispatch({ type: 'loudspeaker', feeder: await this.#player.open() })
    } catch (error) {
      this.#complain('no_speaker', error instanceof Error ? error.message : String(error))
    }
  }

  #report(playhead: Playhead): void {
    this.#dispatch({ type: 'playhead', playhead })
    this.#socket.send({
      type: 'playhead',
      turn_id: playhead.turnId,
      played_ms: playhead.playedMs,
      underruns: playhead.underruns,
      stalled_ms: playhead.stalledMs,
      first_heard_ms: playhead.firstHeardMs,
    })
  }

  #complain(code: string, text: string): void {
    this.#dispatch({ type: 'problem', problem: { code, text, retryable: true } })
  }
}
