// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it } from 'vitest'
import { allocateRing, CONSUMER_HALF, Ring } from '#core/ring'
import { PLAYER_WORDS } from './player-words.ts'
import { PortReceiver } from './port-receiver.ts'

let ring: Ring
let receiver: PortReceiver
let reports: Int32Array[]

beforeEach(() => {
  ring = new Ring(allocateRing(1024, { shared: false }))
  reports = []
  receiver = new PortReceiver(ring, (report) => reports.push(report.slice()), 200)
})

it('puts samples, words and flushes where a ring in shared memory would have them', () => {
  receiver.receive(Float32Array.of(0.25, 0.5))
  receiver.receive([PLAYER_WORDS.prebuffer, 480])
  expect(ring.available).toBe(2)
  expect(Atomics.load(ring.header, PLAYER_WORDS.prebuffer)).toBe(480)
  receiver.receive('flush')
  receiver.receive(Float32Array.of(0.75))
  expect(ring.flushPending).toBe(2)
})

it('ignores what is no message, and never throws on the audio thread', () => {
  for (const odd of [null, undefined, 7, 'pause', {}, [], ['a', 'b'], new Int32Array(3)]) receiver.receive(odd)
  expect(ring.available).toBe(0)
})

it('reports every 20 ms, and only when something changed', () => {
  for (let block = 0; block < 40; block++) receiver.rendered()
  expect(reports.length).toBe(0)
  receiver.receive(new Float32Array(100))
  ring.pop(new Float32Array(60))
  for (let block = 0; block < 40; block++) receiver.rendered()
  expect(reports.length).toBe(1)
  expect(reports[0]?.[0]).toBe(60)
})

it('reports every word that the player writes', () => {
  const words = [
    PLAYER_WORDS.underruns,
    PLAYER_WORDS.stalledSamples,
    PLAYER_WORDS.startedReply,
    PLAYER_WORDS.startedFrame,
    PLAYER_WORDS.level,
  ]
  for (const [i, word] of words.entries()) Atomics.store(ring.header, word, 100 + i)
  for (let block = 0; block < 4; block++) receiver.rendered()
  expect(words.map((word) => reports[0]?.[word - CONSUMER_HALF])).toEqual([100, 101, 102, 103, 104])
})
