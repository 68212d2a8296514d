// SPDX-License-Identifier: Apache-2.0

/** Hands-free talking held against spoken words (Flite) in a room (made noise), frame by frame, much faster than it is spoken. */

import { describe, expect, it } from 'vitest'
import { VOICE_FRAME } from '#core/voice-activity'
import { FLITE_RATE, flite } from '../test/flite.ts'
import { OFFICE, roomNoise } from '../test/room-noise.ts'
import { HandsFree, PRE_ROLL_MS } from './hands-free.ts'

/** Quieter than this is no part of a word. */
const AUDIBLE = 0.01
const VOICES = ['slt', 'rms', 'awb', 'kal16'] as const
const SENTENCES = [
  'I would like two large pepperoni pizzas',
  'What pizzas do you have?',
  'Yes',
  'No thanks',
  'Two, please',
  'Deliver it to twelve Main Street',
]

interface Said {
  readonly beginMs: number
  readonly endMs: number
  /** Where in the recording its first frame is from. */
  readonly fromMs: number
}

/** What hands-free makes of a recording, given what the loudspeaker plays meanwhile. */
function listen(recording: Float32Array, played?: Float32Array): Said[] {
  const said: Said[] = []
  let at = 0
  let begunAt = 0
  let frames = 0
  const ms = (samples: number) => (samples / FLITE_RATE) * 1000
  const handsFree = new HandsFree({
    onBegin: () => {
      begunAt = at + VOICE_FRAME
      frames = 0
    },
    onFrame: () => frames++,
    onEnd: () => {
      const endedAt = at + VOICE_FRAME
      said.push({ beginMs: ms(begunAt), endMs: ms(endedAt), fromMs: ms(endedAt - frames * VOICE_FRAME) })
    },
  })
  for (; at + VOICE_FRAME <= recording.length; at += VOICE_FRAME) {
    handsFree.push(
      recording.subarray(at, at + VOICE_FRAME),
      played === undefined ? 0 : rms(played.subarray(at, at + 128)),
    )
  }
  return said
}

function rms(samples: Float32Array): number {
  return samples.length === 0
    ? 0
    : Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

/** As loud as the rehearsal voices are: -18 dBFS. */
async function spoken(text: string, voice: (typeof VOICES)[number]): Promise<Float32Array> {
  const speech = await flite(text, voice)
  const gain = 0.126 / rms(speech)
  return speech.map((sample) => Math.max(-1, Math.min(1, sample * gain)))
}

function add(target: Float32Array, source: Float32Array, atMs: number, gain = 1): void {
  const start = (atMs / 1000) * FLITE_RATE
  for (let i = 0; i < source.length && start + i < target.length; i++) {
    target[start + i] = (target[start + i] ?? 0) + gain * (source[i] ?? 0)
  }
}

function audibleMs(speech: Float32Array): { readonly first: number; readonly last: number } {
  const ms = (index: number) => (index / FLITE_RATE) * 1000
  return {
    first: ms(speech.findIndex((sample) => Math.abs(sample) > AUDIBLE)),
    last: ms(speech.findLastIndex((sample) => Math.abs(sample) > AUDIBLE)),
  }
}

describe('hands-free', () => {
  it.each([
    ['a quiet room', 1, { air: 0.0005 }],
    ['a soft voice', 0.15, { air: 0.001, hum: 0.002 }],
    ['an office with a fan', 0.5, { ...OFFICE, keys: 0, bumps: 0 }],
  ])(
    'hears every sentence of every voice as one utterance, from before its first sound to at most 600 ms after its last: %s',
    async (_room, gain, room) => {
      for (const voice of VOICES) {
        for (const text of SENTENCES) {
          const speech = await spoken(text, voice)
          const { first, last } = audibleMs(speech)
          const recording = roomNoise(3 + speech.length / FLITE_RATE + 1, 7, room)
          add(recording, speech, 3000, gain)
          const said = listen(recording)
          expect(said, `${voice}: ${text}`).toHaveLength(1)
          const [{ beginMs, endMs, fromMs } = { beginMs: 0, endMs: 0, fromMs: 0 }] = said
          expect(fromMs, `${voice}: ${text}: from`).toBeLessThanOrEqual(3000 + first)
          expect(beginMs - fromMs, `${voice}: ${text}: pre-roll`).toBeGreaterThanOrEqual(Math.max(300, PRE_ROLL_MS))
          expect(endMs, `${voice}: ${text}: end`).toBeLessThanOrEqual(3000 + last + 600)
          expect(endMs, `${voice}: ${text}: not before it is over`).toBeGreaterThan(3000 + last)
        }
      }
    },
  )

  it.each([1, 14])('five minutes of an office in which nobody speaks start no turn (seed %i)', (seed) => {
    expect(listen(roomNoise(300, seed))).toEqual([])
  })

  it('would have heard somebody in that office', async () => {
    const office = roomNoise(300, 1)
    const speech = await spoken('I would like two large pepperoni pizzas', 'rms')
    for (const atMs of [60_000, 150_000, 250_000]) add(office, speech, atMs, 0.5)
    expect(listen(office)).toHaveLength(3)
  })

  describe('while a reply is heard', () => {
    const REPLY =
      'Two large pepperoni pizzas, that makes thirty three dollars and ninety eight cents. Would you like anything else?'
    /** -12 dB */
    const ECHO = 10 ** (-12 / 20)

    it.each(VOICES)(
      'its own sound at -12 dB does not interrupt it, wherever in the room it comes back: %s',
      async (voice) => {
        const reply = await spoken(REPLY, voice)
        for (const delayMs of [0, 50, 120, 250]) {
          const recording = roomNoise(reply.length / FLITE_RATE + 1, 3, { air: 0.001 })
          add(recording, reply, delayMs, ECHO)
          expect(listen(recording, reply), `${delayMs} ms`).toEqual([])
          expect(listen(recording).length, 'it is loud enough to be heard').toBeGreaterThan(0)
        }
      },
    )

    it.each(VOICES)('the customer interrupts it within 300 ms: %s', async (voice) => {
      const reply = await spoken(REPLY, 'slt')
      const speech = await spoken('No wait, make that three', voice)
      const recording = roomNoise(reply.length / FLITE_RATE + 1, 3, { air: 0.001 })
      add(recording, reply, 80, ECHO)
      add(recording, speech, 3000, 0.7)
      const [said] = listen(recording, reply)
      expect(said?.beginMs).toBeGreaterThan(3000)
      expect(said?.beginMs).toBeLessThanOrEqual(3000 + audibleMs(speech).first + 300)
      expect(said?.fromMs).toBeLessThanOrEqual(3000)
    })
  })

  it('an utterance that was cancelled does not become part of the next one', () => {
    const frames: number[] = []
    let voiced = 0
    const handsFree = new HandsFree(
      { onBegin: () => {}, onFrame: (frame) => frames.push(frame[0] ?? 0), onEnd: () => {} },
      { push: () => (++voiced % 4 === 0 ? { type: 'begin', frames: 2 } : { type: 'none' }), reset: () => {} },
    )
    const push = (value: number) => handsFree.push(new Float32Array(VOICE_FRAME).fill(value), 0)
    for (const value of [1, 2, 3, 4]) push(value)
    expect(frames).toEqual([1, 2, 3, 4])
    handsFree.drop()
    frames.length = 0
    for (const value of [5, 6, 7, 8]) push(value)
    expect(frames).toEqual([5, 6, 7, 8])
  })
})
