// SPDX-License-Identifier: Apache-2.0

/** Sums of four samples make one: 16 kHz becomes 4 kHz, which holds a voice's pitch and its first two formants. */
const DECIMATION = 4
const RATE = 4_000

/** Pitches of human voices, as periods at 4 kHz: 400 Hz down to 70 Hz. */
const SHORTEST = Math.floor(RATE / 400)
const LONGEST = Math.ceil(RATE / 70)

/** 25 ms: two periods of a low voice. Longer ones would mix the vowel with the consonant before it. */
const WINDOW = 100

/** Where a vowel is loudest. Below there is more hum, thud and rumble, above more keys, cups and paper than voice. */
const BAND_HZ = { from: 180, to: 900 }

/** Full scale is 0 dB; digital silence is given this. */
const SILENCE_DB = -100

/** What one frame sounded like. */
export interface Voiced {
  /** Of what is within {@link BAND_HZ}, in dB relative to full scale. */
  levelDb: number
  /** How much louder it is with what is outside of it. */
  rumbleDb: number
  /** How well the waveform repeats itself at some pitch of a voice: near 0 for noise, near 1 for a vowel. */
  voicing: number
  /** That pitch, in Hz. */
  pitchHz: number
}

/**
 * Tells vowels from noise: the highest normalised autocorrelation at lags where a voice can have its pitch. Makes no garbage,
 * so it may run on the audio thread.
 */
export class Voicing {
  /** Past and present at 4 kHz, the newest at the end. */
  readonly #past = new Float32Array(WINDOW + LONGEST)
  readonly #filters = [highPass(BAND_HZ.from), highPass(BAND_HZ.from), lowPass(BAND_HZ.to)]
  readonly #result: Voiced = { levelDb: SILENCE_DB, rumbleDb: 0, voicing: 0, pitchHz: 0 }

  /**
   * Takes the next frame at 16 kHz; its length is a multiple of four.
   * @returns the same object every time
   */
  push(frame: Float32Array): Voiced {
    const count = frame.length / DECIMATION
    this.#past.copyWithin(0, count)
    let energy = 0
    let whole = 0
    for (let i = 0; i < count; i++) {
      let sum = 0
      for (let j = 0; j < DECIMATION; j++) {
        let sample = frame[i * DECIMATION + j] ?? 0
        whole += sample * sample
        for (const filter of this.#filters) sample = filter(sample)
        energy += sample * sample
        sum += sample
      }
      this.#past[this.#past.length - count + i] = sum / DECIMATION
    }
    const power = energy / frame.length
    this.#result.levelDb = power > 1e-10 ? 10 * Math.log10(power) : SILENCE_DB
    this.#result.rumbleDb = whole > 1e-10 ? 10 * Math.log10(whole / Math.max(energy, 1e-10)) : 0
    this.#result.voicing = 0
    if (power > 1e-10) this.#findPitch()
    return this.#result
  }

  #findPitch(): void {
    const past = this.#past
    let now = 0
    for (let i = LONGEST; i < past.length; i++) now += square(past[i])
    for (let lag = SHORTEST; lag <= LONGEST; lag++) {
      let both = 0
      let then = 0
      for (let i = LONGEST; i < past.length; i++) {
        const earlier = past[i - lag] ?? 0
        both += (past[i] ?? 0) * earlier
        then += earlier * earlier
      }
      // Against the louder of the two: a burst that dies away does not repeat itself.
      const alike = both / Math.max(now, then, 1e-12)
      if (alike <= this.#result.voicing) continue
      this.#result.voicing = alike
      this.#result.pitchHz = RATE / lag
    }
  }
}

function square(sample = 0): number {
  return sample * sample
}

type Filter = (sample: number) => number

/** Second-order Butterworth filters. https://webaudio.github.io/Audio-EQ-Cookbook/audio-eq-cookbook.html */
function highPass(hz: number): Filter {
  const { cos, alpha } = corner(hz)
  return biquad((1 + cos) / 2, -(1 + cos), cos, alpha)
}

function lowPass(hz: number): Filter {
  const { cos, alpha } = corner(hz)
  return biquad((1 - cos) / 2, 1 - cos, cos, alpha)
}

function corner(hz: number): { readonly cos: number; readonly alpha: number } {
  const omega = (2 * Math.PI * hz) / 16_000
  return { cos: Math.cos(omega), alpha: Math.sin(omega) / Math.SQRT2 }
}

function biquad(outer: number, middle: number, cos: number, alpha: number): Filter {
  const a0 = 1 + alpha
  const [b0, b1, a1, a2] = [outer / a0, middle / a0, (-2 * cos) / a0, (1 - alpha) / a0]
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return (sample) => {
    const out = b0 * (sample + x2) + b1 * x1 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = sample
    y2 = y1
    y1 = out
    return out
  }
}
