// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { SentenceSplitter } from '../../../app/core/sentences.ts'
import { floor, replyTokens, TIMING, tokenMs } from './timing.ts'

it('the first sentence needs exactly one token of look-ahead, as the floor says', () => {
  const splitter = new SentenceSplitter()
  const leavesAt = replyTokens().findIndex((token) => splitter.push(token).length > 0)
  expect(leavesAt + 1).toBe(TIMING.sentenceTokens[0] + 1)
})

it('the reply has three sentences of the lengths told', () => {
  const splitter = new SentenceSplitter()
  const sentences = [...splitter.push(replyTokens().join('')), ...splitter.flush()]
  expect(sentences.map((sentence) => sentence.split(' ').length)).toEqual([8, 25, 27])
})

it('the floor is the sum of what cannot be done at the same time', () => {
  expect([tokenMs(1), tokenMs(10)]).toEqual([200, 425])
  expect(floor()).toEqual({
    afterRoutingMs: 150 + 425 + 400 + 150,
    besideRoutingMs: 150 + 425 + 150,
    sequentialMs: 150 + 425 + 1_675 + 150,
  })
})
