// SPDX-License-Identifier: Apache-2.0

import { EchoGuard } from './echo-guard.ts'
import { NoiseFloor } from './noise-floor.ts'
import { type Voiced, Voicing } from './voicing.ts'

/** Samples per second that the detector works at. */
export const VOICE_RATE = 16_000

/** Samples of one frame: 20 ms. */
export const VOICE_FRAME = 320

/** Length of one frame. */
export const VOICE_FRAME_MS = (VOICE_FRAME / VOICE_RATE) * 1000

export interface VoiceActivityOptions {
  /** Voiced sound it takes to call it speech. The vowel of "yes" lasts about 150 ms; a key press rings for 40. */
  readonly beginMs: number
  /** The same while a reply is heard: long enough that a cough or an "mm" does not cut it off. */
  readonly bargeInMs: number
  /** How long after the last voiced sound an utterance is over. Pauses between words are shorter, and a final "s" fits in. */
  readonly endMs: number
  /** How far above the room's noise a frame must be to begin an utterance, and to go on with one, in dB. */
  readonly enterDb: number
  readonly stayDb: number
  /** How alike one pitch period and the next must be for the same, 0 to 1. */
  readonly enterVoicing: number
  readonly stayVoicing: number
}

/**
 * Held by the tests beside the page's microphone: Flite's voices in room noise, five minutes of room noise alone, and the
 * reply's own sound at -12 dB.
 */
export const defaultVoiceActivity = {
  beginMs: 60,
  bargeInMs: 120,
  endMs: 520,
  enterDb: 9,
  stayDb: 5,
  enterVoicing: 0.5,
  stayVoicing: 0.5,
} as const satisfies VoiceActivityOptions

/** What a frame meant. `begin` says how many frames ago, this one included, the speech began. */
export type VoiceEvent =
  | { readonly type: 'none' }
  | { readonly type: 'begin'; readonly frames: number }
  | { readonly type: 'end' }

const NONE: VoiceEvent = { type: 'none' }
const END: VoiceEvent = { type: 'end' }

/** Frames within which the voiced ones must lie, in multiples of their number: syllables have gaps between them. */
const SPREAD = 3

/** Quieter than this nobody speaks to a microphone, however quiet the room. */
const QUIETEST_DB = -60

/**
 * Hears when somebody begins to speak and when they are done. Pure: 20 ms frames in, events out.
 *
 * Speech is what is *voiced* (its waveform repeats at a pitch of 70 to 400 Hz) and stands out from the noise floor. Noise
 * that is merely loud (a fan, paper, a key press) is not voiced for long; noise that is voiced (hum) does not stand out for
 * long, because the floor follows it. It takes less to go on than to begin (hysteresis), and unvoiced sound within an
 * utterance is bridged.
 */
export class VoiceActivity {
  readonly #options: VoiceActivityOptions
  readonly #voicing = new Voicing()
  readonly #floor = new NoiseFloor()
  readonly #steady = new Steadiness()
  /** For each of the last frames, 1 if it could be the beginning of speech. */
  readonly #recent: Uint8Array
  #at = 0
  readonly #echo = new EchoGuard()
  #speaking = false
  #quietFrames = 0

  constructor(options: Partial<VoiceActivityOptions> = {}) {
    this.#options = { ...defaultVoiceActivity, ...options }
    this.#recent = new Uint8Array(SPREAD * framesIn(Math.max(this.#options.beginMs, this.#options.bargeInMs)))
  }

  /** Is somebody speaking? */
  get speaking(): boolean {
    return this.#speaking
  }

  // #region voice-activity
  /**
   * Takes the next 20 ms.
   * @param frame {@link VOICE_FRAME} samples at {@link VOICE_RATE}
   * @param played root mean square of what the loudspeaker plays right now, 0 to 1
   */
  push(frame: Float32Array, played = 0): VoiceEvent {
    const sound = this.#voicing.push(frame)
    const aboveDb = sound.levelDb - this.#floor.push(sound.levelDb)
    const held = this.#steady.push(sound)
    const audible = sound.levelDb > Math.max(QUIETEST_DB, this.#echo.push(played, sound.levelDb))
    return this.#speaking
      ? this.#stay(audible, aboveDb, sound.voicing)
      : this.#enter(audible && held, aboveDb, sound.voicing)
  }

  #enter(audible: boolean, aboveDb: number, voicing: number): VoiceEvent {
    const { enterDb, enterVoicing, beginMs, bargeInMs } = this.#options
    this.#recent[this.#at] = audible && aboveDb > enterDb && voicing > enterVoicing ? 1 : 0
    this.#at = (this.#at + 1) % this.#recent.length
    const needed = framesIn(this.#echo.audible ? bargeInMs : beginMs)
    let found = 0
    for (let ago = 1; ago <= SPREAD * needed; ago++) {
      found += this.#recent.at(this.#at - ago) ?? 0
      if (found === needed) return this.#begin(ago)
    }
    return NONE
  }

  #stay(audible: boolean, aboveDb: number, voicing: number): VoiceEvent {
    const { stayDb, stayVoicing, endMs } = this.#options
    this.#quietFrames = audible && aboveDb > stayDb && voicing > stayVoicing ? 0 : this.#quietFrames + 1
    if (this.#quietFrames < framesIn(endMs)) return NONE
    this.reset()
    return END
  }
  // #endregion voice-activity

  /** Forgets the utterance that is going on, but not the room. */
  reset(): void {
    this.#speaking = false
    this.#quietFrames = 0
    this.#recent.fill(0)
  }

  #begin(frames: number): VoiceEvent {
    this.#speaking = true
    this.#quietFrames = 0
    return { type: 'begin', frames }
  }
}

/** A vowel changes by less than this from one frame to the next, in dB; what was struck dies away faster. */
const STEADY_DB = 6

/** Nor does its pitch jump. */
const STEADY_PITCH = 1.2

/** A voice is mostly above 180 Hz; doors, steps and traffic are mostly below. */
const RUMBLE_DB = 10

/** Frames in which something loud makes what follows it suspect of being its echo. */
const PEAK_FRAMES = 6

/** Tells what is held, as a vowel is, from what is struck, as keys and cups are. */
class Steadiness {
  readonly #levels = new Float32Array(PEAK_FRAMES).fill(-100)
  #at = 0
  #pitchHz = 0

  push({ levelDb, rumbleDb, pitchHz }: Voiced): boolean {
    const beforeDb = this.#levels.at(this.#at - 1) ?? 0
    let peakDb = levelDb
    for (const level of this.#levels) peakDb = Math.max(peakDb, level)
    const jump = pitchHz / this.#pitchHz
    this.#levels[this.#at] = levelDb
    this.#at = (this.#at + 1) % PEAK_FRAMES
    this.#pitchHz = pitchHz
    return (
      rumbleDb < RUMBLE_DB &&
      levelDb > peakDb - STEADY_DB &&
      levelDb < beforeDb + STEADY_DB &&
      jump < STEADY_PITCH &&
      jump > 1 / STEADY_PITCH
    )
  }
}

function framesIn(ms: number): number {
  return Math.ceil(ms / VOICE_FRAME_MS)
}
