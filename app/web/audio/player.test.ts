// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest'
import type { Delivery, Playout } from '#core/playout'
import { allocateRing, Ring } from '#core/ring'
import { FADE_MS, Player } from './player.ts'
import { ADAPTIVE, PLAYER_WORDS } from './player-words.ts'

const RATE = 24_000
const BLOCK = 128
const FADE = (FADE_MS * RATE) / 1000

/** A rule that writes down what it is told, and says yes when it is told to. */
class ScriptedPlayout implements Playout {
  readonly told: unknown[][] = []
  yes = false
  begin(delivery: Delivery | null): void {
    this.told.push(delivery === null ? ['begin'] : ['begin', { ...delivery }])
  }
  forget(): void {
    this.told.push(['forget'])
  }
  expect(...what: unknown[]): void {
    this.told.push(['expect', ...what])
  }
  arrived(...what: unknown[]): void {
    this.told.push(['arrived', ...what])
  }
  mayStart(): boolean {
    return this.yes
  }
}

let playout: ScriptedPlayout
let ring: Ring
let player: Player
let frame: number

const word = (name: keyof typeof PLAYER_WORDS) => Atomics.load(ring.header, PLAYER_WORDS[name])
const set = (name: keyof typeof PLAYER_WORDS, value: number) => Atomics.store(ring.header, PLAYER_WORDS[name], value)
const speech = (samples: number, value = 0.5) => ring.push(new Float32Array(samples).fill(value))

/** Renders `count` blocks and returns their samples. */
function render(count = 1): Float32Array {
  const all = new Float32Array(count * BLOCK)
  for (let i = 0; i < count; i++) {
    player.render(all.subarray(i * BLOCK, (i + 1) * BLOCK), frame)
    frame += BLOCK
  }
  return all
}

/** The largest step between neighbouring samples: what one hears as a click. */
function largestStep(samples: Float32Array): number {
  return samples.reduce(
    (largest, sample, i) => Math.max(largest, i === 0 ? 0 : Math.abs(sample - (samples[i - 1] ?? 0))),
    0,
  )
}
/** A fade of full scale 0.5 takes steps of this size; twice that is generous. */
const NO_CLICK = (0.5 / FADE) * 2

beforeEach(() => {
  ring = new Ring(allocateRing(RATE))
  playout = new ScriptedPlayout()
  player = new Player(ring, RATE, playout)
  frame = 1000
  set('prebuffer', 480)
  set('open', 1)
  set('replyStart', 0)
  set('reply', 1)
})

describe('starting', () => {
  it('is silent until the prebuffer is full', () => {
    speech(479)
    expect(render(3).every((sample) => sample === 0)).toBe(true)
    expect(ring.readPosition).toBe(0)
    speech(1)
    render()
    expect(ring.readPosition).toBe(BLOCK)
  })

  it('does not wait for a prebuffer that a short reply never fills', () => {
    speech(100)
    set('open', 0)
    render()
    expect(ring.readPosition).toBe(100)
  })

  it('fades in, then plays the samples as they are', () => {
    speech(2000)
    const out = render(4)
    expect(largestStep(out)).toBeLessThan(NO_CLICK)
    expect(out[FADE + 1]).toBe(0.5)
  })

  it('says in which frame the reply was first heard', () => {
    render(2)
    speech(480)
    render()
    expect(word('startedReply')).toBe(1)
    expect(word('startedFrame')).toBe(1000 + 2 * BLOCK)
  })

  it('says so also for a reply that follows without a pause, to the sample', () => {
    speech(BLOCK + 28)
    set('prebuffer', 0)
    render()
    set('replyStart', ring.writePosition)
    set('reply', 2)
    speech(500)
    render()
    expect(word('startedReply')).toBe(2)
    expect(word('startedFrame')).toBe(1000 + BLOCK + 28)
  })

  it('gap before the first sample is waiting, not stalling', () => {
    render(50)
    speech(480)
    render()
    expect([word('underruns'), word('stalledSamples')]).toEqual([0, 0])
  })
})

