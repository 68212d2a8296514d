// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { Playhead } from './playhead.ts'

describe('a listener who never reports', () => {
  test('is assumed to play in real time', () => {
    const playhead = new Playhead(() => false)
    playhead.begin(1_000)
    playhead.assume(10_000, 1_250)
    expect(playhead.position(1_250)).toEqual({ playedMs: 250, waitedMs: 0 })
  })

  test('stands still while nothing is left to play, and goes on from there', () => {
    const playhead = new Playhead(() => false)
    playhead.begin(0)
    playhead.assume(300, 1_000)
    expect(playhead.playedMs).toBe(300)
    playhead.assume(5_000, 1_100)
    expect(playhead.playedMs, 'the gap is not made up for').toBe(400)
  })
})

describe('a listener who reports', () => {
  test('is believed, and waits until it says that it plays', () => {
    const playhead = new Playhead(() => true)
    playhead.begin(0)
    playhead.assume(9_000, 2_000)
    expect(playhead.position(2_000)).toEqual({ playedMs: 0, waitedMs: 2_000 })
    playhead.report(100, 2_100)
    expect(playhead.position(2_500)).toEqual({ playedMs: 100, waitedMs: 0 })
    expect(playhead.quietMs(2_500)).toBe(400)
  })

  test('may begin to report in the middle of a reply', () => {
    let reports = false
    const playhead = new Playhead(() => reports)
    playhead.begin(0)
    playhead.assume(9_000, 500)
    reports = true
    playhead.report(420, 510)
    playhead.assume(9_000, 900)
    expect(playhead.playedMs).toBe(420)
  })
})
