// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { SpokenSentence } from './spoken-sentence.ts'
import { VoiceKnowledge } from './voice-knowledge.ts'

const TEXT = 'I have added one large Pepperoni.'
/** s16le at 24 kHz. */
const speech = (ms: number) => new Uint8Array(ms * 48)

it('what a voice said makes the estimate of its next sentence better, and no other voice’s', () => {
  const voices = new VoiceKnowledge()
  const lengthOf = (voice?: string) => voices.of(voice === undefined ? {} : { voice }).length
  const before = lengthOf('slow').sentenceMs(TEXT)
  for (let i = 0; i < 4; i++) {
    const sentence = new SpokenSentence(TEXT, lengthOf('slow'))
    expect(sentence.audioMs).toBeGreaterThan(0)
    sentence.asked(0)
    sentence.received(speech(3_000), 24_000, 100, 0)
    sentence.end()
    sentence.complete()
    expect(sentence.audioMs).toBe(3_000)
  }
  expect(before).toBeLessThan(2_300)
  expect(lengthOf('slow').sentenceMs(TEXT)).toBeGreaterThan(2_800)
  expect(lengthOf().sentenceMs(TEXT)).toBe(before)
})

it('a sentence that was cut off teaches nothing', () => {
  const voices = new VoiceKnowledge()
  const lengthOf = (voice?: string) => voices.of(voice === undefined ? {} : { voice }).length
  const before = lengthOf('a').sentenceMs(TEXT)
  const sentence = new SpokenSentence(TEXT, lengthOf('a'))
  sentence.asked(0)
  sentence.received(speech(200), 24_000, 100, 0)
  sentence.end()
  expect(lengthOf('a').sentenceMs(TEXT)).toBe(before)
})
