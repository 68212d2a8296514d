// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { parseWav, WavError, writeWav } from '../../app/core/wav.ts'
import { EXIT, KitError } from '../exit.ts'
import type { Heard } from './play-out.ts'

/** Sound to be heard: mono s16le. */
export interface Sound {
  readonly sampleRate: number
  readonly pcm: Uint8Array
}

const RATE = 24_000
/** Four syllables a second, as people speak; each fifth is a breath. */
const SYLLABLE_S = 0.25
const TONES_HZ = [196, 220, 262, 220, 0, 247, 262, 294, 247, 0] as const
const LOUDNESS = 0.25

/** A tune with the rhythm of speech: in it a gap is heard at once. */
export function tune(seconds: number): Sound {
  const samples = new Int16Array(Math.round(seconds * RATE))
  for (let i = 0; i < samples.length; i++) {
    const syllable = i / RATE / SYLLABLE_S
    const hz = TONES_HZ[Math.floor(syllable) % TONES_HZ.length] ?? 0
    const envelope = Math.sin(Math.PI * (syllable % 1)) ** 0.5
    const wave = Math.sin((2 * Math.PI * hz * i) / RATE) + 0.4 * Math.sin((4 * Math.PI * hz * i) / RATE)
    samples[i] = Math.round(wave * envelope * LOUDNESS * 0x7fff)
  }
  return { sampleRate: RATE, pcm: new Uint8Array(samples.buffer) }
}

/** Reads a WAV file to be heard. Throws {@link KitError}. */
export async function readSpeech(path: string): Promise<Sound> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new KitError(EXIT.usage, `--speech '${path}' cannot be read (${error.code}). Leave it out to hear a tune.`)
  })
  try {
    return parseWav(file)
  } catch (error) {
    if (error instanceof WavError) throw new KitError(EXIT.usage, `--speech '${path}': ${error.message}`)
    throw error
  }
}

/** What a listener hears, from the request on, as a WAV file: the wait, the speech, and silence where it stalls. */
export function heardWav({ sampleRate, pcm }: Sound, { played }: Heard): Uint8Array {
  const at = (ms: number) => Math.round((ms / 1_000) * sampleRate) * 2
  const out = new Uint8Array(at(played.at(-1)?.toMs ?? 0))
  let next = 0
  for (const { fromMs, toMs } of played) {
    const length = at(toMs) - at(fromMs)
    out.set(pcm.subarray(next, next + length).subarray(0, out.byteLength - at(fromMs)), at(fromMs))
    next += length
  }
  return writeWav(out, sampleRate)
}
