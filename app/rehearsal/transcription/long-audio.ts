// SPDX-License-Identifier: Apache-2.0

export interface Stretch {
  /** Index of its first sample in the recording. */
  readonly start: number
  readonly samples: Float32Array
}

/** Longer recordings are heard in stretches: what is searched, and what cannot be cancelled, stays bounded. */
const LONGEST_S = 20
const SHORTEST_S = 8
const FRAME_S = 0.05

/** Below -56 dBFS nobody spoke: a quiet room at a usual microphone is at about -60. */
const SILENCE_RMS = 0.0015

/** Cuts a recording where it is quietest, into stretches of 8 to 20 s; a shorter one stays whole. */
export function cutAtPauses(samples: Float32Array, sampleRate: number): Stretch[] {
  const longest = LONGEST_S * sampleRate
  const frame = Math.round(FRAME_S * sampleRate)
  const stretches: Stretch[] = []
  let start = 0
  while (samples.length - start > longest) {
    let cut = start + longest
    let quietest = Number.POSITIVE_INFINITY
    for (let at = start + SHORTEST_S * sampleRate; at + frame <= start + longest; at += frame) {
      const loudness = rms(samples.subarray(at, at + frame))
      if (loudness > quietest) continue
      quietest = loudness
      cut = at + (frame >> 1)
    }
    stretches.push({ start, samples: samples.subarray(start, cut) })
    start = cut
  }
  stretches.push({ start, samples: samples.subarray(start) })
  return stretches
}

/** Whether even the loudest 50 ms are silence. */
export function isSilent(samples: Float32Array): boolean {
  const frame = 800
  for (let at = 0; at < samples.length; at += frame)
    if (rms(samples.subarray(at, at + frame)) > SILENCE_RMS) return false
  return true
}

function rms(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / Math.max(1, samples.length))
}