describe('running dry', () => {
  it('ramps to silence instead of clicking, and counts every silent sample once speech goes on', () => {
    speech(500)
    const out = [...render(8)]
    expect(word('underruns')).toBe(0)
    speech(480)
    out.push(...render(2))
    expect(largestStep(Float32Array.from(out))).toBeLessThan(NO_CLICK)
    expect(word('underruns')).toBe(1)
    expect(word('stalledSamples')).toBe(8 * BLOCK - 500)
    expect(ring.readPosition).toBe(500 + 2 * BLOCK)
  })

  it('waits for a whole new prebuffer, so that it stutters once and not at every frame', () => {
    speech(480)
    render(5)
    speech(479)
    expect(render(4).every((sample) => sample === 0)).toBe(true)
    speech(1)
    render()
    expect(word('underruns')).toBe(1)
  })

  it('is not an underrun when it was simply the end', () => {
    speech(500)
    render(8)
    set('open', 0)
    render(10)
    set('open', 1)
    set('reply', 2)
    set('replyStart', ring.writePosition)
    speech(500)
    render()
    expect([word('underruns'), word('stalledSamples')]).toEqual([0, 0])
  })

  it('at the end the last samples are played, however few', () => {
    speech(480 + 17)
    set('open', 0)
    render(5)
    expect(ring.readPosition).toBe(497)
    expect(ring.available).toBe(0)
  })
})

describe('a flush', () => {
  it('fades within 10 ms, throws the rest away, and remembers exactly what was heard', () => {
    speech(12_000)
    const before = render(10)
    ring.requestFlush()
    const after = render(4)
    expect(largestStep(Float32Array.from([...before, ...after]))).toBeLessThan(NO_CLICK)
    expect(after.subarray((RATE * 10) / 1000).every((sample) => sample === 0)).toBe(true)
    expect(ring.available).toBe(0)
    expect(ring.cutPosition).toBe(10 * BLOCK + FADE)
  })

  it('during silence takes effect at once', () => {
    speech(100)
    render()
    ring.requestFlush()
    render()
    expect(ring.cutPosition).toBe(0)
    expect(ring.available).toBe(0)
  })

  it('lets the next reply start by its own prebuffer', () => {
    speech(2000)
    render(2)
    ring.requestFlush()
    render()
    speech(100, 0.25)
    expect(render().every((sample) => sample === 0)).toBe(true)
    speech(400, 0.25)
    expect(render(2).at(-1)).toBe(0.25)
    expect(word('underruns')).toBe(0)
  })

  it('near the end of the reply ends in silence as well', () => {
    speech(480 + 40)
    set('open', 0)
    render(4)
    ring.requestFlush()
    render(2)
    expect(ring.available).toBe(0)
    expect(render().every((sample) => sample === 0)).toBe(true)
  })
})

it('tells how loud it is', () => {
  speech(1000)
  render(4)
  expect(word('level')).toBe(0x4000)
  ring.requestFlush()
  render(3)
  expect(word('level')).toBe(0)
})

describe('the playout rule', () => {
  it('is told of each reply, its length, and the speech that arrives, on the audio clock', () => {
    set('expectedMs', 900)
    speech(480)
    render()
    speech(240)
    set('expectedMs', 1200)
    set('textComplete', 1)
    render(2)
    const atMs = (frames: number) => (frames / RATE) * 1000
    expect(playout.told).toEqual([
      ['begin'],
      ['expect', 900, false],
      ['arrived', 20, atMs(1000), 20],
      ['expect', 1200, true],
      ['arrived', 10, atMs(1000 + BLOCK), atMs(480 + 240 - BLOCK)],
    ])
    set('reply', 2)
    render()
    expect(playout.told.slice(5)).toEqual([['begin'], ['expect', 1200, true]])
  })

  it('is told how the voice was lately delivered, and when to forget what it heard', () => {
    render()
    set('deliveryReplies', 3)
    set('deliveryGenX', 1_950)
    set('deliveryJitterMs', 12_500)
    set('deliveryLateMs', 40_000)
    set('deliveryWStarMs', 7_000)
    set('pace', 1)
    set('reply', 2)
    render()
    const delivery = { replies: 3, genX: 1.95, jitterMs: 12.5, lateMs: 40, wStarMs: 7 }
    expect(playout.told.slice(2)).toEqual([['forget'], ['begin', delivery], ['expect', 0, false]])
  })

  it('decides when to start and when to start again, if it is asked', () => {
    set('prebuffer', ADAPTIVE)
    speech(2000)
    render(3)
    expect(ring.readPosition).toBe(0)
    playout.yes = true
    render(16)
    expect(ring.available).toBe(0)
    playout.yes = false
    speech(2000)
    render(3)
    expect(ring.readPosition).toBe(2000)
    playout.yes = true
    render()
    expect(word('underruns')).toBe(1)
  })

  it('is not asked at the end: what is left is all there will be', () => {
    set('prebuffer', ADAPTIVE)
    speech(100)
    set('open', 0)
    render()
    expect(ring.readPosition).toBe(100)
  })
})
