// SPDX-License-Identifier: Apache-2.0
import { decodeS16le } from '#core/pcm'
import type { Resampler } from '#core/resample'
import type { Wav } from '#core/wav'

/** Quieter than this is silence: -44 dBFS, above the noise of Flite's vocoder, below its softest consonants. */
const SILENCE = 0.006
/** Kept before the first and behind the last audible sample, where a soft consonant may still be. */
const LEAD_MS = 25
const TRAIL_MS = 45
/** Faded in and out, so that no cut clicks. */
const FADE_MS = 8

/**
 * A phrase as the engine made it, ready to be joined to its neighbours: the engine's own 150–300 ms of leading silence
 * cut off (a listener waits for them), faded at both ends, at the voice's loudness, and followed by the pause. Phrases
 * begin and end in silence, so each can be resampled by itself and joins without a click.
 */
export function finishPhrase(wav: Wav, resampler: Resampler, gain: number, pauseMs: number): Float32Array {
  const samples = decodeS16le(wav.pcm)
  const at = (ms: number) => Math.round((ms * wav.sampleRate) / 1000)
  const first = samples.findIndex((sample) => Math.abs(sample) > SILENCE)
  const last = samples.findLastIndex((sample) => Math.abs(sample) > SILENCE)
  if (first < 0) return new Float32Array(0)
  const voiced = samples.slice(Math.max(0, first - at(LEAD_MS)), last + at(TRAIL_MS))
  for (let i = 0; i < voiced.length; i++) voiced[i] = Math.max(-1, Math.min(1, (voiced[i] ?? 0) * gain))
  fade(voiced, at(FADE_MS))
  const padded = new Float32Array(voiced.length + at(pauseMs))
  padded.set(voiced)
  const body = resampler.process(padded)
  const tail = resampler.flush()
  const sound = new Float32Array(body.length + tail.length)
  sound.set(body)
  sound.set(tail, body.length)
  return sound
}

function fade(samples: Float32Array, length: number): void {
  const count = Math.min(length, samples.length >> 1)
  for (let i = 0; i < count; i++) {
    const share = i / count
    samples[i] = (samples[i] ?? 0) * share
    const mirrored = samples.length - 1 - i
    samples[mirrored] = (samples[mirrored] ?? 0) * share
  }
}
