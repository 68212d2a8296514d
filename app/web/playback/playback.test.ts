// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeS16le } from '#core/pcm'
import { FixedPlayout } from '#core/playout'
import { allocateRing, Ring } from '#core/ring'
import { Player } from '../audio/player.ts'
import { PLAYER_WORDS } from '../audio/player-words.ts'
import { type PlayerMessage, PortReceiver } from '../audio/port-receiver.ts'
import { type Feeder, type FeederKind, type PlayerPort, PortFeeder, RingFeeder } from './feeder.ts'
import { Playback, type Playhead } from './playback.ts'

/** A message channel that delivers when it is told to. */
class DrivenPort implements PlayerPort {
  onmessage: ((event: MessageEvent<unknown>) => void) | null = null
  readonly #posted: PlayerMessage[] = []
  postMessage(message: PlayerMessage): void {
    this.#posted.push(message)
  }
  deliver(to: (message: PlayerMessage) => void): void {
    for (const message of this.#posted.splice(0)) to(message)
  }
}

/** A loudspeaker with the real audio-thread half, driven by hand: one call is one block of 128 samples. */
class DrivenSpeaker {
  readonly feeder: Feeder
  readonly allowed = true
  readonly heard: number[] = []
  /** What the audio thread sees. */
  readonly ring: Ring
  frame = 0
  readonly #player: Player
  #receive = () => {}
  #reportBack = () => {}

