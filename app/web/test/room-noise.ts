// SPDX-License-Identifier: Apache-2.0

/**
 * What a microphone hears in a room in which nobody speaks: air, mains hum, a fan that is switched on and off, somebody typing,
 * a mouse, paper, a door, a cup put down. Made, not recorded, so that it weighs nothing and every run hears the same.
 */

const RATE = 16_000

/** How loud each thing is, as a root mean square or peak amplitude. 0.001 is -60 dB. */
export interface Room {
  readonly air?: number
  readonly hum?: number
  readonly fan?: number
  readonly keys?: number
  readonly bumps?: number
}

/** An open-plan office with the microphone half a metre away and the browser's gain control turned up. */
export const OFFICE = { air: 0.003, hum: 0.004, fan: 0.01, keys: 0.25, bumps: 0.3 } as const satisfies Room

/** @param seed of the noise; the same gives the same */
export function roomNoise(seconds: number, seed: number, room: Room = OFFICE): Float32Array {
  const { air = 0, hum = 0, fan = 0, keys = 0, bumps = 0 } = room
  const random = randomFrom(seed)
  const sound = new Float32Array(Math.round(seconds * RATE))
  addPink(sound, air, random)
  addHum(sound, hum)
  addFan(sound, fan, random)
  if (keys > 0) addTyping(sound, keys, random)
  if (bumps > 0) addBumps(sound, bumps, random)
  return sound
}

/** 1/f noise. Paul Kellet's economy filter, https://www.firstpr.com.au/dsp/pink-noise/ */
function addPink(sound: Float32Array, level: number, random: () => number): void {
  let [b0, b1, b2] = [0, 0, 0]
  for (let i = 0; i < sound.length; i++) {
    const white = 2 * random() - 1
    b0 = 0.99765 * b0 + white * 0.099046
    b1 = 0.963 * b1 + white * 0.2965164
    b2 = 0.57 * b2 + white * 1.0526913
    sound[i] = (sound[i] ?? 0) + (level / 1.1) * (b0 + b1 + b2 + white * 0.1848)
  }
}

/** 50 Hz and the overtones that a bad power supply adds. */
function addHum(sound: Float32Array, level: number): void {
  const overtones = [1, 0.7, 0.5, 0.25, 0.2, 0.1]
  for (let i = 0; i < sound.length; i++) {
    const phase = (2 * Math.PI * 50 * i) / RATE
    sound[i] = (sound[i] ?? 0) + level * overtones.reduce((sum, share, k) => sum + share * Math.sin((k + 1) * phase), 0)
  }
}

/** Low-passed noise with a blade tone that wavers, going up and down within a second, every twenty seconds. */
function addFan(sound: Float32Array, level: number, random: () => number): void {
  let [low, speed, phase] = [0, 0, 0]
  for (let i = 0; i < sound.length; i++) {
    const on = Math.floor(i / (RATE * 20)) % 2
    speed += (on - speed) / (RATE * 0.4)
    low += 0.15 * (2 * random() - 1 - low)
    phase += (2 * Math.PI * (110 * speed + 2 * Math.sin((2 * Math.PI * 0.3 * i) / RATE))) / RATE
    sound[i] = (sound[i] ?? 0) + level * speed * (3 * low + 0.3 * Math.sin(phase) + 0.2 * Math.sin(2 * phase))
  }
}

/** Bursts of typing at 4 to 12 keys a second. Each key strikes, rings in the table, and comes up again more softly. */
function addTyping(sound: Float32Array, level: number, random: () => number): void {
  for (let at = 2; at < sound.length / RATE; at += 3 + 6 * random()) {
    for (const until = at + 2 + 4 * random(); at < until; at += 0.08 + 0.17 * random()) {
      const loud = level * (0.3 + 0.7 * random())
      strike(sound, at, { loud, ringHz: 250 + 700 * random(), ringMs: 6 + 12 * random(), random })
      strike(sound, at + 0.07, { loud: loud * 0.4, ringHz: 900 + 900 * random(), ringMs: 4, random })
    }
  }
}

/** A door, a cup, a chair: every few seconds, low and slow or bright and short. */
function addBumps(sound: Float32Array, level: number, random: () => number): void {
  for (let at = 4; at < sound.length / RATE; at += 4 + 6 * random()) {
    const loud = level * (0.4 + 0.6 * random())
    const kind = Math.floor(3 * random())
    if (kind === 0) strike(sound, at, { loud, ringHz: 50 + 60 * random(), ringMs: 120, random })
    if (kind === 1) strike(sound, at, { loud: loud * 0.5, ringHz: 1500 + 1500 * random(), ringMs: 40, random })
    if (kind === 2) rustle(sound, at, loud * 0.2, random)
  }
}

interface Strike {
  readonly loud: number
  readonly ringHz: number
  readonly ringMs: number
  readonly random: () => number
}

function strike(sound: Float32Array, atS: number, { loud, ringHz, ringMs, random }: Strike): void {
  const start = Math.round(atS * RATE)
  const tau = (ringMs / 1000) * RATE
  for (let i = 0; i < 6 * tau && start + i < sound.length; i++) {
    const ring = Math.sin((2 * Math.PI * ringHz * i) / RATE) * Math.exp(-i / tau)
    const click = (2 * random() - 1) * Math.exp(-i / (0.002 * RATE))
    sound[start + i] = (sound[start + i] ?? 0) + loud * (0.6 * ring + 0.6 * click)
  }
}

/** Paper: bright noise that comes and goes for half a second. */
function rustle(sound: Float32Array, atS: number, loud: number, random: () => number): void {
  const start = Math.round(atS * RATE)
  let before = 0
  for (let i = 0; i < RATE / 2 && start + i < sound.length; i++) {
    const white = 2 * random() - 1
    const swell = Math.max(0, Math.sin((2 * Math.PI * 7 * i) / RATE)) * Math.sin((Math.PI * i) / (RATE / 2))
    sound[start + i] = (sound[start + i] ?? 0) + loud * swell * (white - before)
    before = white
  }
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
