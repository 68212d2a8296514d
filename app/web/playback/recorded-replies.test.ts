// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { parseWav } from '#core/wav'
import { RecordedReplies } from './recorded-replies.ts'

const piece = (byte: number, bytes = 960) => new Uint8Array(bytes).fill(byte)

it('gives a reply back as the WAV file of what came, as often as asked', () => {
  const replies = new RecordedReplies()
  replies.begin('a', 24_000)
  replies.push('a', piece(1))
  replies.push('a', piece(2))
  for (let i = 0; i < 2; i++) {
    const wav = parseWav(replies.wav('a') ?? new Uint8Array())
    expect(wav).toMatchObject({ sampleRate: 24_000, sampleCount: 960 })
    expect([...wav.pcm]).toEqual([...piece(1), ...piece(2)])
  }
})

it('knows nothing of replies that never came', () => {
  const replies = new RecordedReplies()
  replies.push('b', piece(1))
  replies.begin('a', 24_000)
  expect(replies.turnIds).toEqual([])
  expect([replies.wav('a'), replies.wav('b')]).toEqual([null, null])
})

it('keeps no more than it may: the oldest go first, a reply too long for the whole goes as well', () => {
  const replies = new RecordedReplies(2500)
  for (const turnId of ['a', 'b', 'c']) {
    replies.begin(turnId, 24_000)
    replies.push(turnId, piece(1))
  }
  expect(replies.turnIds).toEqual(['b', 'c'])
  replies.begin('d', 24_000)
  for (let i = 0; i < 3; i++) replies.push('d', piece(2))
  expect(replies.turnIds).toEqual([])
  replies.begin('e', 24_000)
  replies.push('e', piece(3))
  expect(replies.turnIds).toEqual(['e'])
})
