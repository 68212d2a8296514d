// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises'
import type { ReferenceRecording } from './dialect.ts'

/** Half a minute of stereo at 48 kHz. It goes along with every sentence, so shorter is faster: ten seconds are enough. */
const MAX_BYTES = 6_000_000

/** A recording cannot be used. The message says which, why, and what to do. */
export class ReferenceRecordingError extends Error {
  override readonly name = 'ReferenceRecordingError'
  readonly code = 'bad_reference'
}

/** Reads a recording of a voice from a file. Throws {@link ReferenceRecordingError}. */
export async function readReference(path: string, transcript: string): Promise<ReferenceRecording> {
  const audio = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ReferenceRecordingError(
      `The recording ${path} cannot be read (${error.code ?? error.name}). Give the path of a WAV or MP3 file.`,
    )
  })
  if (audio.byteLength > MAX_BYTES) {
    throw new ReferenceRecordingError(
      `The recording ${path} has ${audio.byteLength} bytes; at most ${MAX_BYTES} can be sent with every sentence. Cut it to about ten seconds.`,
    )
  }
  const format = formatOf(audio)
  if (format === null) {
    throw new ReferenceRecordingError(
      `The recording ${path} is neither a WAV nor an MP3 file. Convert it, for example to mono WAV, 16 bit.`,
    )
  }
  return { audio, format, transcript }
}

function formatOf(audio: Buffer): ReferenceRecording['format'] | null {
  if (audio.toString('latin1', 0, 4) === 'RIFF' && audio.toString('latin1', 8, 12) === 'WAVE') return 'wav'
  if (audio.toString('latin1', 0, 3) === 'ID3') return 'mp3'
  const [first = 0, second = 0] = audio
  // An MPEG frame begins with eleven set bits, and layer III is 01.
  return first === 0xff && (second & 0xe6) === 0xe2 ? 'mp3' : null
}
