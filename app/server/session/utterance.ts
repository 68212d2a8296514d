// SPDX-License-Identifier: Apache-2.0

import { MAX_UTTERANCE_BYTES } from '#core'
import { decodeS16le, encodeS16le } from '#core/pcm'
import { Resampler } from '#core/resample'
import { parseWav, WavError, writeWav } from '#core/wav'
import { SessionError } from './failures.ts'

/** What recognisers are trained on, and what every utterance is handed on as. */
export const UTTERANCE_RATE = 16_000

/** An utterance while it is spoken. Methods throw {@link SessionError}. */
export interface Utterance {
  append(frame: Uint8Array): void
  /** The whole utterance as a WAV file: mono s16le at 16 kHz. */
  finish(): Promise<Uint8Array>
}

/** Samples resampled at a stretch: measured 1.5 ms of processor time. In between, other sessions have their turn. */
const SLICE_SAMPLES = 12_000

/** An utterance streamed as `format`, as `audio_begin` announced it. */
export function beginUtterance(format: 'pcm_s16le' | 'wav', sampleRate: number): Utterance {
  return format === 'wav' ? new WavUtterance(sampleRate) : new PcmUtterance(sampleRate)
}

/** The utterance of an `audio_wav_b64`. Throws {@link SessionError}. */
export function decodeUtterance(base64: string): Utterance {
  const file = Buffer.from(base64, 'base64')
  // Node skips what is not base64 instead of refusing it; then there is less than the length promises.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  if (base64.length % 4 !== 0 || file.byteLength !== (base64.length / 4) * 3 - padding) {
    throw new SessionError(
      'bad_base64',
      'The "audio_b64" is not base64. Encode the whole WAV file, without line breaks.',
    )
  }
  if (file.byteLength > MAX_UTTERANCE_BYTES) throw tooLarge()
  const { pcm, sampleRate } = readWav(file, UTTERANCE_RATE)
  return { append: () => {}, finish: async () => writeWav(pcm, sampleRate) }
}

/** Raw samples: resampled frame by frame while the person speaks, so that nothing is left to do at the end. */
class PcmUtterance implements Utterance {
  readonly #parts = new Parts()
  readonly #resampler: Resampler | null
  #odd: Uint8Array | null = null

  constructor(sampleRate: number) {
    this.#resampler = sampleRate === UTTERANCE_RATE ? null : new Resampler(sampleRate, UTTERANCE_RATE)
  }

  append(frame: Uint8Array): void {
    const whole = this.#wholeSamples(frame)
    this.#parts.count(whole.byteLength)
    this.#parts.push(this.#resampler === null ? whole : encodeS16le(this.#resampler.process(decodeS16le(whole))))
  }

  async finish(): Promise<Uint8Array> {
    if (this.#resampler !== null) this.#parts.push(encodeS16le(this.#resampler.flush()))
    if (this.#parts.isEmpty) throw new SessionError('empty_audio', 'The utterance has no samples in it.')
    return writeWav(this.#parts.joined(), UTTERANCE_RATE)
  }

  /** A frame may end in the middle of a sample; the rest of it begins the next one. */
  #wholeSamples(frame: Uint8Array): Uint8Array {
    const bytes = this.#odd === null ? frame : Buffer.concat([this.#odd, frame])
    const wholeBytes = bytes.byteLength - (bytes.byteLength % 2)
    this.#odd = wholeBytes === bytes.byteLength ? null : bytes.subarray(wholeBytes)
    return bytes.subarray(0, wholeBytes)
  }
}

/** A WAV file that arrives in pieces. */
class WavUtterance implements Utterance {
  readonly #parts = new Parts()
  readonly #sampleRate: number

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  append(frame: Uint8Array): void {
    this.#parts.count(frame.byteLength)
    this.#parts.push(frame)
  }

  async finish(): Promise<Uint8Array> {
    if (this.#parts.isEmpty)
      throw new SessionError('empty_audio', 'The utterance is empty. Send the WAV file, then audio_end.')
    const { pcm, sampleRate } = readWav(this.#parts.joined(), this.#sampleRate)
    return writeWav(sampleRate === UTTERANCE_RATE ? pcm : await resampled(pcm, sampleRate), UTTERANCE_RATE)
  }
}

class Parts {
  readonly #parts: Uint8Array[] = []
  #received = 0

  get isEmpty(): boolean {
    return this.#received === 0
  }

  count(bytes: number): void {
    this.#received += bytes
    if (this.#received > MAX_UTTERANCE_BYTES) throw tooLarge()
  }

  push(part: Uint8Array): void {
    if (part.byteLength > 0) this.#parts.push(part)
  }

  joined(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}

function readWav(file: Uint8Array, expectedRate: number): { readonly pcm: Uint8Array; readonly sampleRate: number } {
  if (file.byteLength === 0) throw new SessionError('empty_audio', 'The WAV file is empty.')
  try {
    const { pcm, sampleRate } = parseWav(file)
    if (sampleRate === expectedRate) return { pcm, sampleRate }
    const what = `The WAV file is at ${sampleRate} Hz, ${expectedRate} was expected.`
    const advice = 'Resample it, or stream it with audio_begin and its own sample_rate.'
    throw new SessionError('bad_audio', `${what} ${advice}`)
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    throw new SessionError(error.code === 'no_samples' ? 'empty_audio' : 'bad_audio', error.message)
  }
}

/** Minutes of 48 kHz take a quarter of a second: in slices, so that nobody else's speech has to wait for it. */
async function resampled(pcm: Uint8Array, sampleRate: number): Promise<Uint8Array> {
  const resampler = new Resampler(sampleRate, UTTERANCE_RATE)
  const parts: Uint8Array[] = []
  for (let at = 0; at < pcm.byteLength; at += SLICE_SAMPLES * 2) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve))
    parts.push(encodeS16le(resampler.process(decodeS16le(pcm.subarray(at, at + SLICE_SAMPLES * 2)))))
  }
  return Buffer.concat([...parts, encodeS16le(resampler.flush())])
}

function tooLarge(): SessionError {
  const megabytes = MAX_UTTERANCE_BYTES / 1_000_000
  return new SessionError('audio_too_large', `An utterance is at most ${megabytes} MB. Speak in shorter turns.`)
}
