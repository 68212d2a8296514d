// SPDX-License-Identifier: Apache-2.0

import { BYTES_PER_SAMPLE, encodeS16le } from '#core/pcm'
import { parseWav, WavError } from '#core/wav'

/** A recording as the server takes it: mono s16le. */
export interface Recording {
  readonly pcm: Uint8Array<ArrayBuffer>
  readonly sampleRate: number
}

/** Why a file cannot be sent. The message says what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly code: 'too_large' | 'too_long' | 'not_audio' | 'empty'

  constructor(code: RecordingError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The server takes 12 MB of samples; a file may be larger if it becomes smaller: stereo, say, or 96 kHz. */
const LARGEST_FILE = 64_000_000
const LARGEST_PCM = 12_000_000

/** What the server takes as it is. */
const RATES = { least: 8_000, most: 48_000 }

/** What anything else is converted to: what the models hear. */
const RATE = 16_000

/** Turns a file of any kind into mono samples at 16 kHz. Rejects what it cannot read. */
export type DecodeAudio = (file: ArrayBuffer) => Promise<Float32Array>

/**
 * Reads a WAV file for the server. Mono 16 bit goes as it is; what else the browser can read (stereo, 24 bit, 96 kHz) is
 * converted. Throws {@link RecordingError}.
 */
export async function readRecording(
  file: Pick<File, 'size' | 'arrayBuffer'>,
  decode: DecodeAudio = decodeInBrowser,
): Promise<Recording> {
  if (file.size === 0) throw new RecordingError('empty', 'The file is empty. Record something and send that.')
  if (file.size > LARGEST_FILE) {
    const megabytes = Math.round(file.size / 1e6)
    throw new RecordingError('too_large', `The file has ${megabytes} MB, at most 64 are read. Cut it to one turn.`)
  }
  const bytes = await file.arrayBuffer()
  const recording = asItIs(bytes) ?? (await converted(bytes, decode))
  if (recording.pcm.byteLength > LARGEST_PCM) {
    const minutes = Math.round(recording.pcm.byteLength / BYTES_PER_SAMPLE / recording.sampleRate / 60)
    throw new RecordingError(
      'too_long',
      `The recording lasts ${minutes} minutes, which is too long for one turn. Cut it.`,
    )
  }
  return recording
}

/** Mono 16 bit at a rate that the server takes; null if it is anything else. */
function asItIs(bytes: ArrayBuffer): Recording | null {
  try {
    const { pcm, sampleRate } = parseWav(new Uint8Array(bytes))
    return sampleRate < RATES.least || sampleRate > RATES.most ? null : { pcm: new Uint8Array(pcm), sampleRate }
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    if (error.code === 'no_samples') throw new RecordingError('empty', error.message)
    return null
  }
}

async function converted(bytes: ArrayBuffer, decode: DecodeAudio): Promise<Recording> {
  const problem = wavProblem(bytes)
  let samples: Float32Array
  try {
    samples = await decode(bytes)
  } catch {
    throw new RecordingError('not_audio', problem)
  }
  if (samples.length === 0) throw new RecordingError('empty', 'There is no sound in the file. Record something.')
  return { pcm: encodeS16le(samples), sampleRate: RATE }
}

function wavProblem(bytes: ArrayBuffer): string {
  try {
    parseWav(new Uint8Array(bytes))
    return 'The browser cannot read this recording. Send a WAV file, mono, 16 bit.'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function decodeInBrowser(file: ArrayBuffer): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 1, RATE)
  const audio = await context.decodeAudioData(file)
  const mono = new Float32Array(audio.length)
  for (let channel = 0; channel < audio.numberOfChannels; channel++) {
    const samples = audio.getChannelData(channel)
    for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (samples[i] ?? 0) / audio.numberOfChannels
  }
  return mono
}
