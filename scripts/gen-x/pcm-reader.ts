// SPDX-License-Identifier: Apache-2.0
import type { GenXFault } from '../../app/core/contract/index.ts'

/** How the samples of a raw stream are written. */
export const ENCODINGS = ['s16le', 'f32le'] as const
export type Encoding = (typeof ENCODINGS)[number]

const SIZES = { s16le: 2, f32le: 4 } as const satisfies Record<Encoding, number>

/** Other formats by their first bytes, with what they are called. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['ID3', 'an MP3 file'],
  ['\u00ff\u00fb', 'an MP3 file'],
  ['OggS', 'an Ogg file'],
  ['fLaC', 'a FLAC file'],
  ['data:', 'server-sent events'],
  ['{"', 'JSON'],
]
/** A `data` chunk of a WAV file is found within this many bytes, or not at all. */
const LONGEST_WAV_HEAD = 4_096
/** Sizes of streamed WAV files, whose writers cannot know them. */
const UNKNOWN_SIZE = 0x7fffffff - 64

/** What has to be known to read the samples. */
interface Format {
  readonly encoding: Encoding
  /** Null when the stream does not say. */
  readonly sampleRate: number | null
  /** Bytes of samples it promises; null when it promises none. */
  readonly promisedBytes: number | null
}

/**
 * Reads a stream of raw samples, or of a WAV file, as it arrives: hands on whole samples as s16le, and tells what was
 * wrong with the stream.
 */
export class PcmReader {
  readonly #raw: Format
  #format: Format | null = null
  #held: Uint8Array = new Uint8Array(0)
  #bytes = 0
  #finite = true
  #fault: GenXFault | null = null

  constructor(encoding: Encoding) {
    this.#raw = { encoding, sampleRate: null, promisedBytes: null }
  }

  /** Hertz, when the stream itself says so. */
  get sampleRate(): number | null {
    return this.#format?.sampleRate ?? null
  }

  /** The whole samples that `bytes` completes, as s16le; empty while there are none. */
  read(bytes: Uint8Array): Uint8Array {
    this.#held = this.#held.byteLength === 0 ? bytes : Buffer.concat([this.#held, bytes])
    if (this.#format === null && !this.#begin()) return new Uint8Array(0)
    const { encoding } = this.#format ?? this.#raw
    const whole = this.#held.byteLength - (this.#held.byteLength % SIZES[encoding])
    const samples = this.#held.subarray(0, whole)
    this.#held = this.#held.subarray(whole)
    this.#bytes += whole
    return encoding === 's16le' ? samples : this.#fromFloats(samples)
  }

  /** What was wrong with the stream, now that it has ended. */
  faults(): GenXFault[] {
    if (this.#fault !== null) return [this.#fault]
    const faults: GenXFault[] = []
    const { encoding, promisedBytes } = this.#format ?? this.#raw
    if (this.#held.byteLength > 0) {
      const message = `the stream ended in the middle of a sample: ${this.#held.byteLength} of ${SIZES[encoding]} bytes`
      faults.push({ code: 'odd_length', message })
    }
    if (promisedBytes !== null && this.#bytes < promisedBytes) {
      const message = `the WAV header promises ${promisedBytes} bytes, ${this.#bytes} came`
      faults.push({ code: 'truncated', message })
    }
    if (!this.#finite) faults.push({ code: 'not_finite', message: 'there are samples that are no numbers' })
    return faults
  }

  /** True once it is known how the samples are written. */
  #begin(): boolean {
    if (this.#fault !== null) return false
    const start = String.fromCharCode(...this.#held.subarray(0, 5))
    const other = OTHERS.find(([magic]) => start.startsWith(magic))
    if (other) return this.#refuse(`it sent ${other[1]}`)
    if (start.length < 4) return false
    if (!start.startsWith('RIFF')) {
      this.#format = this.#raw
      return true
    }
    return this.#beginWav()
  }

  #beginWav(): boolean {
    const view = new DataView(this.#held.buffer, this.#held.byteOffset, this.#held.byteLength)
    let format: Omit<Format, 'promisedBytes'> | null = null
    for (let at = 12; at + 8 <= view.byteLength; ) {
      const id = String.fromCharCode(...this.#held.subarray(at, at + 4))
      const size = view.getUint32(at + 4, true)
      if (id === 'data') {
        if (format === null) return this.#refuse('it sent a WAV file without a format')
        this.#format = { ...format, promisedBytes: size >= UNKNOWN_SIZE || size === 0 ? null : size }
        this.#held = this.#held.subarray(at + 8)
        return true
      }
      if (id === 'fmt ') {
        if (at + 24 > view.byteLength) return false
        const [kind, channels, bits] = [8, 10, 22].map((offset) => view.getUint16(at + offset, true))
        const encoding = kind === 3 && bits === 32 ? 'f32le' : bits === 16 ? 's16le' : null
        if (channels !== 1 || encoding === null) {
          return this.#refuse(`it sent a WAV file with ${channels} channels of ${bits} bit`)
        }
        format = { encoding, sampleRate: view.getUint32(at + 12, true) }
      }
      at += 8 + size + (size % 2)
    }
    return this.#held.byteLength > LONGEST_WAV_HEAD ? this.#refuse('it sent a WAV file without samples') : false
  }

  #refuse(message: string): false {
    this.#fault = { code: 'not_audio', message }
    this.#held = new Uint8Array(0)
    return false
  }

  #fromFloats(bytes: Uint8Array): Uint8Array {
    const floats = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const samples = new DataView(new ArrayBuffer(bytes.byteLength / 2))
    for (let i = 0; i < bytes.byteLength / 4; i++) {
      const value = floats.getFloat32(i * 4, true)
      if (!Number.isFinite(value)) this.#finite = false
      else samples.setInt16(i * 2, Math.round(Math.max(-1, Math.min(1, value)) * 0x7fff), true)
    }
    return new Uint8Array(samples.buffer)
  }
}
