// SPDX-License-Identifier: Apache-2.0

/** A parsed WAV file: mono s16le. */
export interface Wav {
  /** Hertz. */
  readonly sampleRate: number
  /** The samples, little-endian, two bytes each: a view into the file, not a copy. */
  readonly pcm: Uint8Array
  readonly sampleCount: number
  readonly durationMs: number
}

/** What can be wrong with a WAV file. */
export type WavErrorCode =
  | 'not_wav'
  | 'no_format'
  | 'no_samples'
  | 'truncated'
  | 'bad_header'
  | 'unsupported_encoding'
  | 'unsupported_depth'
  | 'unsupported_channels'
  | 'unsupported_rate'

/** Why a WAV file was refused. The message says what was found and what would be accepted. */
export class WavError extends Error {
  override readonly name = 'WavError'
  constructor(
    readonly code: WavErrorCode,
    message: string,
  ) {
    super(message)
  }
}

const HEADER_BYTES = 44
const PCM = 1
const EXTENSIBLE = 0xfffe
/** Sizes that writers use when they stream and cannot know the length yet: "to the end of the file". */
const UNKNOWN_SIZES = new Set([0xffffffff, 0x7fffffff, 0x7fffffff - 36, 0xffffffff - 36])
/** Telephone to studio; past it a header is more likely wrong than right. */
const MIN_RATE = 8_000
const MAX_RATE = 192_000

/**
 * Reads a mono 16-bit PCM WAV file. Walks the chunks, so that extra chunks, odd chunk sizes and
 * WAVE_FORMAT_EXTENSIBLE are fine, and believes the bytes rather than the header: a header that promises more data
 * than there is, or whose fields contradict each other, is refused. Streamed files of unknown length are read to
 * their end; half a sample at the end is dropped.
 *
 * @throws {WavError}
 */
export function parseWav(file: Uint8Array): Wav {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw new WavError('not_wav', `This is not a WAV file: ${described(view)}. Send a RIFF/WAVE file, mono, 16 bit.`)
  }
  let sampleRate: number | null = null
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const id = tag(view, at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (id === 'fmt ') sampleRate = readFormat(view, body, size)
    if (id === 'data') {
      if (sampleRate === null) throw new WavError('no_format', 'The WAV file has no "fmt " chunk before its samples.')
      return wavOf(file, body, size, sampleRate)
    }
    at = body + size + (size % 2)
  }
  if (sampleRate === null) throw new WavError('no_format', 'The WAV file has no "fmt " chunk.')
  throw new WavError('no_samples', 'The WAV file has no "data" chunk.')
}

/** The whole WAV file of some mono s16le samples. */
export function writeWav(pcm: Uint8Array, sampleRate: number): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + pcm.byteLength)
  file.set(wavHeader(pcm.byteLength, sampleRate))
  file.set(pcm, HEADER_BYTES)
  return file
}

/** The 44 bytes that go before `pcmBytes` bytes of mono s16le. */
export function wavHeader(pcmBytes: number, sampleRate: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES)
  const view = new DataView(header.buffer)
  const put = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
  }
  put(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + pcmBytes, true)
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  put(36, 'data')
  view.setUint32(40, pcmBytes, true)
  return header
}

/** Checks a `fmt ` chunk and gives its sample rate. */
function readFormat(view: DataView, at: number, size: number): number {
  if (size < 16 || at + size > view.byteLength) {
    throw new WavError('bad_header', `The WAV file's "fmt " chunk says it has ${size} bytes; that cannot be right.`)
  }
  const formatTag = view.getUint16(at, true)
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const byteRate = view.getUint32(at + 8, true)
  const blockAlign = view.getUint16(at + 12, true)
  const bits = view.getUint16(at + 14, true)

  const encoding = formatTag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : formatTag
  if (encoding !== PCM) {
    throw new WavError('unsupported_encoding', `The WAV file's encoding is ${encodingName(encoding)}; send 16 bit PCM.`)
  }
  if (channels !== 1) {
    throw new WavError('unsupported_channels', `The WAV file has ${channels} channels; send mono.`)
  }
  if (bits !== 16) {
    throw new WavError('unsupported_depth', `The WAV file has ${bits} bits per sample; send 16 bit PCM.`)
  }
  if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
    throw new WavError('unsupported_rate', `The WAV file says ${sampleRate} Hz; send 16000 Hz.`)
  }
  if (blockAlign !== 2 || byteRate !== sampleRate * 2) {
    throw new WavError(
      'bad_header',
      `The WAV header contradicts itself: mono 16 bit at ${sampleRate} Hz cannot have ${blockAlign} bytes per sample and ${byteRate} bytes per second.`,
    )
  }
  return sampleRate
}

function wavOf(file: Uint8Array, body: number, size: number, sampleRate: number): Wav {
  const available = file.byteLength - body
  const isStreamed = UNKNOWN_SIZES.has(size)
  if (!isStreamed && size > available) {
    throw new WavError(
      'truncated',
      `The WAV header promises ${size} bytes of samples, but ${available} follow. Was the recording cut off?`,
    )
  }
  const length = isStreamed ? available : size
  const sampleCount = Math.floor(length / 2)
  if (sampleCount === 0) throw new WavError('no_samples', 'The WAV file has no samples in it.')
  return {
    sampleRate,
    pcm: file.subarray(body, body + sampleCount * 2),
    sampleCount,
    durationMs: (sampleCount / sampleRate) * 1_000,
  }
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function described(view: DataView): string {
  if (view.byteLength < 12) return `it has only ${view.byteLength} bytes`
  return `it begins with ${JSON.stringify(tag(view, 0).replace(/[^ -~]/g, '?'))}`
}

function encodingName(encoding: number): string {
  const names: Record<number, string> = { 3: '32 bit float', 6: 'A-law', 7: 'mu-law', 17: 'IMA ADPCM', 85: 'MP3' }
  return names[encoding] ?? `number ${encoding}`
}
