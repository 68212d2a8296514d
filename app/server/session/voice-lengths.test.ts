// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { SpokenSentence } from './spoken-sentence.ts'
import { VoiceLengths } from './voice-lengths.ts'

const TEXT = 'I have added one large Pepperoni.'
/** s16le at 24 kHz. */
const speech = (ms: number) => new Uint8Array(ms * 48)

it('what a voice said makes the estimate of its next sentence better, and no other voice’s', () => {
  const lengths = new VoiceLengths()
  const before = lengths.of('slow').sentenceMs(TEXT)
  for (let i = 0; i < 4; i++) {
    const sentence = new SpokenSentence(TEXT, lengths.of('slow'))
    expect(sentence.audioMs).toBeGreaterThan(0)
    sentence.asked(0)
    sentence.received(speech(3_000), 24_000, 100, 0)
    sentence.end()
    sentence.complete()
    expect(sentence.audioMs).toBe(3_000)
  }
  expect(before).toBeLessThan(2_300)
  expect(lengths.of('slow').sentenceMs(TEXT)).toBeGreaterThan(2_800)
  expect(lengths.of(undefined).sentenceMs(TEXT)).toBe(before)
})

it('a sentence that was cut off teaches nothing', () => {
  const lengths = new VoiceLengths()
  const before = lengths.of('a').sentenceMs(TEXT)
  const sentence = new SpokenSentence(TEXT, lengths.of('a'))
  sentence.asked(0)
  sentence.received(speech(200), 24_000, 100, 0)
  sentence.end()
  expect(lengths.of('a').sentenceMs(TEXT)).toBe(before)
})

it('keeps a bounded number of voices, the ones in use', () => {
  const lengths = new VoiceLengths()
  const used = lengths.of('used')
  for (let i = 0; i < 500; i++) {
    lengths.of(`voice ${i}`)
    expect(lengths.of('used')).toBe(used)
  }
  expect(lengths.of('voice 499')).toBe(lengths.of('voice 499'))
})