  constructor(
    kind: FeederKind,
    readonly sampleRate: number,
    ringSamples: number,
  ) {
    this.ring = new Ring(allocateRing(ringSamples, { shared: kind === 'ring' }))
    this.#player = new Player(this.ring, sampleRate, new FixedPlayout(100))
    if (kind === 'ring') {
      this.feeder = new RingFeeder(this.ring)
      return
    }
    const port = new DrivenPort()
    const report = (words: Int32Array) => port.onmessage?.(new MessageEvent('message', { data: words.slice() }))
    const receiver = new PortReceiver(this.ring, report, sampleRate / 128)
    this.feeder = new PortFeeder(port, this.ring.capacity)
    this.#receive = () => port.deliver((message) => receiver.receive(message))
    this.#reportBack = () => receiver.rendered()
  }
  heardAtMs(frame: number): number {
    return (frame / this.sampleRate) * 1000
  }
  allow(): void {}
  close(): void {}
  render(): void {
    this.#receive()
    const block = new Float32Array(128)
    this.#player.render(block, this.frame)
    this.heard.push(...block)
    this.frame += 128
    this.#reportBack()
  }
}

let speaker: DrivenSpeaker
let playback: Playback
let reports: Playhead[]

describe.each(['ring', 'port'] as const)('fed by a %s,', (kind) => {
  function setUp({ rate = 24_000, ringSamples = 2 ** 16 } = {}): void {
    speaker = new DrivenSpeaker(kind, rate, ringSamples)
    reports = []
    playback = new Playback(
      speaker,
      (report) => reports.push(report),
      () => speaker.heardAtMs(speaker.frame),
    )
    playback.waitFor(100)
  }
  beforeEach(() => setUp())

  const speech = (ms: number, rate = 24_000) => encodeS16le(new Float32Array((ms / 1000) * rate).fill(0.5))
  const begin = (turnId = 't1', sampleRate = 24_000) =>
    playback.begin({ turnId, sampleRate, expectedMs: 1000, askedAtMs: 0, delivery: null })
  /** A reply that comes whole. */
  function say(ms: number, turnId = 't1'): void {
    begin(turnId)
    playback.push(speech(ms))
    playback.end(turnId)
  }
  /** A reply of 400 ms whose second half comes too late. */
  function stutter(): void {
    begin()
    playback.push(speech(200))
    pass(400)
    playback.push(speech(200))
    playback.end('t1')
    pass(400)
  }
  /** Lets time pass; the page looks after playback every 20 ms or so. */
  function pass(ms: number): void {
    const until = speaker.frame + (ms / 1000) * speaker.sampleRate
    for (let block = 0; speaker.frame < until; block++) {
      speaker.render()
      if (block % 4 === 0) playback.tick()
    }
  }
  const last = () => reports.at(-1)

  describe('a reply', () => {
    it('is heard whole, and the last report says so exactly', () => {
      begin()
      for (let i = 0; i < 50; i++) playback.push(speech(20))
      playback.end('t1')
      pass(1200)
      expect(last()).toEqual({
        turnId: 't1',
        playedMs: 1000,
        underruns: 0,
        stalledMs: 0,
        firstHeardMs: 0,
        over: true,
      })
      expect(playback.turnId).toBeNull()
      expect(speaker.heard.filter((sample) => sample === 0.5).length).toBeGreaterThan(23_800)
    })

    it('that begins once more after a cough is counted from there, and only what is new is heard', () => {
      begin()
      playback.push(speech(400))
      pass(300)
      playback.interrupt()
      playback.push(speech(400))
      playback.end('t1')
      say(500)
      pass(900)
      expect(last()).toMatchObject({ turnId: 't1', playedMs: 500, over: true })
    })

    it('is reported about every 250 ms while it plays', () => {
      begin()
      playback.push(speech(1000))
      pass(900)
      expect(reports.length).toBe(3)
      expect(reports.every(({ over }) => !over)).toBe(true)
      expect(reports[1]?.playedMs).toBeGreaterThan(480)
      expect(reports[1]?.playedMs).toBeLessThan(560)
    })

    it('longer than the ring arrives whole', () => {
      setUp({ ringSamples: 4096 })
      begin()
      for (let i = 0; i < 100; i++) playback.push(speech(20))
      playback.end('t1')
      pass(2200)
      expect(last()).toMatchObject({ playedMs: 2000, underruns: 0, over: true })
    })

    it('at another rate than the loudspeaker is resampled and still heard whole', () => {
      setUp({ rate: 44_100 })
      begin()
      for (let i = 0; i < 50; i++) playback.push(speech(20))
      playback.end('t1')
      pass(1200)
      expect(last()).toMatchObject({ playedMs: 1000, underruns: 0, over: true })
      expect(speaker.heard.filter((sample) => Math.abs(sample - 0.5) < 0.01).length).toBeGreaterThan(43_500)
    })

    it('says when it was first heard, counted from the end of the question, whenever the page looks', () => {
      pass(300)
      playback.begin({ turnId: 't1', sampleRate: 24_000, expectedMs: 500, askedAtMs: 100, delivery: null })
      playback.push(speech(500))
      const heardAtMs = speaker.heardAtMs(speaker.frame)
      pass(700)
      expect(reports[0]?.firstHeardMs).toBeCloseTo(heardAtMs - 100, 5)
    })

    it('that nobody asked for has no such number', () => {
      playback.begin({ turnId: 't1', sampleRate: 24_000, expectedMs: 500, askedAtMs: null, delivery: null })
      playback.push(speech(500))
      pass(400)
      expect(last()?.firstHeardMs).toBeNull()
    })

    it('that comes too slowly counts its gaps', () => {
      stutter()
      expect(last()).toMatchObject({ playedMs: 400, underruns: 1, over: true })
      expect(last()?.stalledMs).toBeGreaterThan(190)
      expect(last()?.stalledMs).toBeLessThan(215)
    })

    it('tells the audio thread how its voice was lately delivered, or that nobody knows', () => {
      const word = (name: keyof typeof PLAYER_WORDS) => speaker.ring.header[PLAYER_WORDS[name]]
      const delivery = { replies: 3, genX: 1.95, jitterMs: 12.5, lateMs: 40, wStarMs: 7 }
      playback.begin({ turnId: 't1', sampleRate: 24_000, expectedMs: 500, askedAtMs: null, delivery })
      playback.changePace()
      pass(10)
      expect([word('deliveryReplies'), word('deliveryGenX'), word('pace')]).toEqual([3, 1950, 1])
      expect([word('deliveryJitterMs'), word('deliveryLateMs'), word('deliveryWStarMs')]).toEqual([
        12_500, 40_000, 7_000,
      ])
      begin('t2')
      pass(10)
      expect(word('deliveryReplies')).toBe(0)
    })

    it('without any speech is over as soon as it ends', () => {
      begin()
      playback.end('t1')
      expect(last()).toMatchObject({ playedMs: 0, firstHeardMs: null, over: true })
    })

    it('counts its own gaps only', () => {
      stutter()
      say(300, 't2')
      pass(500)
      expect(last()).toMatchObject({ turnId: 't2', playedMs: 300, underruns: 0, stalledMs: 0 })
    })
  })

  describe('an interruption', () => {
    it('says what was heard and is silent within 10 ms', () => {
      begin()
      playback.push(speech(2000))
      pass(500)
      const heard = playback.interrupt()
      const trulyMs = (speaker.ring.readPosition / 24_000) * 1000
      expect(heard?.playedMs).toBeLessThanOrEqual(trulyMs)
      // Over a port the page hears of the playhead every 20 ms.
      expect(heard?.playedMs).toBeGreaterThanOrEqual(kind === 'ring' ? trulyMs : trulyMs - 20)
      expect(heard?.over).toBe(true)
      const from = speaker.heard.length
      pass(100)
      expect(speaker.heard.slice(from + 240).every((sample) => sample === 0)).toBe(true)
      expect(playback.interrupt()).toBeNull()
    })

    it('drops what is still on its way, until the server has ended that reply', () => {
      begin()
      playback.push(speech(1000))
      pass(300)
      playback.interrupt()
      playback.push(speech(1000))
      pass(100)
      expect(speaker.ring.available).toBe(0)
      playback.end('t1')
      say(300, 't2')
      pass(500)
      expect(last()).toMatchObject({ turnId: 't2', playedMs: 300, over: true })
    })

    it('of a reply that had been sent whole does not swallow the next one', () => {
      say(1000)
      pass(300)
      playback.interrupt()
      say(300, 't2')
      pass(500)
      expect(last()).toMatchObject({ turnId: 't2', playedMs: 300, over: true })
    })
  })
})
