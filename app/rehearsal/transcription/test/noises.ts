// SPDX-License-Identifier: Apache-2.0
import { seededRandom } from '../../engine/seeded-random.ts'

const RATE = 16_000

type Random = () => number

/** Normally distributed. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
}

function sound(seconds: number, at: (time: number) => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, index) => at(index / RATE))
}

/** Followed and preceded by 0.3 s of a quiet room. */
function inRoom(samples: Float32Array, random: Random): Float32Array {
  const lead = 0.3 * RATE
  const room = Float32Array.from({ length: samples.length + 2 * lead }, () => 0.0008 * normal(random))
  for (const [index, sample] of samples.entries()) room[lead + index] = (room[lead + index] ?? 0) + sample
  return room
}

/** White noise made pink, -3 dB per octave (P. Kellet's economy filter). */
export function pinkNoise(length: number, random: Random): Float32Array {
  let [slow, middle, fast] = [0, 0, 0]
  return Float32Array.from({ length }, () => {
    const white = normal(random)
    slow = 0.99765 * slow + white * 0.099
    middle = 0.963 * middle + white * 0.2965
    fast = 0.57 * fast + white * 1.0527
    return 0.1 * (slow + middle + fast + white * 0.1848)
  })
}

/** `samples` with pink noise at a signal-to-noise ratio in dB. */
export function withNoise(samples: Float32Array, snrDb: number, seed: number): Float32Array {
  const noise = pinkNoise(samples.length, seededRandom(seed))
  const power = (of: Float32Array) => of.reduce((sum, sample) => sum + sample * sample, 0)
  const gain = Math.sqrt(power(samples) / power(noise) / 10 ** (snrDb / 10))
  return samples.map((sample, index) => sample + gain * (noise[index] ?? 0))
}

/** A two-pole resonance, its peak brought to 1. */
function resonance(samples: Float32Array, hz: number, widthHz: number): Float32Array {
  const radius = Math.exp((-Math.PI * widthHz) / RATE)
  const feedback = 2 * radius * Math.cos((2 * Math.PI * hz) / RATE)
  let [y1, y2, peak] = [0, 0, 1e-9]
  const out = samples.map((sample) => {
    const y = sample + feedback * y1 - radius * radius * y2
    y2 = y1
    y1 = y
    peak = Math.max(peak, Math.abs(y))
    return y
  })
  return out.map((sample) => sample / peak)
}

/** A burst of breath through a throat, with a little voice at its end. */
function cough(random: Random): Float32Array {
  const breath = sound(0.18 + 0.15 * random(), () => normal(random))
  const throat = [
    resonance(breath, 450 + 250 * random(), 200),
    resonance(breath, 1300 + 500 * random(), 300),
    resonance(breath, 2600 + 500 * random(), 500),
  ]
  return breath.map((_, index) => {
    const time = index / RATE
    const burst = Math.min(1, time / 0.01) * (Math.exp(-time / 0.06) + 0.25 * Math.exp(-time / 0.15))
    const voice =
      time > 0.1
        ? 0.2 * Math.sign(Math.sin(2 * Math.PI * (130 - 100 * time) * time)) * Math.exp((0.1 - time) / 0.08)
        : 0
    return 0.3 * burst * throat.reduce((sum, band) => sum + (band[index] ?? 0), 0) + 0.3 * voice
  })
}

function coughs(count: number, random: Random): Float32Array {
  const parts = Array.from({ length: count }, () => [
    ...cough(random),
    ...new Float32Array(Math.round((0.08 + 0.15 * random()) * RATE)),
  ])
  return Float32Array.from(parts.flat())
}

function bursts(
  seconds: number,
  times: readonly number[],
  decayS: number,
  level: number,
  random: Random,
): Float32Array {
  return sound(seconds, (time) => {
    const since = times.filter((at) => time >= at && time < at + 8 * decayS).map((at) => time - at)
    return since.reduce((sum, age) => sum + level * Math.exp(-age / decayS) * normal(random), 0)
  })
}

const sine = (hz: number, time: number): number => Math.sin(2 * Math.PI * hz * time)

/** What microphones pick up besides speech, 16 kHz, by name; the same seed makes the same. */
export function noises(seed: number): ReadonlyMap<string, Float32Array> {
  const random = seededRandom(seed)
  const seconds = 0.8 + 2 * random()
  const level = 0.02 * 10 ** random()
  const toneHz = 200 + 1500 * random()
  const notes = Array.from({ length: 12 }, () => 220 * 2 ** (Math.floor(random() * 24) / 12))
  const clickTimes = Array.from({ length: 5 }, () => random() * seconds)
  const keyTimes = Array.from({ length: 8 }, (_, index) => 0.12 * index + 0.05 * random())
  return new Map([
    ['white noise', sound(seconds, () => level * normal(random))],
    ['pink noise', pinkNoise(Math.round(seconds * RATE), random).map((sample) => sample * 5 * level)],
    [
      'mains hum',
      sound(seconds, (t) => 0.2 * sine(50, t) + 0.1 * sine(150, t) + 0.05 * sine(250, t) + 0.002 * normal(random)),
    ],
    [
      'a tone',
      inRoom(
        sound(seconds, (t) => 0.3 * sine(toneHz, t)),
        random,
      ),
    ],
    [
      'a siren',
      inRoom(
        sound(seconds, (t) => 0.3 * Math.sin(2 * Math.PI * (200 * t + 400 * t * t))),
        random,
      ),
    ],
    [
      'beeps',
      inRoom(
        sound(seconds, (t) => ((t * 2) % 1 < 0.4 ? 0.3 * sine(1000, t) : 0)),
        random,
      ),
    ],
    [
      'a melody',
      inRoom(
        sound(seconds, (t) => melody(notes, t)),
        random,
      ),
    ],
    ['a click', inRoom(bursts(0.5, [0.2], 0.002, 0.6, random), random)],
    ['clicks', inRoom(bursts(seconds, clickTimes, 0.0015, 0.5, random), random)],
    ['typing', inRoom(bursts(1.3, keyTimes, 0.004, 0.2, random), random)],
    ['claps', inRoom(bursts(1, [0.1, 0.5], 0.02, 0.5, random), random)],
    [
      'a thump',
      inRoom(
        sound(0.8, (t) => (t > 0.2 ? 0.7 * Math.exp((0.2 - t) / 0.06) * sine(80, t) : 0)),
        random,
      ),
    ],
    ['a cough', inRoom(coughs(1, random), random)],
    ['two coughs', inRoom(coughs(2, random), random)],
    ['four coughs', inRoom(coughs(4, random), random)],
    [
      'a breath',
      inRoom(
        sound(1.2, (t) => 0.05 * Math.sin((Math.PI * t) / 1.2) ** 2 * normal(random)),
        random,
      ),
    ],
    ['a fan', sound(seconds, (t) => 0.03 * normal(random) * (1 + 0.5 * sine(12, t)) + 0.05 * sine(100, t))],
  ])
}

/** A note every quarter of a second, struck, with its overtones. */
function melody(notes: readonly number[], time: number): number {
  const index = Math.floor(time / 0.25)
  const age = time - index * 0.25
  const hz = notes[index % notes.length] ?? 0
  const tones = [1, 2, 3, 4, 5].reduce((sum, overtone) => sum + sine(hz * overtone, time) / overtone, 0)
  return 0.2 * tones * Math.exp(-age / 0.15) * Math.min(1, age / 0.005)
}
