// SPDX-License-Identifier: Apache-2.0
import { Voicing } from '#core/voicing'

/** A stretch of sound and what the search made of it. */
export interface Hypothesis {
  /** Samples at 16 kHz. */
  readonly samples: Float32Array
  /** Seconds since the first sample. */
  readonly words: readonly { readonly start: number; readonly end: number }[]
  /** Of all words, by the dictionary. */
  readonly sounds: number
  /** Of the whole path, in the units of the search: 0 is certain, less is worse. */
  readonly pathScore: number
  /** -ln of the probability that somebody says these words, from the grammar alone. */
  readonly wordsCost: number
}

/** What the search gives a frame of silence, measured on white, pink and brown noise: 15.3 to 18.8. */
const SILENT_FRAME_COST = 16

/** Frames of the search per second. */
const FRAMES_PER_S = 100
const VOICING_FRAME = 320
const VOICING_FRAMES_PER_S = 50

/** Above the first, a waveform repeats itself as a vowel does; above the second, as nothing does that is alive. */
const VOICED = 0.6
const MECHANICAL = 0.97

/** What is this much below the loudest frame is the room, dB. */
const ROOM_DB = 25

/**
 * How each sign counts. Against 17 kinds of noise, five of each, 69 of which were taken for words, the least doubtful (a melody) came
 * to 13.7. Of 112 single words and short phrases, the hardest speech there is, 10 are refused at 13.2: six of them misheard, four by
 * the robot among the voices, whose buzz has no vowels; of 480 compositions, none.
 */
const SIGNS = {
  /** Even a likely phrase costs this much to begin with. */
  firstWordCost: 4,
  /** Path costs that count as much as 1 nat of the grammar. */
  pathCostPerNat: 8,
  /** Share of the words' time with a voice in it that speech does not fall below, and what less counts. */
  leastVoiced: 0.3,
  voicelessness: 20,
  /** Longest time per sound, each word counting as one more, s; and what more counts. */
  longestSoundS: 0.12,
  stretching: 40,
  /** Share of the voice that may repeat itself exactly, and what more counts; Flite's woman comes to 0.22. */
  mostMechanical: 0.3,
  mechanics: 10,
} as const

/** From here on nothing is heard rather than this. */
export const TOO_DOUBTFUL = 13.2

/**
 * How doubtful it is that these words were said at all. The search finds a sentence in any noise; but a cough has no vowel, a
 * hum is a very long word, a whistle repeats itself too well, and what noise is taken for is seldom something one would say.
 */
export function doubt(hypothesis: Hypothesis): number {
  const { samples, words, sounds, wordsCost } = hypothesis
  const spokenS = timeOf(words)
  if (words.length === 0 || spokenS === 0) return Number.POSITIVE_INFINITY
  const { voiced, mechanical } = voices(samples, words)
  return (
    (wordsCost - SIGNS.firstWordCost) / words.length +
    costPerFrame(hypothesis) / SIGNS.pathCostPerNat +
    SIGNS.voicelessness * Math.max(0, SIGNS.leastVoiced - voiced) +
    SIGNS.stretching * Math.max(0, spokenS / (sounds + words.length) - SIGNS.longestSoundS) +
    SIGNS.mechanics * Math.max(0, mechanical - SIGNS.mostMechanical)
  )
}

/** How badly the words explain their sound, in units of the search per 10 ms: 15 to 55 in quiet, more in noise. */
export function costPerFrame({ samples, words, pathScore }: Hypothesis): number {
  const spokenFrames = timeOf(words) * FRAMES_PER_S
  const silentFrames = Math.max(0, (samples.length / 16_000) * FRAMES_PER_S - spokenFrames)
  return Math.max(0, -pathScore - SILENT_FRAME_COST * silentFrames) / spokenFrames
}

function timeOf(words: Hypothesis['words']): number {
  return words.reduce((sum, { start, end }) => sum + end - start, 0)
}

/** The share of the words' time in which there is a voice, and the share of that which repeats itself exactly. */
function voices(samples: Float32Array, words: Hypothesis['words']): { voiced: number; mechanical: number } {
  const voicing = new Voicing()
  const frames: { readonly levelDb: number; readonly voicing: number }[] = []
  for (let at = 0; at + VOICING_FRAME <= samples.length; at += VOICING_FRAME) {
    const sound = voicing.push(samples.subarray(at, at + VOICING_FRAME))
    frames.push({ levelDb: sound.levelDb, voicing: sound.voicing })
  }
  const loudestDb = frames.reduce((loudest, { levelDb }) => Math.max(loudest, levelDb), Number.NEGATIVE_INFINITY)
  const spoken = frames.filter((_, index) => {
    const at = index / VOICING_FRAMES_PER_S
    return words.some(({ start, end }) => at >= start && at < end)
  })
  const voice = spoken.filter(({ voicing, levelDb }) => voicing > VOICED && levelDb > loudestDb - ROOM_DB)
  const mechanical = voice.filter(({ voicing }) => voicing > MECHANICAL)
  return {
    voiced: voice.length / Math.max(1, spoken.length),
    mechanical: mechanical.length / Math.max(1, voice.length),
  }
}
