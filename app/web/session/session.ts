// SPDX-License-Identifier: Apache-2.0

import type { Delivery } from '#core/playout'
import type { ServerMessage, WireDelivery } from '#core/protocol'
import type { PageEvent } from '../conversation/reduce.ts'
import type { Asked, Listening } from '../conversation/state.ts'
import type { PlaybackView, Playhead } from '../playback/playback.ts'
import { ReplyPlayer } from '../playback/reply-player.ts'
import { VoiceSocket } from '../socket/voice-socket.ts'
import { type Question, Questions } from './questions.ts'
import { rememberedSession, rememberSession } from './remembered-session.ts'
import { sendRecording } from './send-recording.ts'
import { Talking } from './talking.ts'
import type { HeardOfReply } from './utterance.ts'

const UNREACHABLE =
  'The shop cannot be reached. It is tried again and again; what you type meanwhile is kept. If this lasts: is the server running, and does a proxy on the way let WebSockets through?'
const ELSEWHERE = 'This conversation goes on in another tab. Reload this page to have it here.'
const OVER_HTTP =
  'No WebSocket gets through here (an old browser, or a proxy on the way), so the shop is reached over plain HTTP. Type, send a WAV file, or talk; answers may take a little longer.'

/** An audio context opens within a tenth of a second where there is sound at all. */
const SPEAKER_WITHIN_MS = 2_000

/**
 * One visit to the shop: connects socket, microphone and loudspeaker, and tells the page what happens. It holds nothing
 * that is shown; that is the reducer's.
 */
export class Session {
  readonly #dispatch: (event: PageEvent) => void
  readonly #socket: VoiceSocket
  readonly #talking: Talking
  readonly #questions = new Questions((question) => this.#ask(question))
  readonly #player: ReplyPlayer
  /** When the last question ended, until a reply takes it. */
  #askedAtMs: number | null = null
  /** The conversation to take up again on the next connection. */
  #sessionId: string | null = rememberedSession()
  /** `hello`s still to come before this connection is in the right conversation. */
  #hellosAwaited = 1
  /** What this connection would be without resuming. */
  #freshSessionId = ''
  #rehearsedGenX: number | null = null
  #voice: string | null = null
  #connected = false
  #closed = false

