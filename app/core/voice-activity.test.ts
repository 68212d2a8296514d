// SPDX-License-Identifier: Apache-2.0

/** With made-up sound. The page's microphone tests hold it against spoken words in room noise. */

import { describe, expect, it } from 'vitest'
import { VOICE_FRAME, VOICE_FRAME_MS, VOICE_RATE, VoiceActivity } from './voice-activity.ts'

/** A vowel: the overtones of a pitch, as strong as they are in an "ah". */
function vowel(seconds: number, { pitchHz = 120, gain = 0.1 } = {}): Float32Array {
  return Float32Array.from({ length: seconds * VOICE_RATE }, (_, i) => {
    let sum = 0
    for (let k = 1; k * pitchHz < 3000; k++) {
      sum += Math.sin((2 * Math.PI * k * pitchHz * i) / VOICE_RATE) / (1 + ((k * pitchHz - 600) / 500) ** 2)
    }
    return gain * sum
  })
}

function tone(seconds: number, hz: number, gain: number): Float32Array {
  return Float32Array.from(
    { length: seconds * VOICE_RATE },
    (_, i) => gain * Math.sin((2 * Math.PI * hz * i) / VOICE_RATE),
  )
}

/** Loud, and not voiced: what a fan or a tap sounds like. The same every time. */
function hiss(seconds: number, gain: number): Float32Array {
  let state = 1
  return Float32Array.from({ length: seconds * VOICE_RATE }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return gain * (state / 2 ** 31 - 1)
  })
}

const silence = (seconds: number) => new Float32Array(seconds * VOICE_RATE)

/** When it said what, in milliseconds from the start. */
function listen(parts: readonly Float32Array[], played = 0, detector = new VoiceActivity()) {
  const sound = Float32Array.from(parts.flatMap((part) => [...part]))
  const said: { type: string; atMs: number; sinceMs?: number }[] = []
  for (let at = 0; at + VOICE_FRAME <= sound.length; at += VOICE_FRAME) {
    const event = detector.push(sound.subarray(at, at + VOICE_FRAME), played)
    const atMs = (at / VOICE_RATE) * 1000 + VOICE_FRAME_MS
    if (event.type === 'begin') said.push({ type: 'begin', atMs, sinceMs: atMs - event.frames * VOICE_FRAME_MS })
    if (event.type === 'end') said.push({ type: 'end', atMs })
  }
  return said
}

describe('voice activity', () => {
  it('begins within a syllable and ends half a second after the last', () => {
    const [begin, end, ...more] = listen([silence(1), vowel(0.6), silence(2)])
    expect(more).toEqual([])
    expect(begin?.type).toBe('begin')
    expect(begin?.atMs).toBeGreaterThan(1000)
    expect(begin?.atMs).toBeLessThanOrEqual(1200)
    expect(begin?.sinceMs).toBeLessThanOrEqual(1100)
    expect(end?.type).toBe('end')
    expect(end?.atMs).toBeGreaterThan(1600 + 400)
    expect(end?.atMs).toBeLessThanOrEqual(1600 + 600)
  })

  it('hears low and high voices, soft ones too', () => {
    for (const pitchHz of [85, 120, 180, 250, 330]) {
      for (const gain of [0.1, 0.01]) {
        expect(listen([silence(1), vowel(0.5, { pitchHz, gain }), silence(1)]).map(({ type }) => type)).toEqual([
          'begin',
          'end',
        ])
      }
    }
  })

  it('does not take a pause between two words for the end', () => {
    const said = listen([silence(1), vowel(0.3), silence(0.4), vowel(0.3), silence(1)])
    expect(said.map(({ type }) => type)).toEqual(['begin', 'end'])
  })

  it('tells two utterances apart', () => {
    const said = listen([silence(1), vowel(0.3), silence(1), vowel(0.3), silence(1)])
    expect(said.map(({ type }) => type)).toEqual(['begin', 'end', 'begin', 'end'])
  })

  it.each([
    ['hiss, however loud', [silence(1), hiss(5, 0.3), silence(1)]],
    ['mains hum', [silence(1), tone(5, 50, 0.2)]],
    ['a knock', [silence(1), vowel(0.04), silence(1)]],
    ['nothing at all', [silence(10)]],
    ['a voice far away', [silence(1), vowel(1, { gain: 0.0003 }), silence(1)]],
  ])('is not set off by %s', (_name, parts) => expect(listen(parts)).toEqual([]))

  it('hears a voice over noise, and its end while the noise goes on', () => {
    const noise = hiss(0.6, 0.02)
    const voice = vowel(0.6).map((sample, i) => sample + (noise[i] ?? 0))
    const said = listen([hiss(3, 0.02), voice, hiss(2, 0.02)])
    expect(said.map(({ type }) => type)).toEqual(['begin', 'end'])
  })

  it('gets used to a tone that does not stop', () => {
    const said = listen([silence(1), tone(6, 300, 0.05), silence(1), vowel(0.4), silence(1)])
    const end = said.find(({ type }) => type === 'end')
    expect(end?.atMs).toBeLessThan(4000)
    expect(said.filter(({ atMs }) => atMs > 7000).map(({ type }) => type)).toEqual(['begin', 'end'])
  })

  it('takes longer to interrupt a reply than to begin in silence, and nothing as soft as its echo does', () => {
    const [quiet] = listen([silence(1), vowel(1)])
    const [loud] = listen([silence(1), vowel(1, { gain: 0.3 })], 0.1)
    expect(loud?.atMs).toBeGreaterThan(quiet?.atMs ?? 0)
    expect(listen([vowel(3, { gain: 0.02 })], 0.3)).toEqual([])
  })

  it('lets a soft voice interrupt where no echo comes back', () => {
    expect(listen([silence(3), vowel(1, { gain: 0.02 })], 0.3).map(({ type }) => type)).toEqual(['begin'])
  })

  it('forgets an utterance that somebody else ended', () => {
    const detector = new VoiceActivity()
    listen([silence(1), vowel(0.4)], 0, detector)
    expect(detector.speaking).toBe(true)
    detector.reset()
    expect(detector.speaking).toBe(false)
    expect(listen([silence(1)], 0, detector)).toEqual([])
  })
})
