// SPDX-License-Identifier: Apache-2.0

/**
 * How far the filter reaches to each side, in periods of the lower of the two rates. 32 periods are 2 ms at 16 kHz,
 * which nobody hears as delay, and keep everything up to 86 % of the lower Nyquist frequency (6.9 kHz of 8).
 */
const REACH = 32

/** Kaiser window shape. 7 puts what would alias about 70 dB down, below the noise of any room (Kaiser 1974). */
const KAISER_BETA = 7

/** Cutoff relative to the lower Nyquist frequency: half a transition band below it, so that the stop band starts there. */
const CUTOFF = 0.93

/** Input samples taken in at a time; only a size of memory. */
const BLOCK = 1024

/**
 * Changes the sample rate of a stream: windowed-sinc, polyphase, with phase and history carried from chunk to chunk.
 * However the input is cut, the output is the same, so there is no click at a seam. Output sample `n` lies exactly at
 * input time `n · from / to`: no delay, but the last 2 ms of the input only come out with {@link Resampler.flush}.
 *
 * With `from / to` = `M / L` in lowest terms an output falls on one of only `L` places between two inputs, so the filter
 * is computed once for each of them and a sample costs one dot product.
 */
export class Resampler {
  readonly fromRate: number
  readonly toRate: number
  /** Input samples that one output sample looks at. */
  readonly #taps: number
  readonly #phases: number
  readonly #step: number
  /** One row of `#taps` coefficients for each phase. */
  readonly #filter: Float32Array
  readonly #history: Float32Array
  #filled = 0
  /** Where in `#history` the next output's window starts, and which of the phases it takes. */
  #start = 0
  #phase = 0

  /** @param fromRate @param toRate whole numbers of samples per second */
  constructor(fromRate: number, toRate: number) {
    if (!Number.isInteger(fromRate) || !Number.isInteger(toRate) || fromRate <= 0 || toRate <= 0) {
      throw new RangeError(`Sample rates are whole and positive, not ${fromRate} and ${toRate}`)
    }
    this.fromRate = fromRate
    this.toRate = toRate
    const divisor = greatestCommonDivisor(fromRate, toRate)
    this.#phases = toRate / divisor
    this.#step = fromRate / divisor
    const lowered = Math.min(1, toRate / fromRate)
    const half = Math.ceil(REACH / lowered)
    this.#taps = 2 * half
    this.#filter = polyphaseFilter(this.#phases, half, lowered)
    this.#history = new Float32Array(this.#taps + BLOCK)
    this.reset()
  }

  /** Most samples that `process` can return for `count` samples of input. */
  outputBound(count: number): number {
    return Math.ceil(((count + this.#taps) * this.toRate) / this.fromRate) + 1
  }

  /** The output that this chunk makes possible, in a new array. */
  process(input: Float32Array): Float32Array<ArrayBuffer> {
    const output = new Float32Array(this.outputBound(input.length))
    return output.slice(0, this.processInto(input, output))
  }

  /**
   * As {@link Resampler.process}, without allocating: for the audio thread.
   * @param output must hold `outputBound(input.length)` samples
   * @returns how many were written
   */
  processInto(input: Float32Array, output: Float32Array): number {
    let written = 0
    for (let offset = 0; offset < input.length; ) {
      const count = Math.min(BLOCK, this.#history.length - this.#filled, input.length - offset)
      for (let i = 0; i < count; i++) this.#history[this.#filled + i] = input[offset + i] ?? 0
      this.#filled += count
      offset += count
      written += this.#emit(output, written)
    }
    return written
  }

  /** The end of the stream: what was waiting for later samples, as if silence followed. Then starts afresh. */
  flush(): Float32Array<ArrayBuffer> {
    const tail = this.process(new Float32Array(this.#taps / 2))
    this.reset()
    return tail
  }

  /** Forgets what came before. */
  reset(): void {
    this.#history.fill(0)
    // Silence before the first sample, so that the first output is centred on it.
    this.#filled = this.#taps / 2 - 1
    this.#start = 0
    this.#phase = 0
  }

  // #region resample-emit
  /** Writes every output whose window is complete, then drops the input that no later output looks at. */
  #emit(output: Float32Array, offset: number): number {
    let written = 0
    while (this.#start + this.#taps <= this.#filled) {
      const row = this.#phase * this.#taps
      let sum = 0
      for (let k = 0; k < this.#taps; k++) {
        sum += (this.#filter[row + k] ?? 0) * (this.#history[this.#start + k] ?? 0)
      }
      output[offset + written] = sum
      written++
      this.#phase += this.#step
      while (this.#phase >= this.#phases) {
        this.#phase -= this.#phases
        this.#start++
      }
    }
    const dropped = Math.min(this.#start, this.#filled)
    this.#history.copyWithin(0, dropped, this.#filled)
    this.#filled -= dropped
    this.#start -= dropped
    return written
  }
  // #endregion resample-emit
}

/** A whole recording at once: exactly `ceil(samples · to / from)` samples. */
export function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array<ArrayBuffer> {
  const resampler = new Resampler(fromRate, toRate)
  const body = resampler.process(samples)
  const tail = resampler.flush()
  const whole = new Float32Array(body.length + tail.length)
  whole.set(body)
  whole.set(tail, body.length)
  return whole
}

/** A low-pass seen from each of `phases` places between two input samples; each row lets constant input pass unchanged. */
function polyphaseFilter(phases: number, half: number, lowered: number): Float32Array {
  const taps = 2 * half
  const cutoff = lowered * CUTOFF
  const filter = new Float32Array(phases * taps)
  for (let phase = 0; phase < phases; phase++) {
    const row = filter.subarray(phase * taps, (phase + 1) * taps)
    let sum = 0
    for (let k = 0; k < taps; k++) {
      const distance = k - half + 1 - phase / phases
      row[k] = sinc(cutoff * distance) * kaiser(distance / half)
      sum += row[k] ?? 0
    }
    for (let k = 0; k < taps; k++) row[k] = (row[k] ?? 0) / sum
  }
  return filter
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** The Kaiser window at `x` in [-1, 1]. */
function kaiser(x: number): number {
  return x * x >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA)
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