  /** @param url of the voice server's socket */
  constructor(url: string, dispatch: (event: PageEvent) => void) {
    this.#dispatch = dispatch
    this.#socket = new VoiceSocket(url, {
      onOpen: () => this.#resume(),
      onOverHttp: (isOverHttp) => {
        if (isOverHttp) this.#complain('over_http', OVER_HTTP)
        else this.#dispatch({ type: 'problem', problem: null })
      },
      onLost: () => this.#lose(),
      onUnreachable: () => this.#complain('unreachable', UNREACHABLE),
      onTakenOver: () => this.#complain('elsewhere', ELSEWHERE),
      onMessage: (message) => this.#hear(message),
      onAudio: (bytes) => this.#player.push(bytes),
    })
    this.#talking = new Talking(
      {
        socket: this.#socket,
        isReady: () => this.#isReady,
        played: () => this.#player.level,
      },
      {
        onMicrophone: (microphone) => this.#dispatch({ type: 'microphone', microphone }),
        onListening: (listening) => this.#dispatch({ type: 'listening', listening }),
        onSpeak: () => this.#silence(),
        onSpoke: (agoMs) => this.#spoken(agoMs),
        onTrouble: (code, text) => this.#complain(code, text),
      },
    )
    this.#player = new ReplyPlayer((playhead) => {
      this.#report(playhead)
      if (playhead.over) this.#goOn()
    })
    void this.#start()
  }

  /** Ends everything: the page goes away. */
  close(): void {
    this.#closed = true
    this.#talking.close()
    this.#socket.close()
    this.#player.close()
  }

  /** How loud the customer, while speaking, or else the shop is right now, 0 to 1. For the meter, at every frame. */
  get level(): number {
    return this.#player.level > 0 && !this.#talking.busy ? this.#player.level : (this.#talking.level ?? 0)
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
    if (genX !== this.#rehearsedGenX) this.#player.changePace()
    this.#rehearsedGenX = genX
    this.#socket.send({ type: 'set_model_options', model: 'tts', options: { gen_x: genX } })
    this.#dispatch({ type: 'rehearsing', genX })
  }

  /** The voice to speak with from the next reply on; null: the one the server was given. */
  speakAs(voice: string | null): void {
    this.#voice = voice
    this.#socket.send({ type: 'set_model_options', model: 'tts', options: { voice } })
    this.#dispatch({ type: 'speaking-as', voice })
  }

  /** What must be waiting before a reply is played; null: as much as will last. */
  waitFor(prebufferMs: number | null): void {
    this.#player.waitFor(prebufferMs)
  }

  /** How loud the microphone is, 0 to 1; null while it is closed. */
  get microphoneLevel(): number | null {
    return this.#talking.level
  }

  /** A typed turn. It interrupts a reply. Without a connection it waits for one. */
  type(text: string): void {
    this.#put('typed', { kind: 'text', text }, text)
  }

  /** A recording instead of speech. It interrupts a reply. Without a connection it waits for one. */
  async upload(file: File): Promise<void> {
    const { readRecording, RecordingError } = await import('../microphone/recording.ts')
    try {
      this.#put('uploaded', { kind: 'recording', ...(await readRecording(file)) }, null)
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error
      this.#complain(error.code, error.message)
    }
  }

  /** Begins to listen: see {@link Talking.talk}. */
  talk(): void {
    void this.#talking.talk()
  }

  /** The customer has finished speaking. */
  endTalk(): void {
    this.#talking.endTalk()
  }

  /** Throws away what is being said. */
  cancelTalk(): void {
    this.#talking.cancelTalk()
  }

  setHandsFree(handsFree: boolean): void {
    this.#talking.setHandsFree(handsFree)
  }

  listenWith(detector: Listening['detector']): void {
    void this.#talking.listenWith(detector)
  }

  chooseMicrophone(id: string | null): void {
    this.#talking.choose(id)
  }

  /** Stops the reply, and the models behind it, at once. */
  interrupt(): void {
    const heard = this.#silence()
    this.#socket.send(
      heard === null ? { type: 'interrupt' } : { type: 'interrupt', turn_id: heard.turnId, played_ms: heard.playedMs },
    )
  }

  /** Starts the conversation afresh. */
  forget(): void {
    this.cancelTalk()
    this.interrupt()
    this.#questions.clear()
    this.#player.forget()
    this.#socket.send({ type: 'reset' })
    this.#dispatch({ type: 'forget' })
  }

  #put(asked: Asked, question: Question, text: string | null): void {
    // What waits does not interrupt what waits before it.
    const heard = this.#questions.asksAtOnce || this.#player.turnId !== null ? this.#silence() : null
    if (heard !== null) this.#socket.send({ type: 'interrupt', turn_id: heard.turnId, played_ms: heard.playedMs })
    this.#askedAtMs = performance.now()
    if (this.#questions.ask(question)) this.#dispatch({ type: 'asked', asked, text })
    else this.#complain('too_much', 'Much waits for the shop already. Wait until the connection is back.')
  }

  #ask(question: Question): void {
    this.#askedAtMs = performance.now()
    if (question.kind === 'text') this.#socket.send({ type: 'text', text: question.text })
    else sendRecording(this.#socket, question)
  }

  /** The next question that waits, unless the customer is busy hearing the last answer, or speaking. */
  #goOn(): void {
    if (this.#player.turnId === null && !this.#talking.busy) this.#questions.answered()
  }

  #spoken(agoMs: number): void {
    this.#questions.spoke()
    this.#askedAtMs = performance.now() - agoMs
    this.#dispatch({ type: 'asked', asked: 'spoken', text: null, pauseMs: agoMs })
  }

  get #isReady(): boolean {
    return this.#socket.isOpen && this.#hellosAwaited === 0
  }

  /** Stops the sound at once. Returns how far it had come, null if there was none. */
  #silence(): HeardOfReply | null {
    const heard = this.#player.interrupt()
    this.#dispatch({ type: 'interrupted', turnId: heard?.turnId ?? null })
    if (heard !== null) this.#report(heard)
    return heard
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
    this.#hellosAwaited = 1
    this.cancelTalk()
    this.#questions.offline()
    // What has arrived is still played; more will not come.
    if (this.#player.turnId !== null) this.#player.end(this.#player.turnId)
    this.#dispatch({ type: 'connection', connection: 'lost' })
  }

  #hear(message: ServerMessage): void {
    if ('turn_id' in message && message.turn_id !== undefined) this.#questions.heardOf(message.turn_id)
    switch (message.type) {
      case 'hello':
        if (this.#hellosAwaited > 0) this.#hellosAwaited--
        if (this.#hellosAwaited === 0) this.#enter(message.session_id)
        else this.#freshSessionId = message.session_id
        break
      case 'error':
        if (message.code === 'unknown_session' && this.#hellosAwaited > 0) {
          // The shop no longer knows the old conversation, so this is a new one.
          this.#dispatch({ type: 'forgotten' })
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
            delivery: deliveryOf(message.delivery),
          })
        )
          return
        this.#askedAtMs = null
        if (this.#player.blocked) this.#complain('sound_blocked', 'Click anywhere to hear the reply.')
        break
      case 'tts_progress':
        this.#player.expect(message.expected_ms, message.final, message.gen_x ?? null)
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
    if (message.type === 'turn_metrics') this.#goOn()
  }

  #enter(sessionId: string): void {
    this.#hellosAwaited = 0
    this.#sessionId = sessionId
    rememberSession(sessionId)
    this.#dispatch({ type: 'connection', connection: 'open' })
    if (this.#rehearsedGenX !== null) this.rehearse(this.#rehearsedGenX)
    if (this.#voice !== null) this.speakAs(this.#voice)
    this.#questions.online()
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

function deliveryOf(told: WireDelivery | undefined): Delivery | null {
  if (told === undefined || !(told.gen_x > 0)) return null
  const { replies, gen_x: genX, jitter_ms: jitterMs, late_ms: lateMs, w_star_ms: wStarMs } = told
  return { replies, genX, jitterMs, lateMs, wStarMs }
}
